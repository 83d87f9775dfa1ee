import { type Box, copyBox } from "../numeric/box.js";
import type { Bounder, Knowledge, Split } from "./bounder.js";

/** Which members matter in a box, and what they have left of it. */
interface UnionKnowledge extends Knowledge {
  readonly isAlive: Uint8Array;
  /** Per member that does: lower and upper ends. */
  readonly ends: Float64Array;
}

/**
 * Bounds the objective over a union of sets by the least of the bounds over each, with a bounder for every one. Which of them still matter in a box is known to
 * its parts.
 */
export class UnionBounder implements Bounder {
  readonly variables: number;
  readonly candidate: Float64Array;
  /** 1 for members that may hold points below the cutoff in the last box. */
  private readonly isAlive: Uint8Array;
  private readonly boxes: readonly Box[];
  /** The member with the least bound. */
  private worst: Bounder;

  /** @param members at least one */
  constructor(private readonly members: readonly Bounder[]) {
    [this.worst] = members;
    this.variables = this.worst.variables;
    this.candidate = new Float64Array(this.variables);
    this.isAlive = new Uint8Array(members.length);
    const corner = new Float64Array(this.variables);
    this.boxes = members.map(() => copyBox({ lower: corner, upper: corner }));
  }

  bound(box: Box, cutoff: number, inherited: UnionKnowledge | null = null): number {
    const { members, isAlive, boxes, variables: n } = this;
    let place = 0;
    let least = Number.POSITIVE_INFINITY;
    let count = 0;
    isAlive.fill(0);
    for (let k = 0; k < members.length; k++) {
      if (inherited !== null && inherited.isAlive[k] === 0) continue;
      const own = boxes[k];
      own.lower.set(box.lower);
      own.upper.set(box.upper);
      if (inherited !== null && !meet(own, inherited.ends, 2 * n * place++)) continue;
      const bound = members[k].bound(own, cutoff);
      if (bound > cutoff) continue;
      isAlive[k] = 1;
      count++;
      // A NaN proves nothing, and neither does the whole then.
      const proved = Number.isNaN(bound) ? Number.NEGATIVE_INFINITY : bound;
      if (count > 1 && !(proved < least)) continue;
      least = proved;
      this.worst = members[k];
    }
    // Members may have cut off what is at least the cutoff, so that no more than that is proved by any of them.
    if (count === 0) return Number.POSITIVE_INFINITY;
    this.candidate.set(this.worst.candidate);
    this.cut(box);
    return least;
  }

  knowledge(): UnionKnowledge {
    const isAlive = this.isAlive.slice();
    const kept = this.boxes.filter((_, k) => isAlive[k] === 1);
    const ends = new Float64Array(2 * this.variables * kept.length);
    kept.forEach(({ lower, upper }, place) => {
      ends.set(lower, 2 * this.variables * place);
      ends.set(upper, 2 * this.variables * place + this.variables);
    });
    return { isAlive, ends, byteLength: isAlive.byteLength + ends.byteLength };
  }

  branchingScores(box: Box, out: Float64Array): void {
    this.worst.branchingScores(box, out);
  }

  adjustSplit(box: Box, out: Split): void {
    this.worst.adjustSplit?.(box, out);
  }

  /** Leaves the smallest box around what the members that matter have left of it. */
  private cut({ lower, upper }: Box): void {
    for (let j = 0; j < this.variables; j++) {
      let least = Number.POSITIVE_INFINITY;
      let most = Number.NEGATIVE_INFINITY;
      for (let k = 0; k < this.boxes.length; k++) {
        if (this.isAlive[k] === 0) continue;
        least = Math.min(least, this.boxes[k].lower[j]);
        most = Math.max(most, this.boxes[k].upper[j]);
      }
      lower[j] = Math.max(lower[j], least);
      upper[j] = Math.min(upper[j], most);
    }
  }
}

/** Cuts the box to the one whose ends start at `from`; false if they have nothing in common. */
function meet({ lower, upper }: Box, ends: Float64Array, from: number): boolean {
  const n = lower.length;
  let isEmpty = false;
  for (let j = 0; j < n; j++) {
    lower[j] = Math.max(lower[j], ends[from + j]);
    upper[j] = Math.min(upper[j], ends[from + n + j]);
    if (lower[j] > upper[j]) isEmpty = true;
  }
  return !isEmpty;
}
