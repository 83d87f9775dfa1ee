import { down } from "../../../numeric/rounding.js";

/** A cost of one feature that is added to the trees' sum; x is the feature's value. */
export interface UnivariateTerm {
  /** A proved lower bound over [lower, upper]. */
  lowerBoundOver(lower: number, upper: number): number;
  /** A point of [lower, upper] with a value close to the least one. */
  minimiserOver(lower: number, upper: number): number;
  /** An estimate. */
  evaluate(x: number): number;
  /** The largest magnitude over [lower, upper], at least roughly: the scale of all sums that the term is part of. */
  magnitudeOver(lower: number, upper: number): number;
  /** Whether the lower bound over every interval is the minimum, but for rounding: splitting gains nothing then. */
  readonly isExact: boolean;
}

/** coefficient * x. */
export function linearTerm(coefficient: number): UnivariateTerm {
  return {
    isExact: true,
    lowerBoundOver: (lower, upper) => down(coefficient * (coefficient > 0 ? lower : upper)),
    minimiserOver: (lower, upper) => (coefficient > 0 ? lower : upper),
    evaluate: (x) => coefficient * x,
    magnitudeOver: (lower, upper) => Math.abs(coefficient) * Math.max(Math.abs(lower), Math.abs(upper)),
  };
}
