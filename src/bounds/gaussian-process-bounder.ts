import type { Box } from "../numeric/box.js";
import type { MeanSum } from "../predictors/gaussian-process/mean-sum.js";
import type { Bounder } from "./bounder.js";

/** A box that a cut shrank by this much is worth bounding again, at most MAX_ROUNDS times in all. */
const WORTHWHILE_SHRINKAGE = 0.15;
const MAX_ROUNDS = 3;

/** Bounds a multiple of a Gaussian process's mean over boxes of its inputs. */
export class GaussianProcessBounder implements Bounder {
  readonly variables: number;
  readonly candidate: Float64Array;

  constructor(private readonly mean: MeanSum) {
    this.variables = mean.inputs;
    this.candidate = new Float64Array(mean.inputs);
  }

  bound(box: Box, cutoff: number): number {
    let lower = Number.NEGATIVE_INFINITY;
    for (let round = 0; round < MAX_ROUNDS; round++) {
      const value = this.mean.lowerBound(box, cutoff);
      if (value > lower) lower = value;
      this.mean.minimiser(this.candidate);
      if (lower > cutoff || !(cutoff < Number.POSITIVE_INFINITY)) return lower;
      const shrinkage = this.mean.cut(box);
      if (shrinkage === Number.POSITIVE_INFINITY) return shrinkage;
      if (shrinkage < WORTHWHILE_SHRINKAGE) return lower;
    }
    return lower;
  }

  branchingScores(_box: Box, out: Float64Array): void {
    out.set(this.mean.bound.scores);
  }
}
