import { down, up } from "../../numeric/rounding.js";
import type { UnivariateTerm } from "../../predictors/tree-ensemble/bound/univariate-term.js";
import type { WeightedLeaves } from "../../predictors/tree-ensemble/bound/weighted-leaves.js";
import type { Trees } from "../../predictors/tree-ensemble/trees.js";

/**
 * A term less its least value, bounded by no more than a cap: where a term exceeds its minimum by more than everything else can vary, it does not matter
 * by how much, and the unit of the bounds' sums can be as fine as what matters.
 */
export class CappedTerm implements UnivariateTerm {
  constructor(
    private readonly inner: UnivariateTerm,
    private readonly offset: number,
    private readonly cap: number,
  ) {}

  get isExact(): boolean {
    return this.inner.isExact;
  }

  lowerBoundOver(lower: number, upper: number): number {
    const bound = this.inner.lowerBoundOver(lower, upper);
    const shifted = this.offset === 0 ? bound : down(bound - this.offset);
    return shifted > this.cap ? this.cap : shifted;
  }

  minimiserOver(lower: number, upper: number): number {
    return this.inner.minimiserOver(lower, upper);
  }

  evaluate(x: number): number {
    return this.inner.evaluate(x) - this.offset;
  }

  magnitudeOver(lower: number, upper: number): number {
    return Math.min(this.inner.magnitudeOver(lower, upper) + Math.abs(this.offset), this.cap);
  }
}

/** An upper bound of how far sums of the trees' leaves can be apart. */
export function variationOf({ roots, feature }: Trees, { estimates, errors }: WeightedLeaves): number {
  let variation = 0;
  roots.forEach((root, t) => {
    const end = t + 1 < roots.length ? roots[t + 1] : feature.length;
    let least = Number.POSITIVE_INFINITY;
    let most = Number.NEGATIVE_INFINITY;
    for (let k = root; k < end; k++) {
      if (feature[k] >= 0) continue;
      least = Math.min(least, estimates[k] - errors[k]);
      most = Math.max(most, estimates[k] + errors[k]);
    }
    variation = up(variation + up(most - least));
  });
  return variation;
}
