import { gamma, UNIT_ROUNDOFF } from "../../../numeric/rounding.js";
import type { CentredBox } from "./centred-box.js";
import type { KernelSum } from "./kernel-sum.js";
import type { PointGeometry } from "./point-geometry.js";
import { BLOCK, blockedUnits } from "./rounding-units.js";

/** Lower bound by every kernel's own range over the box: the natural interval extension. */
export function naturalMinimum(sum: KernelSum, geometry: PointGeometry, box: CentredBox): number {
  geometry.requireRanges(box);
  const { weights, kernel, linear, offset } = sum;
  const { nearest, farthest, dimension } = geometry;
  let value = 0;
  let block = 0;
  let magnitude = 0;
  for (let i = 0; i < weights.length; i++) {
    const t = weights[i] > 0 ? farthest[i] : nearest[i];
    const term = weights[i] * kernel.derivative(t, 0);
    block += term;
    if (term !== 0) magnitude += Math.abs(term) * (1 + t);
    if ((i + 1) % BLOCK === 0) {
      value += block;
      block = 0;
    }
  }
  value += block + offset;
  let affine = Math.abs(offset);
  for (let j = 0; j < dimension; j++) {
    const centre = linear[j] * box.centre[j];
    const span = Math.abs(linear[j]) * box.halfWidths[j];
    value += centre - span;
    affine += Math.abs(centre) + span;
  }
  const units = kernel.errorUnits + 3 * kernel.argumentUnits + blockedUnits(weights.length) + 8;
  return value - 1.01 * UNIT_ROUNDOFF * units * magnitude - gamma(2 * dimension + 8) * (affine + magnitude) - 1e-280;
}
