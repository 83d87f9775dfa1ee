import { COMPOUND, FOUR_ULP, UNDERFLOW } from "./shape/accuracy.js";
import { Curve } from "./shape/curve.js";
import { logistic } from "./sigmoid.js";
import { logOnePlusExp } from "./softplus.js";

/** ln(sigmoid(x)) = -softplus(-x). */
export class LogSigmoid extends Curve {
  constructor() {
    super({
      name: "log-sigmoid",
      curvature: -1,
      bends: [0],
      image: { lower: Number.NEGATIVE_INFINITY, upper: 0 },
      slopes: { lower: 0, upper: 1 },
      valueError: [COMPOUND, UNDERFLOW],
      slopeError: [2 * FOUR_ULP, UNDERFLOW],
      bendError: [COMPOUND, 2 * FOUR_ULP],
    });
  }

  value(x: number): number {
    return -logOnePlusExp(-x);
  }

  derivative(x: number): number {
    return logistic(-x);
  }

  secondDerivative(x: number): number {
    const s = logistic(x);
    return -s * (1 - s);
  }
}
