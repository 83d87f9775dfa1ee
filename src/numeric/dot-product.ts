import type { Matrix } from "./matrix.js";
import { gamma, SMALLEST, up } from "./rounding.js";

/**
 * Dot and matrix-vector products with a-priori error bounds: a sum of n products errs by at most gamma_n times the sum of
 * their magnitudes, in whatever order (Higham, section 3.1), plus 2^-1074 for each product that underflows. The bound is
 * taken from the sum of magnitudes, never from the result, which may cancel.
 */

/** Bound of the error of a computed sum of n products whose magnitudes sum to `magnitude` (computed as well). */
export function dotError(n: number, magnitude: number): number {
  return up(up(gamma(n) * magnitude) + 2 * n * SMALLEST);
}

/** x . y. */
export function dot(x: Float64Array, y: Float64Array): number {
  let sum = 0;
  for (let j = 0; j < x.length; j++) sum += x[j] * y[j];
  return sum;
}

/** |x| . |y|, the magnitude that `dotError` wants. */
export function dotMagnitude(x: Float64Array, y: Float64Array): number {
  let sum = 0;
  for (let j = 0; j < x.length; j++) sum += Math.abs(x[j] * y[j]);
  return sum;
}

/**
 * out = W y + b in float64 and error[i] >= |out[i] - (W y + b)_i|. W is rows x columns, y has `columns` entries, bias
 * (null for zero), out and error have `rows`.
 */
export function affineImage(
  matrix: Matrix,
  y: Float64Array,
  bias: Float64Array | null,
  out: Float64Array,
  error: Float64Array,
): void {
  const dense = matrix.kind === "dense";
  const values = dense ? matrix.data : matrix.values;
  for (let i = 0; i < matrix.rows; i++) {
    const from = dense ? i * matrix.columns : matrix.starts[i];
    const to = dense ? from + matrix.columns : matrix.starts[i + 1];
    let sum = bias === null ? 0 : bias[i];
    let magnitude = Math.abs(sum);
    for (let k = from; k < to; k++) {
      const product = values[k] * y[dense ? k - from : matrix.indices[k]];
      sum += product;
      magnitude += Math.abs(product);
    }
    out[i] = sum;
    error[i] = dotError(to - from + 1, magnitude);
  }
}

/**
 * Encloses { W y + b : |y_j - centre_j| <= radius_j }. Sizes as in `affineImage`; radius is not negative; lower and upper
 * have `rows` entries. An overflow gives infinite ends.
 */
export function affineRange(
  matrix: Matrix,
  centre: Float64Array,
  radius: Float64Array,
  bias: Float64Array | null,
  lower: Float64Array,
  upper: Float64Array,
): void {
  const dense = matrix.kind === "dense";
  const values = dense ? matrix.data : matrix.values;
  for (let i = 0; i < matrix.rows; i++) {
    const from = dense ? i * matrix.columns : matrix.starts[i];
    const to = dense ? from + matrix.columns : matrix.starts[i + 1];
    let sum = bias === null ? 0 : bias[i];
    let magnitude = Math.abs(sum);
    let spread = 0;
    for (let k = from; k < to; k++) {
      const j = dense ? k - from : matrix.indices[k];
      const product = values[k] * centre[j];
      sum += product;
      magnitude += Math.abs(product);
      if (radius[j] !== 0) spread += Math.abs(values[k] * radius[j]);
    }
    // Half of the margin covers the error of the sum, half that of the spread; each end is rounded once more.
    const half = up(spread + dotError(2 * (to - from) + 2, magnitude + spread));
    const low = sum - half;
    const high = sum + half;
    const slip = up((Math.abs(sum) + half) * 2 ** -52);
    lower[i] = Number.isNaN(low) ? Number.NEGATIVE_INFINITY : low - slip;
    upper[i] = Number.isNaN(high) ? Number.POSITIVE_INFINITY : high + slip;
  }
}

/** Midpoint and a radius, rounded upward, that covers [lower, upper]: max(upper - c, c - lower) for the rounded midpoint c. */
export function centreAndRadius(
  lower: Float64Array,
  upper: Float64Array,
  centre: Float64Array,
  radius: Float64Array,
): void {
  for (let j = 0; j < lower.length; j++) {
    const c = 0.5 * lower[j] + 0.5 * upper[j];
    centre[j] = c;
    radius[j] = lower[j] === upper[j] ? 0 : up(Math.max(upper[j] - c, c - lower[j]));
  }
}
