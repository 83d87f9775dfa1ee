import { refuse } from "./parameter.js";
import { Polygon } from "./shape/polygon.js";

/** x + lambda for x < -lambda, x - lambda for x > lambda, 0 between (ONNX Shrink with bias = lambd). Default lambda 0.5. */
export class SoftShrink extends Polygon {
  private readonly lambda: number;

  constructor(lambda = 0.5) {
    if (!(lambda >= 0 && lambda < Number.POSITIVE_INFINITY)) {
      refuse("soft-shrink", "lambda", lambda, "finite and not negative");
    }
    super({
      name: "soft-shrink",
      parameters: { lambda },
      kinks:
        lambda === 0
          ? []
          : [
              { at: -lambda, left: 1, right: 0 },
              { at: lambda, left: 0, right: 1 },
            ],
      slopes: { lower: lambda === 0 ? 1 : 0, upper: 1 },
      valueError: lambda === 0 ? [0, 0] : [2 ** -53, 0],
      slopeError: [0, 0],
    });
    this.lambda = lambda;
  }

  value(x: number): number {
    return x > this.lambda ? x - this.lambda : x < -this.lambda ? x + this.lambda : Number.isNaN(x) ? x : 0;
  }

  derivative(x: number): number {
    if (Number.isNaN(x)) return x;
    return x >= this.lambda || x < -this.lambda ? 1 : 0;
  }
}
