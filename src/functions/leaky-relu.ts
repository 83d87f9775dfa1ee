import { requireFinite } from "./parameter.js";
import { Polygon } from "./shape/polygon.js";

/** x for x >= 0, alpha * x for x < 0. alpha may be negative or above 1, as a PRelu's slope may. Default alpha 0.01. */
export class LeakyRelu extends Polygon {
  private readonly alpha: number;

  constructor(alpha = 0.01, name = "leaky-relu") {
    requireFinite(name, { alpha });
    const least = alpha < 0;
    super({
      name,
      parameters: name === "leaky-relu" ? { alpha } : {},
      stationary: least ? [0] : [],
      kinks: [{ at: 0, left: alpha, right: 1 }],
      image: { lower: alpha > 0 ? Number.NEGATIVE_INFINITY : 0, upper: Number.POSITIVE_INFINITY },
      slopes: { lower: Math.min(alpha, 1), upper: Math.max(alpha, 1) },
      // alpha * x is rounded once, unless alpha is 0 or 1.
      valueError: alpha === 0 || alpha === 1 ? [0, 0] : [2 ** -53, 2 ** -1074],
      slopeError: [0, 0],
    });
    this.alpha = alpha;
  }

  value(x: number): number {
    return x >= 0 ? x : this.alpha === 0 && x < 0 ? 0 : this.alpha * x;
  }

  derivative(x: number): number {
    return x >= 0 ? 1 : x < 0 ? this.alpha : Number.NaN;
  }
}
