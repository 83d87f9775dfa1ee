import type { DenseMatrix, Matrix, SparseMatrix } from "./matrix.js";

/**
 * The inner loops of the node: one matrix applied to several vectors at once. Vectors are stored one after the other, so
 * that every product is a dot product of contiguous rows; four rows at once keep four sums in flight (0.5 ns per multiply-add
 * where one row at a time takes 0.8 to 1.4; blocks of two vectors gain little more). Results are estimates; callers account for rounding with gamma of rounding.ts.
 */

/** out_i = M x_i, or out_i += M x_i, for `count` vectors: x is count x M.columns, out is count x M.rows. */
export function timesVectors(m: Matrix, x: Float64Array, count: number, out: Float64Array, accumulate: boolean): void {
  if (!accumulate) out.fill(0, 0, count * m.rows);
  if (m.kind === "sparse") sparseTimesVectors(m, x, count, out);
  else denseTimesVectors(m, x, count, out);
}

function denseTimesVectors(m: DenseMatrix, x: Float64Array, count: number, out: Float64Array): void {
  const { rows, columns, data } = m;
  const blocked = rows & ~3;
  for (let i = 0; i < count; i++) {
    const xi = i * columns;
    const oi = i * rows;
    for (let r = 0; r < blocked; r += 4) {
      const a = r * columns;
      const b = a + columns;
      const c = b + columns;
      const d = c + columns;
      let ya = 0;
      let yb = 0;
      let yc = 0;
      let yd = 0;
      for (let k = 0; k < columns; k++) {
        const v = x[xi + k];
        ya += data[a + k] * v;
        yb += data[b + k] * v;
        yc += data[c + k] * v;
        yd += data[d + k] * v;
      }
      out[oi + r] += ya;
      out[oi + r + 1] += yb;
      out[oi + r + 2] += yc;
      out[oi + r + 3] += yd;
    }
    for (let r = blocked; r < rows; r++) {
      let y = 0;
      for (let k = 0, a = r * columns; k < columns; k++) y += data[a + k] * x[xi + k];
      out[oi + r] += y;
    }
  }
}

/**
 * out_i[r] += sum_c M[r, c] x_i[c] over the listed rows r and columns c only: the rest of x must be zero, and the rest of out
 * stays. For networks most of whose neurons are switched off on a small box. Sparse matrices are taken whole.
 */
export function timesVectorsPicked(
  m: Matrix,
  x: Float64Array,
  count: number,
  out: Float64Array,
  rowList: Int32Array,
  rowCount: number,
  columnList: Int32Array,
  columnCount: number,
): void {
  if (m.kind === "sparse") {
    sparseTimesVectors(m, x, count, out);
    return;
  }
  if (rowCount === m.rows && columnCount === m.columns) {
    denseTimesVectors(m, x, count, out);
    return;
  }
  const pairs = count & ~1;
  for (let i = 0; i < pairs; i += 2) pickedPair(m, x, i, out, rowList, rowCount, columnList, columnCount);
  if (pairs < count) pickedSingle(m, x, pairs, out, rowList, rowCount, columnList, columnCount);
}

/** Vectors i and i + 1: two rows at a time, so that each index and each entry that is looked up serves twice. */
function pickedPair(
  { rows, columns, data }: DenseMatrix,
  x: Float64Array,
  i: number,
  out: Float64Array,
  rowList: Int32Array,
  rowCount: number,
  columnList: Int32Array,
  columnCount: number,
): void {
  const xi = i * columns;
  const xj = xi + columns;
  const oi = i * rows;
  const oj = oi + rows;
  let p = 0;
  for (; p + 1 < rowCount; p += 2) {
    const a = rowList[p] * columns;
    const b = rowList[p + 1] * columns;
    let ya = 0;
    let yb = 0;
    let za = 0;
    let zb = 0;
    for (let q = 0; q < columnCount; q++) {
      const k = columnList[q];
      const u = x[xi + k];
      const v = x[xj + k];
      const s = data[a + k];
      const t = data[b + k];
      ya += s * u;
      yb += t * u;
      za += s * v;
      zb += t * v;
    }
    out[oi + rowList[p]] += ya;
    out[oi + rowList[p + 1]] += yb;
    out[oj + rowList[p]] += za;
    out[oj + rowList[p + 1]] += zb;
  }
  if (p === rowCount) return;
  const a = rowList[p] * columns;
  let y = 0;
  let z = 0;
  for (let q = 0; q < columnCount; q++) {
    const k = columnList[q];
    y += data[a + k] * x[xi + k];
    z += data[a + k] * x[xj + k];
  }
  out[oi + rowList[p]] += y;
  out[oj + rowList[p]] += z;
}

/** Vector i alone: four rows at a time. */
function pickedSingle(
  { rows, columns, data }: DenseMatrix,
  x: Float64Array,
  i: number,
  out: Float64Array,
  rowList: Int32Array,
  rowCount: number,
  columnList: Int32Array,
  columnCount: number,
): void {
  const xi = i * columns;
  const oi = i * rows;
  const blocked = rowCount & ~3;
  for (let p = 0; p < blocked; p += 4) {
    const a = rowList[p] * columns;
    const b = rowList[p + 1] * columns;
    const c = rowList[p + 2] * columns;
    const d = rowList[p + 3] * columns;
    let ya = 0;
    let yb = 0;
    let yc = 0;
    let yd = 0;
    for (let q = 0; q < columnCount; q++) {
      const k = columnList[q];
      const v = x[xi + k];
      ya += data[a + k] * v;
      yb += data[b + k] * v;
      yc += data[c + k] * v;
      yd += data[d + k] * v;
    }
    out[oi + rowList[p]] += ya;
    out[oi + rowList[p + 1]] += yb;
    out[oi + rowList[p + 2]] += yc;
    out[oi + rowList[p + 3]] += yd;
  }
  for (let p = blocked; p < rowCount; p++) {
    const a = rowList[p] * columns;
    let y = 0;
    for (let q = 0; q < columnCount; q++) y += data[a + columnList[q]] * x[xi + columnList[q]];
    out[oi + rowList[p]] += y;
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
