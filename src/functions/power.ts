import type { Interval } from "../numeric/interval.js";
import { requireFinite } from "./parameter.js";
import { FOUR_ULP, UNDERFLOW } from "./shape/accuracy.js";
import { Curve } from "./shape/curve.js";
import type { Line } from "./univariate.js";

const INFINITE = Number.POSITIVE_INFINITY;

/**
 * x^p with a fixed exponent. Integer p: all real x (x != 0 if p < 0); over an interval with the pole inside the range is the
 * whole line and there are no lines. Other p: x >= 0 (x > 0 if p < 0).
 */
export class Power extends Curve {
  private readonly exponent: number;
  private readonly isInteger: boolean;

  constructor(exponent = 2, name = "power") {
    requireFinite(name, { exponent });
    const p = exponent;
    const isInteger = Number.isInteger(p);
    const odd = isInteger && Math.abs(p % 2) === 1;
    super({
      name,
      parameters: name === "power" ? { exponent } : {},
      domain: { lower: isInteger ? -INFINITE : 0, upper: INFINITE },
      // Right of 0: convex unless 0 < p < 1. Left of 0 the odd ones are mirrored.
      curvature: odd || (p > 0 && p < 1) ? -1 : 1,
      inflections: odd && p !== 1 ? [0] : [],
      stationary: isInteger && !odd && p > 0 ? [0] : [],
      bends: isInteger && !odd && p > 2 ? [0] : [],
      image: { lower: odd ? -INFINITE : 0, upper: INFINITE },
      slopes: odd ? { lower: p > 0 ? 0 : -INFINITE, upper: p > 0 ? INFINITE : 0 } : undefined,
      valueError: [FOUR_ULP, UNDERFLOW],
    } as ConstructorParameters<typeof Curve>[0]);
    this.exponent = p;
    this.isInteger = isInteger;
  }

  value(x: number): number {
    return x ** this.exponent;
  }

  derivative(x: number): number {
    const p = this.exponent;
    if (p === 0) return 0;
    // p - 1 is rounded if p is no integer, which x^(p - 1) would feel ln x times as much; x^p / x does not.
    const power = x ** p;
    return this.isInteger || !isModerate(power) ? p * x ** (p - 1) : (p * power) / x;
  }

  secondDerivative(x: number): number {
    const p = this.exponent;
    if (p === 0 || p === 1) return 0;
    const power = x ** p;
    return this.isInteger || !isModerate(power) ? p * (p - 1) * x ** (p - 2) : (p * (p - 1) * power) / x / x;
  }

  override slopeError(x: number, d: number): number {
    return this.relativeError(d * x) * Math.abs(d) + UNDERFLOW * (1 + Math.abs(this.exponent));
  }

  override bendError(x: number, b: number): number {
    return this.relativeError(b * x * x) * Math.abs(b) + UNDERFLOW * (1 + this.exponent * this.exponent);
  }

  /** |ln x| < 745, so a rounded exponent costs up to 745 |p| u where the quotient is not used (with a factor for doubt). */
  private relativeError(power: number): number {
    if (this.isInteger || isModerate(Math.abs(power) * 1e-20, Math.abs(power) * 1e20)) return 2 * FOUR_ULP;
    return 2 ** -42 * (1 + Math.abs(this.exponent));
  }

  // A zero at an end of the interval is approached from inside: (-0)^-1 = -Infinity.
  override range(lower: number, upper: number, out: Interval): void {
    if (this.hasPole(lower, upper)) entire(out);
    else super.range(lower === 0 ? 0 : lower, this.upperEnd(upper), out);
  }

  override derivativeRange(lower: number, upper: number, out: Interval): void {
    if (this.hasPole(lower, upper)) entire(out);
    else super.derivativeRange(lower === 0 ? 0 : lower, this.upperEnd(upper), out);
  }

  override secondDerivativeRange(lower: number, upper: number, out: Interval): void {
    if (this.hasPole(lower, upper)) entire(out);
    else super.secondDerivativeRange(lower === 0 ? 0 : lower, this.upperEnd(upper), out);
  }

  protected override line(lower: number, upper: number, at: number, sign: number, exact: boolean, out: Line): void {
    if (this.hasPole(lower, upper)) {
      out.slope = 0;
      out.intercept = -INFINITE;
      return;
    }
    super.line(lower === 0 ? 0 : lower, this.upperEnd(upper), at, sign, exact, out);
  }

  private upperEnd(upper: number): number {
    return upper === 0 && this.isInteger ? -0 : upper;
  }

  private hasPole(lower: number, upper: number): boolean {
    return this.isInteger && this.exponent < 0 && (!(lower >= 0 || upper <= 0) || (lower === 0 && upper === 0));
  }
}

/** Far from overflow and underflow. */
function isModerate(least: number, greatest = least): boolean {
  return least >= 1e-280 && greatest <= 1e280;
}

function entire(out: Interval): void {
  out.lower = -INFINITE;
  out.upper = INFINITE;
}
