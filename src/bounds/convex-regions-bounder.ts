import type { Box } from "../numeric/box.js";
import type { ConvexRegions } from "../predictors/convex-regions/convex-regions.js";
import type { Bounder, Split } from "./bounder.js";

/** Splitting gains nothing where the candidate is this near to the bound, relative to the terms: regions have a tolerance of that size. */
const SETTLED = 1e-8;
/** How far a candidate is moved from the boundary of its region to the middle of its part of the box, where overlaps take values away. */
const INWARD = 1e-6;

/**
 * Bounds weight * model + linear . x over boxes of the model's inputs: a program for each region that meets the box, best first. For
 * affine models and a positive weight that is the minimum itself, at a point that is known: no box has to be split. Boxes shrink to the
 * regions that may still be better than the cutoff.
 */
export class ConvexRegionsBounder implements Bounder {
  readonly variables: number;
  readonly candidate: Float64Array;
  private isSettled = false;
  private readonly value = new Float64Array(1);

  constructor(
    private readonly model: ConvexRegions,
    private readonly weight: number,
    private readonly linear: Float64Array,
  ) {
    this.variables = model.inputs;
    this.candidate = new Float64Array(model.inputs);
  }

  bound(box: Box, cutoff: number): number {
    const { model, weight, linear, candidate } = this;
    const { minimum } = model;
    this.isSettled = false;
    candidate.fill(Number.NaN);
    if (minimum.enter(box) === 0) return Number.POSITIVE_INFINITY;
    const bound = model.lowest(weight, linear);
    if (bound === Number.POSITIVE_INFINITY) return bound;
    if (minimum.region >= 0) candidate.set(minimum.minimiser);
    if (bound >= cutoff) return bound;
    this.shrink(box, cutoff);
    if (weight < 0) this.moveInward(box);
    this.isSettled = this.isAttained(bound);
    return bound;
  }

  /** Unknown: the widest edge. */
  branchingScores(_box: Box, out: Float64Array): void {
    out.fill(0);
  }

  chooseSplit(_box: Box, out: Split): boolean {
    out.variable = -1;
    return this.isSettled;
  }

  private isAttained(bound: number): boolean {
    const { model, weight, linear, candidate, value } = this;
    model.evaluate(candidate, value);
    let reached = weight * value[0];
    let size = Math.abs(reached);
    for (let j = 0; j < candidate.length; j++) {
      reached += linear[j] * candidate[j];
      size += Math.abs(linear[j] * candidate[j]);
    }
    return reached - bound <= SETTLED * size;
  }

  /** To the box around the regions that, by their quick bounds, may have values below the cutoff. */
  private shrink({ lower, upper }: Box, cutoff: number): void {
    const { minimum, regions, inputs } = this.model;
    for (let j = 0; j < inputs; j++) {
      let least = Number.POSITIVE_INFINITY;
      let most = Number.NEGATIVE_INFINITY;
      for (let k = 0; k < minimum.count; k++) {
        const r = minimum.met[k];
        if (minimum.quickBound(r) >= cutoff) continue;
        least = Math.min(least, regions.boxLower[r * inputs + j]);
        most = Math.max(most, regions.boxUpper[r * inputs + j]);
      }
      lower[j] = Math.max(lower[j], least);
      upper[j] = Math.min(upper[j], most);
    }
  }

  private moveInward({ lower, upper }: Box): void {
    const { candidate, model } = this;
    const { minimum, regions, inputs } = model;
    if (minimum.region < 0) return;
    for (let j = 0; j < inputs; j++) {
      const place = minimum.region * inputs + j;
      const low = Math.max(lower[j], regions.boxLower[place]);
      const high = Math.min(upper[j], regions.boxUpper[place]);
      candidate[j] += INWARD * (0.5 * low + 0.5 * high - candidate[j]);
    }
  }
}
