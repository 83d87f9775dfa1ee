import { Curve } from "./shape/curve.js";

/** The square root on [0, Infinity). */
export class Sqrt extends Curve {
  constructor() {
    super({
      name: "sqrt",
      domain: { lower: 0, upper: Number.POSITIVE_INFINITY },
      curvature: -1,
      image: { lower: 0, upper: Number.POSITIVE_INFINITY },
      slopes: { lower: 0, upper: Number.POSITIVE_INFINITY },
      // IEEE 754 rounds the square root correctly.
      valueError: [2 ** -53, 0],
    });
  }

  value(x: number): number {
    return Math.sqrt(x);
  }

  derivative(x: number): number {
    return 0.5 / Math.sqrt(x);
  }

  secondDerivative(x: number): number {
    return -0.25 / Math.sqrt(x) / x;
  }
}
