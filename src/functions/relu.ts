import { up } from "../numeric/rounding.js";
import { LeakyRelu } from "./leaky-relu.js";
import type { Line } from "./univariate.js";

/** max(0, x). Lines are exact: the lower one is 0 or x, the upper one the chord. */
export class Relu extends LeakyRelu {
  constructor() {
    super(0, "relu");
  }

  override value(x: number): number {
    return x > 0 ? x : x <= 0 ? 0 : Number.NaN;
  }

  override lowerLine(lower: number, upper: number, at: number, out: Line): void {
    out.intercept = 0;
    if (!(lower <= upper)) {
      out.slope = 0;
      out.intercept = Number.NEGATIVE_INFINITY;
    } else if (lower >= 0) out.slope = 1;
    else if (upper <= 0) out.slope = 0;
    else out.slope = (Number.isNaN(at) ? upper > -lower : at > 0) ? 1 : 0;
  }

  override upperLine(lower: number, upper: number, at: number, out: Line): void {
    if (lower <= upper && (lower >= 0 || upper <= 0)) {
      this.lowerLine(lower, upper, at, out);
      return;
    }
    // A slope rounded upward from upper / (upper - lower) keeps the chord above the point (upper, upper).
    const slope = (upper / (upper - lower)) * (1 + 2 ** -51);
    const intercept = up(-lower * slope);
    if (slope > 2 ** -1000 && intercept < Number.POSITIVE_INFINITY && upper - lower < Number.POSITIVE_INFINITY) {
      out.slope = slope;
      out.intercept = intercept;
    } else super.upperLine(lower, upper, at, out);
  }
}
