/**
 * Cholesky factorisation of a symmetric positive definite matrix, n x n, row-major: the lower triangle is overwritten by L with
 * L L' = matrix; the upper one is neither read nor written. Returns the row at which a pivot is not above 0 (NaN included), -1
 * where all are. Nothing is ever added to the diagonal.
 */
export function factorize(matrix: Float64Array, n: number): number {
  const even = n & ~1;
  for (let i = 0; i < even; i += 2) {
    for (let k = 0; k < i; k += 2) eliminateBlock(matrix, n, i, k);
    const failed = finishRow(matrix, n, i, i);
    if (failed >= 0) return failed;
    const next = finishRow(matrix, n, i + 1, i);
    if (next >= 0) return next;
  }
  return n > even ? finishRow(matrix, n, even, 0) : -1;
}

/** Entries of the rows i, i + 1 in the columns k, k + 1: each number that is loaded is used twice, which takes half the time. */
function eliminateBlock(matrix: Float64Array, n: number, i: number, k: number): void {
  const r0 = i * n;
  const r1 = r0 + n;
  const c0 = k * n;
  const c1 = c0 + n;
  let s00 = 0;
  let s01 = 0;
  let s10 = 0;
  let s11 = 0;
  for (let m = 0; m < k; m++) {
    const a0 = matrix[r0 + m];
    const a1 = matrix[r1 + m];
    const b0 = matrix[c0 + m];
    const b1 = matrix[c1 + m];
    s00 += a0 * b0;
    s01 += a0 * b1;
    s10 += a1 * b0;
    s11 += a1 * b1;
  }
  const p = (matrix[r0 + k] - s00) / matrix[c0 + k];
  const q = (matrix[r1 + k] - s10) / matrix[c0 + k];
  const below = matrix[c1 + k];
  matrix[r0 + k] = p;
  matrix[r1 + k] = q;
  matrix[r0 + k + 1] = (matrix[r0 + k + 1] - s01 - p * below) / matrix[c1 + k + 1];
  matrix[r1 + k + 1] = (matrix[r1 + k + 1] - s11 - q * below) / matrix[c1 + k + 1];
}

/** Row i from column `from` on, its pivot included; returns i where that is not above 0, else -1. */
function finishRow(matrix: Float64Array, n: number, i: number, from: number): number {
  const row = i * n;
  for (let k = from; k < i; k++) {
    const other = k * n;
    matrix[row + k] = (matrix[row + k] - dot(matrix, row, matrix, other, k)) / matrix[other + k];
  }
  const pivot = matrix[row + i] - dot(matrix, row, matrix, row, i);
  if (!(pivot > 0)) return i;
  matrix[row + i] = Math.sqrt(pivot);
  return -1;
}

/** x becomes L^-1 x. */
export function solveLower(factor: Float64Array, n: number, x: Float64Array): void {
  for (let i = 0; i < n; i++) x[i] = (x[i] - dot(factor, i * n, x, 0, i)) / factor[i * n + i];
}

/** x becomes L'^-1 x. */
export function solveUpper(factor: Float64Array, n: number, x: Float64Array): void {
  for (let i = n - 1; i >= 0; i--) {
    const row = i * n;
    const value = x[i] / factor[row + i];
    x[i] = value;
    for (let k = 0; k < i; k++) x[k] -= value * factor[row + k];
  }
}

/** x becomes the solution of L L' y = x. */
export function solve(factor: Float64Array, n: number, x: Float64Array): void {
  solveLower(factor, n, x);
  solveUpper(factor, n, x);
}

/** ln det (L L'). */
export function logDeterminant(factor: Float64Array, n: number): number {
  let sum = 0;
  for (let i = 0; i < n; i++) sum += Math.log(factor[i * n + i]);
  return 2 * sum;
}

/** Writes (L L')^-1, all n x n of it, to `out`, which must not be `factor`. */
export function invert(factor: Float64Array, n: number, out: Float64Array): void {
  // Column j of L^-1 as row j of `out`: entries j..n-1.
  out.fill(0);
  for (let j = 0; j < n; j++) {
    const column = j * n;
    out[column + j] = 1 / factor[j * n + j];
    for (let i = j + 1; i < n; i++) {
      out[column + i] = -dotRange(factor, i * n, out, column, j, i) / factor[i * n + i];
    }
  }
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      // Row j is read up to here only by later j of the same or a later i, from index i on, which is untouched.
      const value = dotRange(out, i * n, out, j * n, i, n);
      out[i * n + j] = value;
    }
  }
  for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) out[j * n + i] = out[i * n + j];
}

/** sum of a[i + k] b[j + k] for k < length, four sums in flight. */
function dot(a: Float64Array, i: number, b: Float64Array, j: number, length: number): number {
  return dotRange(a, i, b, j, 0, length);
}

function dotRange(a: Float64Array, i: number, b: Float64Array, j: number, from: number, to: number): number {
  let p = 0;
  let q = 0;
  let r = 0;
  let s = 0;
  let k = from;
  for (; k + 3 < to; k += 4) {
    p += a[i + k] * b[j + k];
    q += a[i + k + 1] * b[j + k + 1];
    r += a[i + k + 2] * b[j + k + 2];
    s += a[i + k + 3] * b[j + k + 3];
  }
  for (; k < to; k++) p += a[i + k] * b[j + k];
  return p + q + (r + s);
}
