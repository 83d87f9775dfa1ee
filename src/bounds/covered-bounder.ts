import type { Box } from "../numeric/box.js";
import type { Bounder, Knowledge, Split } from "./bounder.js";
import type { ConstrainedBounder } from "./constrained-bounder.js";
import type { Cover } from "./cover.js";

/** A box that the cover shrank by so much is bounded again, so often in all. */
const MAX_ROUNDS = 4;
const WORTHWHILE_SHRINKAGE = 0.1;
/** What a ball that is too large weighs in branching, against the gap to the cutoff. */
const BALL_SHARE = 10;

/** What parts of a box start from: the balls that matter there, and what the bounder within knows. */
class CoverKnowledge implements Knowledge {
  constructor(
    readonly members: Int32Array,
    readonly inner: Float32Array | null,
  ) {}

  get byteLength(): number {
    return this.members.byteLength + (this.inner?.byteLength ?? 0);
  }
}

/**
 * Bounds an objective over points that lie in a union of balls: the box is cut to what the balls have of it, and the minorants of the objective are bounded over each
 * ball's part of the box instead of the box. Balls in which they are above the cutoff are forgotten, in all parts of the box.
 */
export class CoveredBounder implements Bounder {
  readonly variables: number;
  readonly candidate: Float64Array;
  private readonly shares: Float64Array;
  /** From the last bound to the cutoff. */
  private remaining = 0;

  /** @param inner bounds over the cover as its domain */
  constructor(
    private readonly inner: ConstrainedBounder,
    private readonly cover: Cover,
  ) {
    this.variables = inner.variables;
    this.candidate = new Float64Array(inner.variables);
    this.shares = new Float64Array(inner.variables);
  }

  bound(box: Box, cutoff: number, inherited: CoverKnowledge | null = null): number {
    const lower = this.boundedBelow(box, cutoff, inherited);
    this.remaining = cutoff - lower;
    return lower;
  }

  private boundedBelow(box: Box, cutoff: number, inherited: CoverKnowledge | null): number {
    const { inner, cover } = this;
    cover.begin(inherited?.members ?? null);
    if (cover.contract(box) === Number.POSITIVE_INFINITY) return Number.POSITIVE_INFINITY;
    let lower = Number.NEGATIVE_INFINITY;
    for (let round = 0; round < MAX_ROUNDS; round++) {
      const own = inner.bound(box, cutoff, inherited?.inner ?? null);
      if (own > lower) lower = own;
      // Forgotten balls hold nothing below the cutoff, but more than that is not known of them.
      if (lower > cutoff) return Number.POSITIVE_INFINITY;
      const overBalls = this.overBalls(box, cutoff);
      if (overBalls > lower) lower = overBalls;
      if (lower > cutoff) return Number.POSITIVE_INFINITY;
      const shrinkage = this.shrink(box, cutoff);
      if (shrinkage === Number.POSITIVE_INFINITY || shrinkage < WORTHWHILE_SHRINKAGE) {
        return shrinkage === Number.POSITIVE_INFINITY ? shrinkage : lower;
      }
    }
    return lower;
  }

  knowledge(): Knowledge {
    return new CoverKnowledge(this.cover.record(), this.inner.knowledge());
  }

  /** Those of the bounder within, and where the candidate is in a ball, but no point of interest, those of the ball. */
  branchingScores(box: Box, out: Float64Array): void {
    const { shares, remaining } = this;
    this.inner.branchingScores(box, out);
    if (!this.cover.gapShares(this.candidate, shares)) return;
    const weight = remaining > 0 && remaining < Number.POSITIVE_INFINITY ? BALL_SHARE * remaining : 1;
    for (let j = 0; j < out.length; j++) out[j] += weight * shares[j];
  }

  adjustSplit(box: Box, out: Split): void {
    this.inner.adjustSplit(box, out);
  }

  /** The best bound that one of the objective's minorants gives over the balls; forgets those that cannot matter. */
  private overBalls(box: Box, cutoff: number): number {
    const { cover, variables: n } = this;
    const { objectives, program, relaxation } = this.inner;
    const { constants, coefficients } = program;
    const { centre } = relaxation.state;
    let best = Number.NEGATIVE_INFINITY;
    let highest = -1;
    this.candidate.set(this.inner.candidate);
    for (let k = 0; k < objectives; k++) {
      const bound = cover.discard(box, constants[k], coefficients, k * n, centre, cutoff);
      if (!(bound > best && bound < Number.POSITIVE_INFINITY)) {
        if (bound > best) best = bound;
        continue;
      }
      best = bound;
      highest = k;
      for (let j = 0; j < n; j++) this.candidate[j] = centre[j] + cover.minimiser[j];
    }
    if (highest < 0 || !(best <= cutoff) || cover.sharpen === undefined) return best;
    const sharper = cover.sharpen(box, constants[highest], coefficients, highest * n, centre, cutoff);
    if (sharper > best) {
      best = sharper;
      for (let j = 0; j < n; j++) this.candidate[j] = centre[j] + cover.minimiser[j];
    }
    return best;
  }

  private shrink(box: Box, cutoff: number): number {
    const { cover, variables: n } = this;
    const { objectives, program, relaxation } = this.inner;
    let most = 0;
    for (let k = 0; k < objectives && most < Number.POSITIVE_INFINITY; k++) {
      const { constants, coefficients } = program;
      const found = cover.cutCap(box, constants[k], coefficients, k * n, relaxation.state.centre, cutoff);
      most = Math.max(most, found);
    }
    return most === Number.POSITIVE_INFINITY ? most : Math.max(most, cover.contract(box));
  }
}
