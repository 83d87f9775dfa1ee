import type { Interval } from "../numeric/interval.js";
import { refuse } from "./parameter.js";
import { COMPOUND, UNDERFLOW } from "./shape/accuracy.js";
import { Curve } from "./shape/curve.js";
import { logistic } from "./sigmoid.js";

const ROOT_2_OVER_PI = 0.7978845608028654;
const CUBIC = 0.044715;
/** Where the third derivative is 0 for the defaults. Float32 parameters move it by 1e-7, which phi'' feels by 1e-14: within its error. */
const BEND = 2.013480724624258;

/**
 * 0.5 x (1 + tanh(k (x + a x^3))) = x sigmoid(2 p), p = k (x + a x^3): Hendrycks and Gimpel's approximation of GELU.
 * Defaults k = sqrt(2 / pi), a = 0.044715; exporters store float32 values. For k > 0, a >= 0:
 * phi' = 0 where 2 |x| p' sigmoid(2 |p|) = 1 left of 0, phi'' = 0 where k |x tanh(p)| (1 + 3 a x^2)^2 / (1 + 6 a x^2) = 1;
 * both left sides increase with |x|, so there is one minimum and there are two inflections.
 */
export class GeluTanh extends Curve {
  private readonly k: number;
  private readonly a: number;
  private readonly isUsual: boolean;

  constructor(k = ROOT_2_OVER_PI, a = CUBIC) {
    if (!(k >= 1e-3 && k <= 1e3)) refuse("gelu-tanh", "k", k, "between 1e-3 and 1e3");
    if (!(a >= 0 && a <= 1e3)) refuse("gelu-tanh", "a", a, "between 0 and 1e3");
    const rate = (x: number) => k * (1 + 3 * a * x * x);
    const p = (x: number) => k * x * (1 + a * x * x);
    const least = crossing((x) => 2 * x * rate(x) * logistic(2 * p(x)));
    const inflection = crossing((x) => (x * Math.tanh(p(x)) * rate(x) ** 2) / (k * (1 + 6 * a * x * x)));
    super({
      name: "gelu-tanh",
      parameters: { k, a },
      curvature: -1,
      inflections: [-inflection, inflection],
      stationary: [-least],
      bends: [-BEND, 0, BEND],
      slopeError: [8 * COMPOUND, 8 * COMPOUND],
      bendError: [64 * COMPOUND, 64 * COMPOUND],
      lineMargin: 1e-26 * (1 + inflection),
    });
    this.k = k;
    this.a = a;
    this.isUsual = Math.abs(k - ROOT_2_OVER_PI) < 1e-7 && Math.abs(a - CUBIC) < 1e-8;
  }

  private argument(x: number): number {
    return 2 * this.k * (x + this.a * x * x * x);
  }

  value(x: number): number {
    return x === Number.NEGATIVE_INFINITY ? 0 : x * logistic(this.argument(x));
  }

  /** The argument y = 2 p is off by 6 u |y|, which the logistic function feels relatively where y < 0. */
  override valueError(x: number, v: number): number {
    const y = Math.max(-750, Math.min(this.argument(x), 1));
    return Math.abs(v) * (COMPOUND + Math.abs(y) * 2 ** -50) + UNDERFLOW;
  }

  derivative(x: number): number {
    const y = this.argument(x);
    if (Math.abs(y) > 800) return y > 0 ? 1 : 0;
    const s = logistic(y);
    return s + x * (2 * this.k * (1 + 3 * this.a * x * x)) * s * (1 - s);
  }

  secondDerivative(x: number): number {
    const y = this.argument(x);
    if (Math.abs(y) > 800) return 0;
    const s = logistic(y);
    const rate = 2 * this.k * (1 + 3 * this.a * x * x);
    return s * (1 - s) * (2 * rate + x * ((1 - 2 * s) * rate * rate + 12 * this.k * this.a * x));
  }

  /** Known for parameters next to the defaults: phi'' is even, greatest at 0, least at BEND. The whole line for others. */
  override secondDerivativeRange(lower: number, upper: number, out: Interval): void {
    super.secondDerivativeRange(lower, upper, out);
    if (this.isUsual || out.lower > out.upper) return;
    out.lower = Number.NEGATIVE_INFINITY;
    out.upper = Number.POSITIVE_INFINITY;
  }
}

/** The x > 0 at which an increasing function that starts at 0 reaches 1, by bisection. */
function crossing(increasing: (x: number) => number): number {
  let high = 1;
  while (increasing(high) < 1) high *= 2;
  let low = 0;
  for (;;) {
    const middle = 0.5 * (low + high);
    if (middle === low || middle === high) return high;
    if (increasing(middle) < 1) low = middle;
    else high = middle;
  }
}
