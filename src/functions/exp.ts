import { Curve } from "./shape/curve.js";

/** The exponential function. */
export class Exp extends Curve {
  constructor() {
    super({
      name: "exp",
      curvature: 1,
      image: { lower: 0, upper: Number.POSITIVE_INFINITY },
      slopes: { lower: 0, upper: Number.POSITIVE_INFINITY },
    });
  }

  value(x: number): number {
    return Math.exp(x);
  }

  derivative(x: number): number {
    return Math.exp(x);
  }

  override slopeAt(_x: number, v: number): number {
    return v;
  }

  secondDerivative(x: number): number {
    return Math.exp(x);
  }
}
