import type { Box } from "../numeric/box.js";
import { down, up } from "../numeric/rounding.js";
import type { AcquisitionTerm } from "../predictors/acquisition/cost-objective.js";
import { PosteriorPolygon } from "../predictors/acquisition/posterior-polygon.js";
import type { KernelSumBounder } from "../predictors/gaussian-process/variance-bound.js";
import type { Bounder } from "./bounder.js";

/** A box that a cut shrank by this much is worth bounding again, at most MAX_ROUNDS times in all. */
const WORTHWHILE_SHRINKAGE = 0.2;
const MAX_ROUNDS = 3;

export interface AcquisitionMethod {
  /** False: mean and deviation are bounded separately, for comparison. */
  readonly isJoint: boolean;
}

/**
 * Bounds the cost of acquisition functions (predictors/acquisition: minus the logarithm of the improvement, a confidence bound) over boxes
 * of the inputs; with several Gaussian processes the sum of their costs, as constrained expected improvement has it.
 */
export class AcquisitionBounder implements Bounder {
  readonly variables: number;
  readonly candidate: Float64Array;
  private readonly parts: readonly PosteriorPolygon[];

  constructor(
    terms: readonly AcquisitionTerm[],
    bounder: KernelSumBounder,
    private readonly method: AcquisitionMethod = { isJoint: true },
  ) {
    this.variables = terms[0].definition.inputs;
    this.candidate = new Float64Array(this.variables);
    this.parts = terms.map(({ definition, cost }) => new PosteriorPolygon(definition, cost, bounder));
  }

  bound(box: Box, cutoff: number): number {
    let lower = Number.NEGATIVE_INFINITY;
    for (let round = 0; round < MAX_ROUNDS; round++) {
      lower = larger(lower, this.bounds(box, cutoff));
      if (lower > cutoff || !(cutoff < Number.POSITIVE_INFINITY) || !this.method.isJoint) break;
      const shrinkage = this.cut(box);
      if (shrinkage === Number.POSITIVE_INFINITY) return shrinkage;
      if (shrinkage < WORTHWHILE_SHRINKAGE) break;
    }
    return lower;
  }

  branchingScores(_box: Box, out: Float64Array): void {
    out.fill(0);
    for (const part of this.parts) part.addScores(out);
  }

  private bounds(box: Box, cutoff: number): number {
    const { parts, method } = this;
    for (const part of parts) part.set(box);
    let total = 0;
    for (const part of parts) total = down(total + part.separate(this.shareOf(part, cutoff)));
    if (!(total > cutoff) && method.isJoint) {
      for (const part of parts) {
        part.together(this.shareOf(part, cutoff));
        total = this.sum();
        if (total > cutoff) break;
      }
    }
    parts[0].minimiser(this.candidate);
    return total;
  }

  /** What this part's cost must exceed for the sum to exceed the cutoff, from what is known of the others. */
  private shareOf(part: PosteriorPolygon, cutoff: number): number {
    let share = cutoff;
    for (const other of this.parts) if (other !== part) share = up(share - other.lowerBound);
    return share;
  }

  private sum(): number {
    let total = 0;
    for (const part of this.parts) total = down(total + part.lowerBound);
    return total;
  }

  private cut(box: Box): number {
    let shrinkage = 0;
    for (const part of this.parts) shrinkage = Math.max(shrinkage, part.cut(box));
    return shrinkage;
  }
}

/** The better of two lower bounds; NaN proves nothing. */
function larger(a: number, b: number): number {
  return Number.isNaN(a) || b > a ? b : a;
}
