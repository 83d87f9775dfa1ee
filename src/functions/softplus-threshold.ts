import type { Interval } from "../numeric/interval.js";
import { down, up } from "../numeric/rounding.js";
import { refuse, requireFinite } from "./parameter.js";
import { COMPOUND, UNDERFLOW } from "./shape/accuracy.js";
import { Curve } from "./shape/curve.js";
import { arcIntercept, pointIntercept } from "./shape/support.js";
import { logistic } from "./sigmoid.js";
import { logOnePlusExp } from "./softplus.js";
import type { Line } from "./univariate.js";

/** The smooth branch, softplus(beta x) / beta on the whole line. */
class ScaledSoftplus extends Curve {
  private readonly beta: number;

  constructor(beta: number) {
    super({
      name: "scaled-softplus",
      curvature: 1,
      bends: [0],
      image: { lower: 0, upper: Number.POSITIVE_INFINITY },
      slopes: { lower: 0, upper: 1 },
      // beta x is rounded; y sigmoid'(y) < 0.23, y sigmoid''(y) < 0.2.
      slopeError: [COMPOUND, 2 ** -53],
      bendError: [COMPOUND, COMPOUND * beta],
    });
    this.beta = beta;
  }

  value(x: number): number {
    return logOnePlusExp(this.beta * x) / this.beta;
  }

  /** Rounding y = beta x by u |y| changes softplus by |y| u of itself in the left tail, which underflows at -745. */
  override valueError(x: number, v: number): number {
    const y = Math.max(-750, Math.min(this.beta * x, 1));
    return Math.abs(v) * (2 * COMPOUND + Math.abs(y) * 2 ** -52) + UNDERFLOW / this.beta;
  }

  derivative(x: number): number {
    return logistic(this.beta * x);
  }

  secondDerivative(x: number): number {
    const s = logistic(this.beta * x);
    return this.beta * s * (1 - s);
  }
}

/**
 * softplus(beta x) / beta where beta x <= threshold, x elsewhere: PyTorch's softplus as its exporter writes it, with a jump
 * down at t = threshold / beta. Defaults: beta 1, threshold 20. The smooth branch is above x everywhere.
 */
export class SoftplusThreshold extends Curve {
  private readonly branch: ScaledSoftplus;
  private readonly beta: number;
  private readonly threshold: number;
  /** The jump lies in [before, after]. */
  private readonly before: number;
  private readonly after: number;
  /** About where the tangent of the smooth branch touches that passes through the lower end of the jump, (t, t). */
  private readonly touch: number;

  constructor(beta = 1, threshold = 20) {
    requireFinite("softplus-threshold", { threshold });
    if (!(beta >= 1e-6 && beta <= 1e6)) refuse("softplus-threshold", "beta", beta, "between 1e-6 and 1e6");
    const t = threshold / beta;
    super({
      name: "softplus-threshold",
      parameters: { beta, threshold },
      curvature: 1,
      kinks: [{ at: t, left: 1, right: 1 }],
    });
    this.branch = new ScaledSoftplus(beta);
    this.beta = beta;
    this.threshold = threshold;
    this.before = down(t);
    this.after = up(t);
    this.touch = tangentFromJump(this.branch, t);
  }

  value(x: number): number {
    return this.beta * x <= this.threshold ? this.branch.value(x) : x;
  }

  derivative(x: number): number {
    return this.beta * x <= this.threshold ? this.branch.derivative(x) : Number.isNaN(x) ? x : 1;
  }

  secondDerivative(x: number): number {
    return this.beta * x <= this.threshold ? this.branch.secondDerivative(x) : 0;
  }

  override valueError(x: number, v: number): number {
    return this.branch.valueError(x, v);
  }

  override slopeError(x: number, d: number): number {
    return this.branch.slopeError(x, d);
  }

  override bendError(x: number, b: number): number {
    return this.branch.bendError(x, b);
  }

  override range(lower: number, upper: number, out: Interval): void {
    if (upper < this.before) this.branch.range(lower, upper, out);
    else if (lower > this.after) identityRange(lower, upper, out);
    else {
      this.branch.range(lower, Math.min(upper, this.after), out);
      if (out.lower > this.before) out.lower = this.before;
      if (out.upper < upper) out.upper = upper;
    }
  }

  override derivativeRange(lower: number, upper: number, out: Interval): void {
    if (upper < this.before) this.branch.derivativeRange(lower, upper, out);
    else if (lower > this.after) identityRange(1, lower <= upper ? 1 : 0, out);
    else identityRange(Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, out);
  }

