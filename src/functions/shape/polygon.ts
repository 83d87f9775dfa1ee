import type { Interval } from "../../numeric/interval.js";
import type { Line } from "../univariate.js";
import { Curve, type Shape } from "./curve.js";

/**
 * A continuous piecewise linear function with a few kinks, ascending in `kinks`. Its lines are the edges of the hull of
 * the vertices; the intercept is repaired at every vertex, which is all that soundness needs.
 */
export abstract class Polygon extends Curve {
  private readonly flattest: number;
  private readonly steepest: number;

  constructor(shape: Omit<Shape, "curvature" | "inflections">) {
    super({ ...shape, curvature: 1 });
    const slopes = this.kinks.flatMap((kink) => [kink.left, kink.right]);
    this.flattest = Math.min(...slopes);
    this.steepest = Math.max(...slopes);
  }

  secondDerivative(_x: number): number {
    return 0;
  }

  override secondDerivativeRange(lower: number, upper: number, out: Interval): void {
    super.secondDerivativeRange(lower, upper, out);
    if (out.lower <= out.upper && out.lower > Number.NEGATIVE_INFINITY) out.lower = out.upper = 0;
  }

  protected override line(lower: number, upper: number, at: number, sign: number, _exact: boolean, out: Line): void {
    if (upper - lower < Number.POSITIVE_INFINITY && lower <= upper) {
      this.edge(lower, upper, at, sign, out);
      if (Math.abs(out.slope) + Math.abs(out.intercept) < Number.POSITIVE_INFINITY) return;
    }
    this.constantLine(lower, upper, sign, out);
  }

  /** The edge of the lower hull of the vertices of sign * phi above `at`. */
  private edge(l: number, u: number, at: number, sign: number, out: Line): void {
    const x = at >= l && at <= u ? at : at < l ? l : at > u ? u : 0.5 * l + 0.5 * u;
    const vl = sign * this.value(l);
    const vu = sign * this.value(u);
    let left = l;
    let right = u;
    let vLeft = vl;
    let vRight = vu;
    let slope = this.secant(sign, left, vLeft, right, vRight);
    for (;;) {
      // The vertex farthest below the edge belongs to the hull; it splits the edge into two, of which one is above x.
      let lowest = 0;
      let found = -1;
      for (let k = 0; k < this.kinks.length; k++) {
        const kink = this.kinks[k].at;
        if (!(kink > left && kink < right)) continue;
        const height = sign * this.value(kink) - vLeft - slope * (kink - left);
        if (height < lowest) {
          lowest = height;
          found = k;
        }
      }
      if (found < 0) break;
      const kink = this.kinks[found].at;
      const v = sign * this.value(kink);
      if (x <= kink) {
        right = kink;
        vRight = v;
      } else {
        left = kink;
        vLeft = v;
      }
      slope = this.secant(sign, left, vLeft, right, vRight);
    }
    let intercept = Math.min(this.intercept(sign, l, vl, slope), this.intercept(sign, u, vu, slope));
    for (let k = 0; k < this.kinks.length; k++) {
      const kink = this.kinks[k].at;
      if (kink > l && kink < u) {
        intercept = Math.min(intercept, this.intercept(sign, kink, sign * this.value(kink), slope));
      }
    }
    out.slope = slope;
    out.intercept = intercept;
  }

  /** The slope between two vertices: that of phi where no kink is between them (no rounding), else a secant's. */
  private secant(sign: number, x: number, vx: number, y: number, vy: number): number {
    let piece = 0;
    while (piece < this.kinks.length && this.kinks[piece].at <= x) piece++;
    if (piece === this.kinks.length || this.kinks[piece].at >= y) {
      if (piece > 0) return sign * this.kinks[piece - 1].right;
      return sign * (this.kinks.length > 0 ? this.kinks[0].left : this.derivative(x));
    }
    const slope = sign * ((vy - vx) / (y - x));
    return sign * Math.min(Math.max(slope, this.flattest), this.steepest);
  }

  /** Rigorous lower bound of sign * phi(x) - slope * x; exact where nothing was rounded. */
  private intercept(sign: number, x: number, v: number, slope: number): number {
    const product = slope * x;
    const error = this.valueError(x, sign * v) + this.lineMargin;
    const productIsExact = slope === 0 || slope === 1 || slope === -1 || x === 0;
    if (error === 0 && productIsExact && (v === 0 || v === product || product === 0)) return v - product;
    return v - product - (error + (Math.abs(v) + Math.abs(product)) * 2 ** -51 + 2 ** -1072);
  }
}
