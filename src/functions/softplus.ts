import { COMPOUND, FOUR_ULP, UNDERFLOW } from "./shape/accuracy.js";
import { Curve } from "./shape/curve.js";
import { logistic } from "./sigmoid.js";

/** ln(1 + exp(x)) in float64 without overflow; relative error below 2^-48. */
export function logOnePlusExp(x: number): number {
  return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
}

/** ln(1 + exp(x)). */
export class Softplus extends Curve {
  constructor() {
    super({
      name: "softplus",
      curvature: 1,
      bends: [0],
      image: { lower: 0, upper: Number.POSITIVE_INFINITY },
      slopes: { lower: 0, upper: 1 },
      valueError: [COMPOUND, UNDERFLOW],
      slopeError: [2 * FOUR_ULP, UNDERFLOW],
      bendError: [COMPOUND, 2 * FOUR_ULP],
    });
  }

  value(x: number): number {
    return logOnePlusExp(x);
  }

  derivative(x: number): number {
    return logistic(x);
  }

  secondDerivative(x: number): number {
    const s = logistic(x);
    return s * (1 - s);
  }
}
