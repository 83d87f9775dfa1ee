import { gamma, UNIT_ROUNDOFF } from "../../../numeric/rounding.js";
import type { CentredBox } from "./centred-box.js";
import { CubeQuadratic } from "./cube-quadratic.js";
import type { KernelSum } from "./kernel-sum.js";
import type { PointGeometry } from "./point-geometry.js";
import { type QuadraticPiece, quadraticPiece } from "./quadratic-piece.js";
import { BLOCK, blockedUnits } from "./rounding-units.js";

/**
 * One separable quadratic below a kernel sum: tangents and secants in t, whose sum is A |z|^2 + B . z + C, minimised in closed form. No cancellation
 * between kernels is used, but it needs no smoothness: what remains for rough kernels and large boxes.
 */
export class SeparableQuadratic {
  readonly quadratic: CubeQuadratic;
  private readonly slopes: Float64Array;
  private readonly blockSlopes: Float64Array;
  private readonly reference: Float64Array;
  private readonly piece: QuadraticPiece = { value: 0, slope: 0, loss: 0 };

  constructor(private readonly sum: KernelSum) {
    this.quadratic = new CubeQuadratic(sum.inputs);
    this.slopes = new Float64Array(sum.inputs);
    this.blockSlopes = new Float64Array(sum.inputs);
    this.reference = new Float64Array(sum.inputs);
  }

  /** The best of `rounds` tangent points: the centre, then towards the last minimiser. Leaves the last quadratic behind. */
  lowerBound(geometry: PointGeometry, box: CentredBox, cutoff: number, rounds: number): number {
    const { reference, quadratic } = this;
    geometry.requireRanges(box);
    reference.fill(0);
    let best = Number.NEGATIVE_INFINITY;
    for (let round = 0; round < rounds; round++) {
      const value = this.boundAbout(geometry, box);
      if (value > best) best = value;
      if (best > cutoff) break;
      for (let j = 0; j < reference.length; j++) {
        const place = quadratic.minimiser[j] * box.halfWidths[j];
        reference[j] = round === 0 ? place : 0.5 * (reference[j] + place);
      }
    }
    return best;
  }

  private boundAbout(geometry: PointGeometry, box: CentredBox): number {
    const { slopes, blockSlopes, piece, sum, reference, quadratic } = this;
    const { weights, inputs: n, linear, kernel } = sum;
    const { differences, squares } = geometry;
    slopes.fill(0);
    blockSlopes.fill(0);
    let value = 0;
    let curvature = 0;
    let blockValue = 0;
    let blockCurvature = 0;
    let magnitude = 0;
    for (let i = 0; i < weights.length; i++) {
      let t = 0;
      for (let j = 0; j < n; j++) {
        const difference = differences[i * n + j] - reference[j];
        t += difference * difference;
      }
      quadraticPiece(geometry, kernel, weights[i], i, t, piece);
      const reach = 2 * Math.sqrt(squares[i]) * box.radius + box.radiusSquared;
      magnitude += Math.abs(piece.value) + Math.abs(piece.slope) * reach;
      blockValue += piece.value;
      blockCurvature += piece.slope;
      for (let j = 0; j < n; j++) blockSlopes[j] -= 2 * piece.slope * differences[i * n + j];
      if ((i + 1) % BLOCK !== 0 && i + 1 < weights.length) continue;
      value += blockValue;
      curvature += blockCurvature;
      blockValue = 0;
      blockCurvature = 0;
      for (let j = 0; j < n; j++) {
        slopes[j] += blockSlopes[j];
        blockSlopes[j] = 0;
      }
    }
    quadratic.matrix.fill(0);
    let affine = Math.abs(sum.offset);
    value += sum.offset;
    for (let j = 0; j < n; j++) {
      const h = box.halfWidths[j];
      const term = linear[j] * box.centre[j];
      value += term;
      affine += Math.abs(term) + Math.abs(linear[j]) * h;
      quadratic.linear[j] = (slopes[j] + linear[j]) * h;
      quadratic.matrix[j * n + j] = 2 * curvature * h * h;
    }
    const error =
      1.01 * UNIT_ROUNDOFF * (blockedUnits(weights.length) + 16) * magnitude + gamma(n + 8) * (affine + magnitude);
    quadratic.constant = value - error - 1e-280;
    return quadratic.separableMinimum();
  }
}
