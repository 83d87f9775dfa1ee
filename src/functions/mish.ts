import { COMPOUND, UNDERFLOW } from "./shape/accuracy.js";
import { Curve } from "./shape/curve.js";

/** Zeros of mish', mish'' and mish''', correctly rounded. */
const LEAST = -1.1924312145154952;
const INFLECTIONS = [-2.256376396360793, 1.4905711794854284];
const BENDS = [-3.2673378465204044, -0.08793443131491421, 2.114842563020877];

/** x * tanh(softplus(x)) = x n / (n + 2) with e = exp(x), n = e (e + 2). */
export class Mish extends Curve {
  constructor() {
    super({
      name: "mish",
      curvature: -1,
      inflections: INFLECTIONS,
      stationary: [LEAST],
      bends: BENDS,
      valueError: [COMPOUND, UNDERFLOW],
      slopeError: [COMPOUND, COMPOUND],
      bendError: [4 * COMPOUND, 4 * COMPOUND],
      lineMargin: 1e-40,
    });
  }

  value(x: number): number {
    if (x > 50) return x;
    if (x < -800) return 0;
    const e = Math.exp(x);
    const n = e * (e + 2);
    return (x * n) / (n + 2);
  }

  derivative(x: number): number {
    if (x > 50) return 1;
    if (x < -800) return 0;
    const e = Math.exp(x);
    const n = e * (e + 2);
    const m = n + 2;
    return n / m + (4 * x * e * (1 + e)) / m / m;
  }

  secondDerivative(x: number): number {
    if (x > 50 || x < -800) return 0;
    const e = Math.exp(x);
    const m = e * (e + 2) + 2;
    const w = (4 * e * (1 + e)) / m / m;
    const slope = (4 * e * (1 + 2 * e)) / m / m - w * ((4 * e * (1 + e)) / m);
    return 2 * w + x * slope;
  }
}
