/** A pivot must be at least this part of the largest entry of its column: stability against fill-in. */
const THRESHOLD = 0.1;
/** Smaller pivots, relative to the matrix, are replaced: the matrix is singular. */
const SINGULAR = 1e-11;

/**
 * LU factors of a sparse square matrix, P A Q = L U, pivots chosen for little fill-in (H. M. Markowitz, Management Science 3,
 * 1957). Made once, solved with often.
 */
export class SparseFactorization {
  /** Whether a pivot was missing and replaced; solutions are then not those of the matrix. */
  readonly isSingular: boolean;
  private readonly rowOrder: Int32Array;
  private readonly columnOrder: Int32Array;
  private readonly pivots: Float64Array;
  private readonly lower: Compressed;
  private readonly upper: Compressed;
  private readonly work: Float64Array;

  /** @param matrix size x size by rows; overwritten */
  constructor(
    matrix: Float64Array,
    private readonly size: number,
  ) {
    const n = size;
    const largest = matrix.reduce((most, value) => Math.max(most, Math.abs(value)), 0) || 1;
    const rows = Int32Array.from({ length: n }, (_, i) => i);
    const columns = Int32Array.from(rows);
    this.pivots = new Float64Array(n);
    this.work = new Float64Array(n);
    let isSingular = false;
    const fill = new Map<number, [number, number][]>();
    for (let k = 0; k < n; k++) {
      const [i, j] = choosePivot(matrix, n, rows, columns, k);
      swap(rows, k, i);
      swap(columns, k, j);
      const row = rows[k] * n;
      let pivot = matrix[row + columns[k]];
      if (!(Math.abs(pivot) > SINGULAR * largest)) {
        isSingular = true;
        pivot = largest;
      }
      this.pivots[k] = pivot;
      const column: [number, number][] = [];
      for (let r = k + 1; r < n; r++) {
        const below = rows[r] * n;
        const factor = matrix[below + columns[k]] / pivot;
        if (factor === 0) continue;
        column.push([rows[r], factor]);
        for (let c = k + 1; c < n; c++) {
          const value = matrix[row + columns[c]];
          if (value !== 0) matrix[below + columns[c]] -= factor * value;
        }
      }
      fill.set(k, column);
    }
    this.isSingular = isSingular;
    this.rowOrder = rows;
    this.columnOrder = columns;
    const place = new Int32Array(n);
    rows.forEach((row, k) => {
      place[row] = k;
    });
    this.lower = compressed(rows.length, (k) => (fill.get(k) ?? []).map(([row, factor]) => [place[row], factor]));
    this.upper = compressed(n, (k) => {
      const entries: [number, number][] = [];
      for (let c = k + 1; c < n; c++) {
        const value = matrix[rows[k] * n + columns[c]];
        if (value !== 0) entries.push([c, value]);
      }
      return entries;
    });
  }

  /** out = A^-1 right; they may be the same. */
  solve(right: Float64Array, out: Float64Array): void {
    const { size: n, work, lower, upper, pivots } = this;
    for (let k = 0; k < n; k++) work[k] = right[this.rowOrder[k]];
    for (let k = 0; k < n; k++) {
      const value = work[k];
      if (value === 0) continue;
      for (let e = lower.starts[k]; e < lower.starts[k + 1]; e++) work[lower.indices[e]] -= lower.values[e] * value;
    }
    for (let k = n - 1; k >= 0; k--) {
      let sum = work[k];
      for (let e = upper.starts[k]; e < upper.starts[k + 1]; e++) sum -= upper.values[e] * work[upper.indices[e]];
      work[k] = sum / pivots[k];
    }
    for (let k = 0; k < n; k++) out[this.columnOrder[k]] = work[k];
  }
}

interface Compressed {
  readonly starts: Int32Array;
  readonly indices: Int32Array;
  readonly values: Float64Array;
}

function compressed(size: number, entriesOf: (k: number) => [number, number][]): Compressed {
  const all = Array.from({ length: size }, (_, k) => entriesOf(k));
  const starts = new Int32Array(size + 1);
  all.forEach((entries, k) => {
    starts[k + 1] = starts[k] + entries.length;
  });
  const flat = all.flat();
  return {
    starts,
    indices: Int32Array.from(flat, ([index]) => index),
    values: Float64Array.from(flat, ([, value]) => value),
  };
}

/** The entry with the least (row count - 1) (column count - 1) among those large enough in their columns. */
function choosePivot(
  matrix: Float64Array,
  n: number,
  rows: Int32Array,
  columns: Int32Array,
  k: number,
): [number, number] {
  const rowCounts = new Int32Array(n);
  const columnCounts = new Int32Array(n);
  const columnLargest = new Float64Array(n);
  for (let i = k; i < n; i++) {
    for (let j = k; j < n; j++) {
      const size = Math.abs(matrix[rows[i] * n + columns[j]]);
      if (size === 0) continue;
      rowCounts[i]++;
      columnCounts[j]++;
      columnLargest[j] = Math.max(columnLargest[j], size);
    }
  }
  let best: [number, number] = [k, k];
  let least = Number.POSITIVE_INFINITY;
  let bestSize = 0;
  for (let i = k; i < n; i++) {
    for (let j = k; j < n; j++) {
      const size = Math.abs(matrix[rows[i] * n + columns[j]]);
      if (size === 0 || size < THRESHOLD * columnLargest[j]) continue;
      const cost = (rowCounts[i] - 1) * (columnCounts[j] - 1);
      if (cost > least || (cost === least && size <= bestSize)) continue;
      least = cost;
      bestSize = size;
      best = [i, j];
    }
  }
  return best;
}

function swap(order: Int32Array, a: number, b: number): void {
  const kept = order[a];
  order[a] = order[b];
  order[b] = kept;
}
