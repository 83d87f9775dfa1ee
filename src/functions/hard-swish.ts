import { refuse } from "./parameter.js";
import { Curve } from "./shape/curve.js";

/**
 * x * max(0, min(1, alpha * x + beta)): 0, then a convex parabola, then x, with concave kinks between them if alpha > 0 and
 * 0 <= beta <= 1. Defaults: alpha 1/6, beta 1/2 (the float32 value of 1/6 where an exporter wrote it out).
 */
export class HardSwish extends Curve {
  private readonly alpha: number;
  private readonly beta: number;
  private readonly coarse: number;

  constructor(alpha = 1 / 6, beta = 0.5) {
    if (!(alpha >= 1e-6 && alpha <= 1e6)) refuse("hard-swish", "alpha", alpha, "between 1e-6 and 1e6");
    if (!(beta >= 0 && beta <= 1)) refuse("hard-swish", "beta", beta, "between 0 and 1");
    const zero = -beta / alpha;
    const one = (1 - beta) / alpha;
    const reach = Math.max(-zero, one);
    super({
      name: "hard-swish",
      parameters: { alpha, beta },
      curvature: -1,
      inflections: [zero, one],
      stationary: [(-0.5 * beta) / alpha],
      kinks: [
        { at: zero, left: 0, right: -beta },
        { at: one, left: 2 - beta, right: 1 },
      ],
      slopes: { lower: -beta, upper: 2 - beta },
      // 2 alpha x + beta: two roundings of at most 2 in magnitude.
      slopeError: [0, 2 ** -50],
      bendError: [0, 0],
      // A kink is off by 2 u |kink|, over which phi and a line of slope up to 2 move by this.
      lineMargin: 2 ** -48 * reach,
    });
    this.alpha = alpha;
    this.beta = beta;
    this.coarse = 2 ** -51 * reach;
  }

  value(x: number): number {
    const y = this.alpha * x + this.beta;
    return y <= 0 ? 0 : y >= 1 ? x : x * y;
  }

  /** x (alpha x + beta) with three roundings on the parabola (and an ulp next to it), exact elsewhere. */
  override valueError(x: number, _v: number): number {
    const y = this.alpha * x + this.beta;
    return y < -1e-12 || y > 1 + 1e-12 ? 0 : 4 * this.coarse;
  }

  derivative(x: number): number {
    const y = this.alpha * x + this.beta;
    return y <= 0 ? 0 : y >= 1 ? 1 : Number.isNaN(y) ? y : this.alpha * x + y;
  }

  secondDerivative(x: number): number {
    const y = this.alpha * x + this.beta;
    return y > 0 && y < 1 ? 2 * this.alpha : 0;
  }
}
