import { down, up } from "../numeric/rounding.js";
import { requireFinite } from "./parameter.js";
import { FOUR_ULP, UNDERFLOW } from "./shape/accuracy.js";
import { Curve } from "./shape/curve.js";

/**
 * gamma * x for x >= 0, gamma * alpha * (exp(x / scale) - 1) for x < 0: the common form of ELU, SELU and CELU. For gamma > 0
 * the exponential branch is convex if alpha > 0; the kink at 0, from alpha / scale to 1, is convex if alpha / scale <= 1.
 */
export abstract class ExponentialUnit extends Curve {
  private readonly gamma: number;
  private readonly alpha: number;
  private readonly scale: number;

  constructor(name: string, parameters: Record<string, number>, gamma: number, alpha: number, scale: number) {
    requireFinite(name, parameters);
    const left = (gamma * alpha) / scale;
    const direction = gamma < 0 ? -1 : 1;
    const branchIsConvex = alpha >= 0 ? 1 : -1;
    const kinkIsConvex = alpha / scale === 1 ? branchIsConvex : alpha / scale < 1 ? 1 : -1;
    // exp(x / scale) is more sensitive than exp(x): x / scale is rounded, and |x / scale| may reach 709 if scale < 0.
    const relative = scale < 0 ? 2 ** -42 : 2 * FOUR_ULP;
    const rounded = scale === 1 ? 0 : 2 ** -52;
    super({
      name,
      parameters,
      curvature: (direction * branchIsConvex) as 1 | -1,
      // The piece right of 0 is linear, so it goes with the kink.
      inflections: branchIsConvex === kinkIsConvex ? [] : [0],
      stationary: alpha / scale < 0 ? [0] : [],
      kinks: [{ at: 0, left, right: gamma }],
      slopes: scale > 0 ? { lower: Math.min(down(left), gamma, 0), upper: Math.max(up(left), gamma, 0) } : undefined,
      valueError: [relative, UNDERFLOW],
      slopeError: [relative, UNDERFLOW + rounded * Math.abs(left)],
      bendError: [relative, UNDERFLOW + rounded * Math.abs(left / scale)],
    } as ConstructorParameters<typeof Curve>[0]);
    this.gamma = gamma;
    this.alpha = alpha;
    this.scale = scale;
  }

  value(x: number): number {
    return x >= 0 ? this.gamma * x : this.gamma * (this.alpha * Math.expm1(x / this.scale));
  }

  derivative(x: number): number {
    return x >= 0 ? this.gamma : ((this.gamma * this.alpha) / this.scale) * Math.exp(x / this.scale);
  }

  secondDerivative(x: number): number {
    return x >= 0 ? 0 : (((this.gamma * this.alpha) / this.scale) * Math.exp(x / this.scale)) / this.scale;
  }
}

/** x for x >= 0, alpha * (exp(x) - 1) for x < 0. Default alpha 1. */
export class Elu extends ExponentialUnit {
  constructor(alpha = 1) {
    super("elu", { alpha }, 1, alpha, 1);
  }
}
