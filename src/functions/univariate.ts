import type { Interval } from "../numeric/interval.js";

/** The line x -> slope * x + intercept. A mutable slot, so that bounding a neuron allocates nothing. */
export interface Line {
  slope: number;
  intercept: number;
}

/** A bound of an envelope at one point, with a subgradient (supergradient for a concave envelope) there. */
export interface EnvelopePoint {
  value: number;
  subgradient: number;
}

/**
 * A univariate function phi as the bounders see it. Everything but `value` and `derivative` is rigorous for the *real*
 * function: float64 rounding, the errors of Math.* (4 ulp) and of the method itself are inside the result.
 *
 * Arguments `lower <= upper` are the ends of a closed interval and may be infinite; only the part inside `domain` counts.
 * Results may be infinite; NaN arguments give results that prove nothing (NaN or the whole line), never an empty range.
 */
export interface UnivariateFunction {
  /** Kebab-case name, the key of functions/table.ts. */
  readonly name: string;
  /** The parameters this instance was made with, exact float64 values. */
  readonly parameters: Readonly<Record<string, number>>;
  /** Closed hull of the set on which phi is defined. */
  readonly domain: Readonly<Interval>;
  /** Twice continuously differentiable on the interior of the domain: second-order bounds may be used. */
  readonly smooth: boolean;

  /** phi(x) in float64, an estimate. NaN outside the domain. */
  value(x: number): number;
  /** phi'(x) in float64, an estimate; at a kink some subgradient. */
  derivative(x: number): number;

  /** Encloses { phi(x) }. Empty (lower > upper) only if the interval does not meet the domain. */
  range(lower: number, upper: number, out: Interval): void;
  /** Encloses every (generalized, Clarke) derivative on the interval. */
  derivativeRange(lower: number, upper: number, out: Interval): void;
  /** Encloses phi'' on the interval; the whole line where phi is not twice differentiable somewhere in it. */
  secondDerivativeRange(lower: number, upper: number, out: Interval): void;

  /**
   * A line below phi on the interval: slope * x + intercept <= phi(x) in exact arithmetic, with the stored float64 slope
   * and intercept, for every real x in it. `at` is where the line should be tight: the tangent point is the nearest to
   * `at` for which the tangent is valid. With `at` NaN: the choice of least area between line and function (for smooth
   * functions the tangent point nearest the midpoint). Where no line exists the intercept is -Infinity and the slope 0.
   */
  lowerLine(lower: number, upper: number, at: number, out: Line): void;
  /** A line above phi on the interval; mirror image of `lowerLine` (intercept +Infinity where none exists). */
  upperLine(lower: number, upper: number, at: number, out: Line): void;

  /**
   * The convex envelope (greatest convex minorant, the McCormick relaxation) of phi on the interval at x in [lower, upper]:
   * `value` is at most the envelope's value, and value + subgradient * (y - x) <= phi(y) for all y in the interval.
   */
  convexEnvelope(lower: number, upper: number, x: number, out: EnvelopePoint): void;
  /** The concave envelope: value + subgradient * (y - x) >= phi(y) for all y in the interval. */
  concaveEnvelope(lower: number, upper: number, x: number, out: EnvelopePoint): void;
}
