import { Curve } from "./shape/curve.js";

/** x^2. */
export class Square extends Curve {
  constructor() {
    super({
      name: "square",
      curvature: 1,
      stationary: [0],
      image: { lower: 0, upper: Number.POSITIVE_INFINITY },
      valueError: [2 ** -53, 2 ** -1074],
      slopeError: [0, 0],
      bendError: [0, 0],
    });
  }

  value(x: number): number {
    return x * x;
  }

  derivative(x: number): number {
    return 2 * x;
  }

  secondDerivative(_x: number): number {
    return 2;
  }
}
