import type { Interval } from "../../../numeric/interval.js";

/** (u, v) -> left * u + right * v + constant. A mutable slot. */
export interface Plane {
  left: number;
  right: number;
  constant: number;
}

/**
 * A function of two arguments as the bounders see it. Everything but `value` and the partial derivatives is rigorous for the
 * real function on the rectangle [ul, uu] x [vl, vu], rounding included.
 */
export interface BivariateOperation {
  readonly name: string;
  /** Twice continuously differentiable everywhere. */
  readonly smooth: boolean;
  value(u: number, v: number): number;
  /** Partial derivative in u, an estimate; at a kink some subgradient. */
  derivativeLeft(u: number, v: number): number;
  derivativeRight(u: number, v: number): number;
  range(ul: number, uu: number, vl: number, vu: number, out: Interval): void;
  /** Enclosures of both (generalized) partial derivatives. */
  gradientRange(ul: number, uu: number, vl: number, vu: number, left: Interval, right: Interval): void;
  /**
   * Enclosures of the mixed second derivative and of the one in v alone; that in u alone is 0 for every smooth operation.
   * Says nothing useful where `smooth` is false.
   */
  secondDerivativeRange(ul: number, uu: number, vl: number, vu: number, mixed: Interval, right: Interval): void;
  /** A plane below the function on the rectangle, tight near (atU, atV) where there is a choice; NaN: least volume. */
  lowerPlane(ul: number, uu: number, vl: number, vu: number, atU: number, atV: number, out: Plane): void;
  upperPlane(ul: number, uu: number, vl: number, vu: number, atU: number, atV: number, out: Plane): void;
  /**
   * Narrows the arguments, in place, to what can give a value in `result`. False: nothing can. Every (u, v) with a defined
   * value in it is kept.
   */
  narrow(result: Readonly<Interval>, left: Interval, right: Interval): boolean;
}