  override secondDerivativeRange(lower: number, upper: number, out: Interval): void {
    if (upper < this.before) this.branch.secondDerivativeRange(lower, upper, out);
    else if (lower > this.after) identityRange(0, lower <= upper ? 0 : -1, out);
    else identityRange(Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, out);
  }

  protected override line(lower: number, upper: number, at: number, sign: number, _exact: boolean, out: Line): void {
    if (upper < this.before) {
      if (sign > 0) this.branch.lowerLine(lower, upper, at, out);
      else {
        this.branch.upperLine(lower, upper, at, out);
        out.slope = -out.slope;
        out.intercept = -out.intercept;
      }
    } else if (lower > this.after) {
      out.slope = sign;
      out.intercept = 0;
    } else if (!(upper - lower < Number.POSITIVE_INFINITY)) {
      this.constantLine(lower, upper, sign, out);
    } else {
      const x = Number.isNaN(at) ? 0.5 * lower + 0.5 * upper : at;
      if (sign > 0) this.lineBelowJump(lower, upper, x, out);
      else this.lineAboveJump(lower, upper, x, out);
      if (!(Math.abs(out.slope) + Math.abs(out.intercept) < Number.POSITIVE_INFINITY)) {
        this.constantLine(lower, upper, sign, out);
      }
    }
  }

  /** Below the smooth branch on [lower, after] and below x on [before, upper]. */
  private lineBelowJump(lower: number, upper: number, at: number, out: Line): void {
    const branch = this.branch;
    const jump = this.before;
    out.slope = 1;
    out.intercept = 0;
    if (at >= jump || lower >= jump) return;
    let p = Math.min(at, this.touch);
    if (p < lower) p = lower;
    const fp = branch.value(p);
    let slope = branch.derivative(p);
    if (p === lower && this.touch < lower) slope = Math.min((jump - fp) / (jump - lower), slope, 1);
    out.slope = slope;
    out.intercept = Math.min(
      arcIntercept(branch, 1, lower, this.after, p, fp, slope),
      down(down(jump - slope * jump) - 2 ** -51 * Math.abs(slope * jump)),
      down(down(upper - slope * upper) - 2 ** -51 * Math.abs(slope * upper)),
    );
  }

  /** Minus a line above the convex smooth branch at the ends of [lower, after] and above (upper, upper). */
  private lineAboveJump(lower: number, upper: number, at: number, out: Line): void {
    const branch = this.branch;
    const jump = this.after;
    const last = Math.max(upper, jump);
    const fl = branch.value(lower);
    const ft = branch.value(jump);
    const isWide = last > jump;
    let slope = (last - fl) / (last - lower);
    if (!isWide || ft > fl + slope * (jump - lower)) {
      slope = at <= jump || !isWide ? (ft - fl) / (jump - lower) : (last - ft) / (last - jump);
    }
    if (!(Math.abs(slope) <= 1)) slope = slope < 0 && isWide ? slope : 1;
    out.slope = -slope;
    out.intercept = Math.min(
      pointIntercept(branch, -1, lower, -fl, -slope),
      pointIntercept(branch, -1, jump, -ft, -slope),
      down(down(slope * last - last) - 2 ** -51 * Math.abs(slope * last)),
    );
  }
}

function tangentFromJump(branch: ScaledSoftplus, t: number): number {
  // The tangent at p reaches t at branch(p) + branch'(p) (t - p), which increases with p; it is t for the p sought.
  const reach = (p: number) => branch.value(p) + branch.derivative(p) * (t - p) - t;
  let step = Math.max(1e-3, Math.abs(t) * 1e-3);
  while (reach(t - step) > 0) {
    step *= 2;
    if (step > 1e12) return Number.NEGATIVE_INFINITY;
  }
  let low = t - step;
  let high = t;
  for (let k = 0; k < 200 && low < 0.5 * low + 0.5 * high && 0.5 * low + 0.5 * high < high; k++) {
    const middle = 0.5 * low + 0.5 * high;
    if (reach(middle) > 0) high = middle;
    else low = middle;
  }
  return low;
}

function identityRange(lower: number, upper: number, out: Interval): void {
  out.lower = Number.isNaN(upper) ? Number.NEGATIVE_INFINITY : lower;
  out.upper = Number.isNaN(lower) ? Number.POSITIVE_INFINITY : upper;
}
