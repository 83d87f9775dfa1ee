import { Curve } from "../../functions/shape/curve.js";
import { UNIT_ROUNDOFF } from "../../numeric/rounding.js";
import type { Kernel } from "../../predictors/gaussian-process/kernels/kernel.js";

/** What underflow may add to a kernel's value. */
const LEAST = 1e-300;

/** A kernel as a function of the squared distance: convex and decreasing from 1 at 0. */
export class KernelProfile extends Curve {
  constructor(private readonly kernel: Kernel) {
    super({
      name: kernel.name,
      parameters: kernel.parameters,
      domain: { lower: 0, upper: Number.POSITIVE_INFINITY },
      curvature: 1,
      image: { lower: 0, upper: 1 },
      slopes: { lower: Number.NEGATIVE_INFINITY, upper: 0 },
    });
  }

  /** A squared distance that a solver has a little below zero counts as none. */
  value(t: number): number {
    return this.kernel.derivative(Math.max(0, t), 0);
  }

  derivative(t: number): number {
    return this.kernel.derivative(t, 1);
  }

  secondDerivative(t: number): number {
    return this.kernel.derivative(t, 2);
  }

  /** The error is that of the value and of its argument, see `Kernel.errorUnits`. */
  override valueError(t: number, v: number): number {
    return this.errorOf(t, v, 1);
  }

  override slopeError(t: number, d: number): number {
    return this.errorOf(t, d, 2);
  }

  override bendError(t: number, b: number): number {
    return this.errorOf(t, b, 3);
  }

  /** Twice the first-order terms: between t and t' the next derivative, which shrinks with t, is at most twice that at t. */
  private errorOf(t: number, value: number, order: number): number {
    const { errorUnits, argumentUnits } = this.kernel;
    const moved = t > 0 ? argumentUnits * t * Math.abs(this.kernel.derivative(t, order)) : 0;
    return 2 * UNIT_ROUNDOFF * (errorUnits * Math.abs(value) + moved) + LEAST;
  }
}
