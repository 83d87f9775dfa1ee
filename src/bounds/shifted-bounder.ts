import type { Box } from "../numeric/box.js";
import { down, up } from "../numeric/rounding.js";
import type { Bounder, Knowledge, Split } from "./bounder.js";

/** Bounds an objective plus a constant. */
export class ShiftedBounder implements Bounder {
  readonly variables: number;
  readonly candidate: Float64Array;

  constructor(
    private readonly inner: Bounder,
    private readonly constant: number,
  ) {
    this.variables = inner.variables;
    this.candidate = inner.candidate;
  }

  bound(box: Box, cutoff: number, inherited: Knowledge | null = null): number {
    const { inner, constant } = this;
    if (constant === 0) return inner.bound(box, cutoff, inherited);
    // What the inner bounder cuts off at this level is above the cutoff, sums rounded either way.
    const level = cutoff === Number.POSITIVE_INFINITY ? cutoff : up(up(cutoff - constant));
    const bound = inner.bound(box, level, inherited);
    return Number.isFinite(bound) ? down(bound + constant) : bound;
  }

  knowledge(): Knowledge | null {
    return this.inner.knowledge?.() ?? null;
  }

  branchingScores(box: Box, out: Float64Array): void {
    this.inner.branchingScores(box, out);
  }

  chooseSplit(box: Box, out: Split): boolean {
    return this.inner.chooseSplit?.(box, out) ?? false;
  }
}
