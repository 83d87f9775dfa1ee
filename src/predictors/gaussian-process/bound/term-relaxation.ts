import { gamma, UNIT_ROUNDOFF } from "../../../numeric/rounding.js";
import type { CentredBox } from "./centred-box.js";
import type { KernelSum } from "./kernel-sum.js";
import type { PointGeometry } from "./point-geometry.js";
import { type QuadraticPiece, quadraticPiece } from "./quadratic-piece.js";
import { blockedUnits } from "./rounding-units.js";

/**
 * McCormick relaxation kernel by kernel with subgradients at the box's centre (A. M. Schweidtmann et al., Math. Prog. Comp. 13 (2021) 553-581): kept for
 * comparison. With y = z_i - centre and a kernel that falls with t: for w > 0 kappa(t) >= kappa of the secant plane of t, linearised; for
 * w < 0 the secant of kappa over the range of t, linearised in z.
 */
export class TermRelaxation {
  private readonly slopes: Float64Array;
  private readonly piece: QuadraticPiece = { value: 0, slope: 0, loss: 0 };

  constructor(private readonly sum: KernelSum) {
    this.slopes = new Float64Array(sum.inputs);
  }

  lowerBound(geometry: PointGeometry, box: CentredBox): number {
    geometry.requireRanges(box);
    const { slopes, piece, sum } = this;
    const { weights, inputs: n, linear, kernel } = sum;
    const { differences, squares } = geometry;
    slopes.set(linear);
    let value = sum.offset;
    let magnitude = Math.abs(sum.offset);
    for (let i = 0; i < weights.length; i++) {
      const t = squares[i];
      // The secant plane of t at the centre has the value t_i + |h|^2 there; tangents of kappa are taken at that value.
      quadraticPiece(geometry, kernel, weights[i], i, t + box.radiusSquared, piece);
      const lift = weights[i] > 0 ? piece.slope * box.radiusSquared : 0;
      value += piece.value + lift;
      const reach = 2 * Math.sqrt(t) * box.radius + box.radiusSquared;
      magnitude += Math.abs(piece.value) + Math.abs(piece.slope) * reach;
      for (let j = 0; j < n; j++) slopes[j] -= 2 * piece.slope * differences[i * n + j];
    }
    let span = 0;
    for (let j = 0; j < n; j++) {
      const term = linear[j] * box.centre[j];
      value += term;
      span += Math.abs(slopes[j]) * box.halfWidths[j];
      magnitude += Math.abs(term) + Math.abs(linear[j]) * box.halfWidths[j];
    }
    const units = weights.length + blockedUnits(weights.length) + 16;
    return value - span - 1.01 * UNIT_ROUNDOFF * units * magnitude - gamma(n + 8) * magnitude - 1e-280;
  }
}
