import type { Box } from "../numeric/box.js";
import type { Network } from "../predictors/network/network.js";
import { withOutputs } from "../predictors/network/output-choice.js";
import type { Bounder, Knowledge, Split } from "./bounder.js";
import { GapReach } from "./gap-reach.js";
import type { Rows } from "./rows.js";

/** Of the boxes around a box and itself, one in this many is bounded with all rows, wherever the bound without them is. */
const MOST_DEFERRALS = 4;

interface DeferredKnowledge extends Knowledge {
  readonly whole: Knowledge | null;
  readonly rest: Knowledge | null;
  /** Boxes since one was bounded with all rows. */
  readonly deferrals: number;
}

/**
 * Bounds without the rows that are expensive first, and with them where that leaves a gap to the cutoff of a size that they have closed, or at the latest a few
 * splits later. Rows on trees and on deviations of processes take most of a node's time, and in large boxes most of them change nothing.
 */
export class DeferredBounder implements Bounder {
  readonly variables: number;
  readonly candidate: Float64Array;
  private readonly reach = new GapReach();
  private last: Bounder;
  private deferrals = 0;
  private wholeKnown: Knowledge | null = null;

  constructor(
    private readonly whole: Bounder,
    private readonly rest: Bounder,
  ) {
    this.variables = whole.variables;
    this.candidate = new Float64Array(this.variables);
    this.last = whole;
  }

  bound(box: Box, cutoff: number, inherited: DeferredKnowledge | null = null): number {
    const { whole, rest, reach } = this;
    this.deferrals = (inherited?.deferrals ?? 0) + 1;
    this.wholeKnown = inherited?.whole ?? null;
    this.last = rest;
    let bound = rest.bound(box, cutoff, inherited?.rest ?? null);
    if (bound > cutoff) return bound;
    const gap = cutoff - bound;
    const isDue = this.deferrals >= MOST_DEFERRALS || !(gap < Number.POSITIVE_INFINITY);
    if (isDue || reach.isWorthwhile(gap)) {
      this.last = whole;
      this.deferrals = 0;
      const own = whole.bound(box, cutoff, this.wholeKnown);
      if (own > cutoff || reach.isWorthwhile(gap)) reach.learn(gap, own > cutoff);
      // A NaN proves nothing.
      if (Number.isNaN(bound) || own > bound) bound = own;
    }
    this.candidate.set(this.last.candidate);
    return bound;
  }

  knowledge(): DeferredKnowledge {
    const whole = this.last === this.whole ? (this.whole.knowledge?.() ?? null) : this.wholeKnown;
    const rest = this.rest.knowledge?.() ?? null;
    const byteLength = 8 + (whole?.byteLength ?? 0) + (rest?.byteLength ?? 0);
    return { whole, rest, deferrals: this.deferrals, byteLength };
  }

  branchingScores(box: Box, out: Float64Array): void {
    this.last.branchingScores(box, out);
  }

  adjustSplit(box: Box, out: Split): void {
    this.last.adjustSplit?.(box, out);
  }
}

/**
 * A bounder that defers rows, where the objective has none of the models that make them expensive; the one for all rows otherwise.
 * @param make of a network with its objective as output 0 and rows on the others
 */
export function withDeferredRows(
  network: Network,
  rows: Rows,
  make: (network: Network, rows: Rows) => Bounder,
): Bounder {
  const whole = make(network, rows);
  const isCheap = Array.from({ length: network.outputs }, (_, output) => !isExpensive(withOutputs(network, [output])));
  if (!isCheap[0] || isCheap.every((flag) => flag)) return whole;
  const kept = Array.from(rows.lower.keys()).filter((k) => isCheap[k + 1]);
  const rest = withOutputs(network, [0, ...kept.map((k) => k + 1)]);
  const limits = {
    lower: Float64Array.from(kept, (k) => rows.lower[k]),
    upper: Float64Array.from(kept, (k) => rows.upper[k]),
  };
  return new DeferredBounder(whole, make(rest, limits));
}

function isExpensive({ layers }: Network): boolean {
  return layers.some(
    (layer) =>
      layer.kind === "model" && (layer.model.isPiecewiseConstant === true || layer.model.family === "gaussian-process"),
  );
}
