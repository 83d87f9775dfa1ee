import { down, gamma, up } from "../../../numeric/rounding.js";
import type { CentredBox } from "./centred-box.js";
import type { CubeQuadratic } from "./cube-quadratic.js";

/** Distance, in half widths, that is kept beyond a root so that its check does not fail by rounding. */
const PADDING = 1e-9;

/**
 * Cuts off, in place, what the separable minorant proves to be above the level, coordinate by coordinate in closed form. The box is the one that
 * the quadratic was made for, or a part of it. Returns the largest relative shrinkage of an edge, +Infinity if nothing is left.
 */
export function cutBySeparable(
  quadratic: CubeQuadratic,
  level: number,
  { centre, halfWidths }: CentredBox,
  lower: Float64Array,
  upper: Float64Array,
): number {
  let shrinkage = 0;
  for (let j = 0; j < centre.length; j++) {
    const h = halfWidths[j];
    const limit = quadratic.limitOf(j, level);
    if (!(h > 0) || !(limit < Number.POSITIVE_INFINITY)) continue;
    const from = keptFrom(quadratic.curvatures[j], quadratic.linear[j], limit);
    const to = -keptFrom(quadratic.curvatures[j], -quadratic.linear[j], limit);
    if (from > to) return Number.POSITIVE_INFINITY;
    const width = upper[j] - lower[j];
    const newLower = from > -1 ? down(down(from * h) + centre[j]) : lower[j];
    const newUpper = to < 1 ? up(up(to * h) + centre[j]) : upper[j];
    if (newLower > upper[j] || newUpper < lower[j]) return Number.POSITIVE_INFINITY;
    if (newLower > lower[j]) lower[j] = newLower;
    if (newUpper < upper[j]) upper[j] = newUpper;
    if (width > 0) shrinkage = Math.max(shrinkage, 1 - (upper[j] - lower[j]) / width);
  }
  return shrinkage;
}

/** A number l >= -1 such that curvature u^2 + slope u > limit for all u in [-1, l); -1 where there is nothing to cut. */
function keptFrom(curvature: number, slope: number, limit: number): number {
  const safe = limit + gamma(8) * (Math.abs(curvature) + Math.abs(slope) + Math.abs(limit));
  if (!(curvature - slope > safe)) return -1;
  const discriminant = slope * slope + 4 * curvature * safe;
  if (!(discriminant >= 0)) return -1;
  const q = -0.5 * (slope + (slope < 0 ? -Math.sqrt(discriminant) : Math.sqrt(discriminant)));
  const first = q / curvature;
  const second = -safe / q;
  let root = 1;
  if (first > -1 && first < root) root = first;
  if (second > -1 && second < root) root = second;
  const place = root - PADDING;
  if (!(place > -1) || !((curvature * place + slope) * place > safe)) return -1;
  // Between -1 and here: a concave quadratic is least at an end, a convex one where it still falls, here.
  return curvature <= 0 || 2 * curvature * place + slope <= -gamma(4) * (curvature + Math.abs(slope)) ? place : -1;
}
