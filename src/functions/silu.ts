import { COMPOUND, UNDERFLOW } from "./shape/accuracy.js";
import { Curve } from "./shape/curve.js";
import { logistic } from "./sigmoid.js";

/** Where silu' = 0, silu'' = 0 (x > 0) and silu''' = 0 (x > 0), correctly rounded. */
const LEAST = -1.2784645427610737;
const INFLECTION = 2.3993572805154675;
const BEND = 3.435840993535111;

/** x * sigmoid(x), also called swish. */
export class Silu extends Curve {
  constructor() {
    super({
      name: "silu",
      curvature: -1,
      inflections: [-INFLECTION, INFLECTION],
      stationary: [LEAST],
      bends: [-BEND, 0, BEND],
      valueError: [COMPOUND, UNDERFLOW],
      slopeError: [COMPOUND, COMPOUND],
      bendError: [COMPOUND, 2 * COMPOUND],
      lineMargin: 1e-40,
    });
  }

  value(x: number): number {
    return x === Number.NEGATIVE_INFINITY ? 0 : x * logistic(x);
  }

  derivative(x: number): number {
    if (Math.abs(x) > 800) return x > 0 ? 1 : 0;
    const s = logistic(x);
    return s + x * s * (1 - s);
  }

  override slopeAt(x: number, v: number): number {
    // v / x would be wrong where v is subnormal because x is.
    if (Math.abs(x) < 1e-280 || Math.abs(x) > 800) return this.derivative(x);
    const s = v / x;
    return s + v * (1 - s);
  }

  secondDerivative(x: number): number {
    if (Math.abs(x) > 800) return 0;
    const s = logistic(x);
    return s * (1 - s) * (2 + x * (1 - 2 * s));
  }
}
