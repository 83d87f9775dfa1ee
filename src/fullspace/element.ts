import type { LinearExpression } from "./linear-expression.js";

/** One element of a layer as the encoders see it. */
export interface Element {
  readonly expression: LinearExpression;
  /** What the expression is a column for, where it is one: the affine map of earlier elements. */
  readonly definition: LinearExpression;
  /** Proved bounds of the element over the box. */
  readonly lower: number;
  readonly upper: number;
  /** By how much the expression may differ from the element over the box, because of rounded coefficients. */
  readonly error: number;
}

/** By how much a sum of elements, factors[k] * elements[k], may be off; `units` of roundoff are those of the factors. */
export function errorOfSum(elements: readonly Element[], factors: ArrayLike<number>, units: number): number {
  let error = 0;
  elements.forEach((element, k) => {
    const factor = Math.abs(factors[k]);
    if (factor === 0) return;
    error += factor * (element.error + units * 2 ** -52 * Math.max(-element.lower, element.upper));
  });
  return error;
}
