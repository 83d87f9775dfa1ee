import type { Box } from "../numeric/box.js";
import { up } from "../numeric/rounding.js";

/**
 * Cuts off the part of the box in which an affine minorant of the objective is at least the cutoff: with minimum m over the
 * box, x_i <= lower_i + (cutoff - m) / a_i where a_i > 0, mirrored where a_i < 0 (reduced-cost, or duality-based, tightening:
 * H. S. Ryoo, N. V. Sahinidis, Computers & Chem. Eng. 19 (1995) 551-566). In place; returns the largest relative shrinkage of
 * an edge, 0..1. Requires minimum <= cutoff.
 */
export function cutBox(box: Box, coefficients: Float64Array, minimum: number, cutoff: number): number {
  const slack = up(cutoff - minimum);
  let shrinkage = 0;
  if (!(slack < Number.POSITIVE_INFINITY)) return shrinkage;
  for (let i = 0; i < coefficients.length; i++) {
    const slope = Math.abs(coefficients[i]);
    const width = box.upper[i] - box.lower[i];
    if (!(slope > 0) || !(width > 0)) continue;
    const reach = up(slack / slope);
    if (!(reach < width)) continue;
    if (coefficients[i] > 0) box.upper[i] = Math.min(box.upper[i], up(box.lower[i] + reach));
    else box.lower[i] = Math.max(box.lower[i], -up(-box.upper[i] + reach));
    shrinkage = Math.max(shrinkage, 1 - reach / width);
  }
  return shrinkage;
}
