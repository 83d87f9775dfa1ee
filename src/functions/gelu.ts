import { erfc } from "../numeric/error-function.js";
import { refuse } from "./parameter.js";
import { COMPOUND, UNDERFLOW } from "./shape/accuracy.js";
import { Curve } from "./shape/curve.js";

/** Where 1 + erf(t) + 2 t exp(-t^2) / sqrt(pi) = 0, correctly rounded. */
const LEAST = -0.5315968851493932;
const ROOT_PI = 1.772453850905516;

/**
 * x / 2 * (1 + erf(x / divisor)); the divisor is sqrt(2) by default, but exporters store it in float32 as
 * 1.4142135381698608. With t = x / divisor: phi'' = 2 exp(-t^2) (1 - t^2) / (sqrt(pi) divisor).
 */
export class Gelu extends Curve {
  private readonly divisor: number;

  constructor(divisor = Math.SQRT2) {
    if (!(divisor >= 1e-6 && divisor <= 1e6)) refuse("gelu", "divisor", divisor, "between 1e-6 and 1e6");
    super({
      name: "gelu",
      parameters: { divisor },
      curvature: -1,
      inflections: [-divisor, divisor],
      stationary: [LEAST * divisor],
      bends: [-Math.SQRT2 * divisor, 0, Math.SQRT2 * divisor],
      slopeError: [2 * COMPOUND, 2 * COMPOUND],
      bendError: [2 * COMPOUND, (2 * COMPOUND) / divisor],
      lineMargin: 1e-40,
    });
    this.divisor = divisor;
  }

  value(x: number): number {
    return x === Number.NEGATIVE_INFINITY ? 0 : 0.5 * x * erfc(-x / this.divisor);
  }

  /** Rounding t = x / divisor by u |t| changes erfc(-t) by up to 2 t^2 u of itself in the left tail (t > -27.3), less elsewhere. */
  override valueError(x: number, v: number): number {
    const t = Math.max(-27.5, Math.min(x / this.divisor, 1));
    return Math.abs(v) * (2 * COMPOUND + t * t * 2 ** -51) + UNDERFLOW * this.divisor;
  }

  derivative(x: number): number {
    const t = x / this.divisor;
    if (Math.abs(t) > 30) return t > 0 ? 1 : 0;
    return 0.5 * erfc(-t) + (t * Math.exp(-t * t)) / ROOT_PI;
  }

  override slopeAt(x: number, v: number): number {
    const t = x / this.divisor;
    // v / x would be wrong where v is subnormal because x is.
    if (Math.abs(x) < 1e-280 || Math.abs(t) > 30) return this.derivative(x);
    return v / x + (t * Math.exp(-t * t)) / ROOT_PI;
  }

  secondDerivative(x: number): number {
    const t = x / this.divisor;
    if (Math.abs(t) > 30) return 0;
    return (2 * Math.exp(-t * t) * (1 - t * t)) / (ROOT_PI * this.divisor);
  }
}
