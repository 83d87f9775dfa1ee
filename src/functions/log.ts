import { Curve } from "./shape/curve.js";

/** The natural logarithm on (0, Infinity). */
export class Log extends Curve {
  constructor() {
    super({
      name: "log",
      domain: { lower: 0, upper: Number.POSITIVE_INFINITY },
      curvature: -1,
      slopes: { lower: 0, upper: Number.POSITIVE_INFINITY },
    });
  }

  value(x: number): number {
    return Math.log(x);
  }

  derivative(x: number): number {
    return x >= 0 ? 1 / x : Number.NaN;
  }

  secondDerivative(x: number): number {
    return x >= 0 ? -1 / x / x : Number.NaN;
  }
}
