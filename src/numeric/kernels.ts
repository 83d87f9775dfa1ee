import type { DenseMatrix, Matrix, SparseMatrix } from "./matrix.js";

/**
 * The inner loops of the node: one matrix applied to several vectors at once. Vectors are stored one after the other, so
 * that every product is a dot product of contiguous rows; dense ones go in blocks of 2 x 2, which loads each number half as
 * often. Results are estimates; callers account for rounding with gamma of rounding.ts.
 */

/** out_i = M x_i, or out_i += M x_i, for `count` vectors: x is count x M.columns, out is count x M.rows. */
export function timesVectors(m: Matrix, x: Float64Array, count: number, out: Float64Array, accumulate: boolean): void {
  if (!accumulate) out.fill(0, 0, count * m.rows);
  if (m.kind === "sparse") sparseTimesVectors(m, x, count, out);
  else denseTimesVectors(m, x, count, out);
}

function denseTimesVectors(m: DenseMatrix, x: Float64Array, count: number, out: Float64Array): void {
  const { rows, columns, data } = m;
  const evenRows = rows & ~1;
  const evenCount = count & ~1;
  for (let i = 0; i < evenCount; i += 2) {
    const xi = i * columns;
    const xj = xi + columns;
    for (let r = 0; r < evenRows; r += 2) {
      const mr = r * columns;
      const ms = mr + columns;
      let ir = 0;
      let is = 0;
      let jr = 0;
      let js = 0;
      for (let k = 0; k < columns; k++) {
        const a = data[mr + k];
        const b = data[ms + k];
        const u = x[xi + k];
        const v = x[xj + k];
        ir += a * u;
        is += b * u;
        jr += a * v;
        js += b * v;
      }
      const oi = i * rows + r;
      const oj = oi + rows;
      out[oi] += ir;
      out[oi + 1] += is;
      out[oj] += jr;
      out[oj + 1] += js;
    }
    if (evenRows < rows) {
      out[i * rows + evenRows] += dot(data, evenRows * columns, x, xi, columns);
      out[(i + 1) * rows + evenRows] += dot(data, evenRows * columns, x, xj, columns);
    }
  }
  if (evenCount < count) {
    for (let r = 0; r < rows; r++) {
      out[evenCount * rows + r] += dot(data, r * columns, x, evenCount * columns, columns);
    }
  }
}

function sparseTimesVectors(m: SparseMatrix, x: Float64Array, count: number, out: Float64Array): void {
  const { rows, columns, starts, indices, values } = m;
  for (let i = 0; i < count; i++) {
    const xi = i * columns;
    const oi = i * rows;
    for (let r = 0; r < rows; r++) {
      let sum = 0;
      for (let k = starts[r]; k < starts[r + 1]; k++) sum += values[k] * x[xi + indices[k]];
      out[oi + r] += sum;
    }
  }
}

/** sum_k a[startA + k] b[startB + k], with two accumulators. */
function dot(a: Float64Array, startA: number, b: Float64Array, startB: number, length: number): number {
  let even = 0;
  let odd = 0;
  const pairs = length & ~1;
  for (let k = 0; k < pairs; k += 2) {
    even += a[startA + k] * b[startB + k];
    odd += a[startA + k + 1] * b[startB + k + 1];
  }
  if (pairs < length) even += a[startA + pairs] * b[startB + pairs];
  return even + odd;
}

/** |M| entrywise. */
export function magnitudes(m: Matrix): Matrix {
  return m.kind === "dense" ? { ...m, data: m.data.map(Math.abs) } : { ...m, values: m.values.map(Math.abs) };
}

/** The transposed matrix, of the same kind. */
export function transposed(m: Matrix): Matrix {
  if (m.kind === "dense") {
    const data = new Float64Array(m.data.length);
    for (let r = 0; r < m.rows; r++) {
      for (let c = 0; c < m.columns; c++) data[c * m.rows + r] = m.data[r * m.columns + c];
    }
    return { kind: "dense", rows: m.columns, columns: m.rows, data };
  }
  const starts = new Int32Array(m.columns + 1);
  for (const column of m.indices) starts[column + 1]++;
  for (let c = 0; c < m.columns; c++) starts[c + 1] += starts[c];
  const next = starts.slice();
  const indices = new Int32Array(m.indices.length);
  const values = new Float64Array(m.values.length);
  for (let r = 0; r < m.rows; r++) {
    for (let k = m.starts[r]; k < m.starts[r + 1]; k++) {
      const place = next[m.indices[k]]++;
      indices[place] = r;
      values[place] = m.values[k];
    }
  }
  return { kind: "sparse", rows: m.columns, columns: m.rows, starts, indices, values };
}

/** The largest number of products that one entry of M x sums up. */
export function longestRow(m: Matrix): number {
  if (m.kind === "dense") return m.columns;
  let longest = 0;
  for (let r = 0; r < m.rows; r++) longest = Math.max(longest, m.starts[r + 1] - m.starts[r]);
  return longest;
}
