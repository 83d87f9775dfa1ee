import type { SparseMatrix } from "../../numeric/matrix.js";
import { gamma } from "../../numeric/rounding.js";

/**
 * How far a symmetric matrix can be from positive semidefinite: the smallest tried d for which the Cholesky factorization of
 * P + d I runs through in float64, enlarged by the rounding of that factorization (S. M. Rump, Verification of positive
 * definiteness, BIT 46, 2006); null if P is clearly not convex.
 */
export function convexityDefect(matrix: SparseMatrix): number | null {
  const n = matrix.rows;
  const dense = new Float64Array(n * n);
  let trace = 0;
  for (let i = 0; i < n; i++) {
    for (let e = matrix.starts[i]; e < matrix.starts[i + 1]; e++) dense[i * n + matrix.indices[e]] = matrix.values[e];
    trace += Math.abs(dense[i * n + i]);
  }
  if (dense.every((value, k) => value === 0 || k % (n + 1) === 0))
    return trace >= 0 && isNonnegative(dense, n) ? 0 : null;
  const rounding = 2 * gamma(n + 2) * trace;
  for (const relative of [1e-14, 1e-12, 1e-10]) {
    const shift = relative * trace + rounding;
    if (factorizes(dense, n, shift)) return shift + rounding;
  }
  return null;
}

function isNonnegative(dense: Float64Array, n: number): boolean {
  for (let i = 0; i < n; i++) if (!(dense[i * n + i] >= 0)) return false;
  return true;
}

function factorizes(dense: Float64Array, n: number, shift: number): boolean {
  const factor = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = dense[i * n + j] + (i === j ? shift : 0);
      for (let k = 0; k < j; k++) sum -= factor[i * n + k] * factor[j * n + k];
      if (i === j && !(sum > 0)) return false;
      factor[i * n + j] = i === j ? Math.sqrt(sum) : sum / factor[j * n + j];
    }
  }
  return true;
}
