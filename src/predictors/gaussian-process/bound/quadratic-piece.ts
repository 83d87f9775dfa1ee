import { UNIT_ROUNDOFF } from "../../../numeric/rounding.js";
import type { Kernel } from "../kernels/kernel.js";
import type { PointGeometry } from "./point-geometry.js";

/**
 * A minorant of w_i kappa(t) over the box, affine in t = |z - z_i|^2 and so a separable quadratic in z: value + slope (t - t_i), t_i being the
 * square at the centre. A mutable slot.
 */
export interface QuadraticPiece {
  /** Rounded so that the minorant holds for the slope as it is. */
  value: number;
  slope: number;
  /** Estimate of the greatest distance to the function over the box. */
  loss: number;
}

/**
 * The tangent of the convex kappa at `reference` for w > 0; for w < 0 the secant over the box's range of t, moved up until both ends lie below.
 * Needs the geometry's ranges.
 */
export function quadraticPiece(
  { squares, nearest, farthest, dimension }: PointGeometry,
  kernel: Kernel,
  weight: number,
  i: number,
  reference: number,
  out: QuadraticPiece,
): void {
  const near = nearest[i];
  const far = farthest[i];
  const centre = squares[i];
  const atNear = kernel.derivative(near, 0);
  const atFar = kernel.derivative(far, 0);
  const relative = (kernel.errorUnits + 8) * UNIT_ROUNDOFF;
  const shift = (kernel.argumentUnits + dimension + 6) * UNIT_ROUNDOFF;
  if (weight > 0) {
    // Where the slope at 0 is infinite, a point further out, near the middle of the range of sqrt(t), loses least.
    const place = kernel.ordersAtZero === 0 ? Math.max(reference, 0.25 * far, 1e-200) : reference;
    const slope = kernel.derivative(place, 1);
    const value = kernel.derivative(place, 0);
    // (reference - argument error) moves along the tangent, second order; the slope's own error acts over the whole range.
    const steepness = Math.abs(slope) * (relative + (place / 2 + 5) * shift);
    const reach = far - near + Math.abs(centre - place);
    const error =
      relative * value +
      Math.abs(slope) * place * shift +
      steepness * reach +
      Math.abs(slope) * (centre + place) * shift;
    const moved = value + slope * (centre - place) - error * 1.01;
    out.value = weight * moved;
    out.slope = weight * slope;
    out.loss = weight * Math.max(atNear - moved - slope * (near - centre), atFar - moved - slope * (far - centre));
    return;
  }
  const width = far - near;
  const slope = width > 1e-12 * far ? (atFar - atNear) / width : 0;
  const error =
    atNear * (relative + (near / 2 + 3) * shift) +
    atFar * (relative + (far / 2 + 3) * shift) +
    Math.abs(slope) * (far + centre) * shift;
  const moved = Math.max(atNear - slope * (near - centre), atFar - slope * (far - centre)) + error * 1.01;
  out.value = weight * moved;
  out.slope = weight * slope;
  out.loss = -weight * (moved - kernel.derivative(centre, 0));
}
