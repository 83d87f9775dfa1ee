import { down } from "../../numeric/rounding.js";
import type { UnivariateTerm } from "../../predictors/tree-ensemble/bound/univariate-term.js";

/** slope * (distance from the end of the variable's range at which that is least), bounded by no more than a cap. */
export class TiltedTerm implements UnivariateTerm {
  readonly isExact = true;
  /** May change from bound to bound. */
  slope = 0;

  /** @param lean without a slope low values are good points if it is positive, high ones if it is not */
  constructor(
    private readonly lower: number,
    private readonly upper: number,
    private readonly lean: number,
    private readonly cap: number,
  ) {}

  /** The end of the range at which the term is zero. */
  get edge(): number {
    return this.slope > 0 ? this.lower : this.upper;
  }

  lowerBoundOver(lower: number, upper: number): number {
    const { slope, cap } = this;
    if (slope === 0) return 0;
    const tilt = down(Math.abs(slope) * down(slope > 0 ? lower - this.lower : this.upper - upper));
    return tilt > cap ? cap : tilt;
  }

  minimiserOver(lower: number, upper: number): number {
    return (this.slope === 0 ? this.lean : this.slope) > 0 ? lower : upper;
  }

  evaluate(x: number): number {
    return this.slope * (x - this.edge);
  }

  magnitudeOver(): number {
    return this.cap;
  }
}
