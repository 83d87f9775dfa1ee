import { down, up } from "../numeric/rounding.js";
import { refuse, requireFinite } from "./parameter.js";
import { Polygon } from "./shape/polygon.js";

/** max(0, min(1, alpha * x + beta)). alpha may be negative. Defaults: ONNX's, alpha 0.2, beta 0.5. */
export class HardSigmoid extends Polygon {
  private readonly alpha: number;
  private readonly beta: number;

  constructor(alpha = 0.2, beta = 0.5) {
    requireFinite("hard-sigmoid", { alpha, beta });
    const zero = -beta / alpha;
    const one = (1 - beta) / alpha;
    if (!(Math.abs(alpha) >= 1e-100 && Math.abs(alpha) <= 1e100)) {
      refuse("hard-sigmoid", "alpha", alpha, "of magnitude 1e-100 to 1e100");
    }
    if (!(Math.abs(beta) <= 1e6)) refuse("hard-sigmoid", "beta", beta, "at most 1e6 in magnitude");
    const first = alpha > 0 ? zero : one;
    const second = alpha > 0 ? one : zero;
    super({
      name: "hard-sigmoid",
      parameters: { alpha, beta },
      kinks: [
        { at: first, left: 0, right: alpha },
        { at: second, left: alpha, right: 0 },
      ],
      image: { lower: 0, upper: 1 },
      slopes: { lower: Math.min(0, alpha), upper: Math.max(0, alpha) },
      slopeError: [0, 0],
      // A kink is off by 2 u |kink| (and u / |alpha|), over which phi and any line of slope up to |alpha| move by this.
      lineMargin: 2 ** -49 * (Math.abs(beta) + 1),
    });
    this.alpha = alpha;
    this.beta = beta;
  }

  value(x: number): number {
    return Math.max(0, Math.min(1, this.alpha * x + this.beta));
  }

  /** Exact where alpha x + beta is far outside [0, 1]; else alpha x and the sum are rounded. */
  override valueError(x: number, _v: number): number {
    const product = this.alpha * x;
    const error = (2 * Math.abs(product) + Math.abs(this.beta)) * 2 ** -52 + 2 ** -1070;
    const y = product + this.beta;
    return down(y - error) > 1 || up(y + error) < 0 ? 0 : error;
  }

  derivative(x: number): number {
    const y = this.alpha * x + this.beta;
    return y > 0 && y < 1 ? this.alpha : Number.isNaN(y) ? y : 0;
  }
}
