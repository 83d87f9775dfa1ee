/** A pivot must be at least this part of the largest entry of its column: stability against fill-in. */
const THRESHOLD = 0.1;
/** Smaller pivots, relative to the matrix, are replaced: the matrix is singular. */
const SINGULAR = 1e-11;

/**
 * LU factors of a sparse square matrix, P A Q = L U, pivots chosen for little fill-in (H. M. Markowitz, Management Science 3,
 * 1957): alone in their columns or rows while there are such, which takes the matrices of trees, as of network flows, apart without any
 * fill-in. Made once, solved with often.
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
    const rest = new ActiveRest(matrix, n);
    const { rows, columns, rowCounts, columnCounts } = rest;
    this.pivots = new Float64Array(n);
    this.work = new Float64Array(n);
    let isSingular = false;
    const below = newEntries();
    const right = newEntries();
    for (let k = 0; k < n; k++) {
      const [i, j] = rest.choosePivot(k);
      swap(rows, k, i);
      swap(columns, k, j);
      const row = rows[k] * n;
      let pivot = matrix[row + columns[k]];
      if (!(Math.abs(pivot) > SINGULAR * rest.largest)) {
        isSingular = true;
        pivot = rest.largest;
      }
      this.pivots[k] = pivot;
      const first = right.indices.length;
      for (let c = k + 1; c < n; c++) {
        const value = matrix[row + columns[c]];
        if (value === 0) continue;
        right.indices.push(columns[c]);
        right.values.push(value);
        columnCounts[columns[c]]--;
      }
      for (let r = k + 1; r < n; r++) {
        const start = rows[r] * n;
        const factor = matrix[start + columns[k]] / pivot;
        if (matrix[start + columns[k]] !== 0) rowCounts[rows[r]]--;
        if (factor === 0) continue;
        below.indices.push(rows[r]);
        below.values.push(factor);
        for (let e = first; e < right.indices.length; e++) {
          const place = start + right.indices[e];
          const before = matrix[place];
          matrix[place] = before - factor * right.values[e];
          const change = (matrix[place] !== 0 ? 1 : 0) - (before !== 0 ? 1 : 0);
          rowCounts[rows[r]] += change;
          columnCounts[right.indices[e]] += change;
        }
      }
      below.starts.push(below.indices.length);
      right.starts.push(right.indices.length);
    }
    this.isSingular = isSingular;
    this.rowOrder = rows;
    this.columnOrder = columns;
    this.lower = compressed(below, rows);
    this.upper = compressed(right, columns);
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

/** What is left to be eliminated: rows and columns from position k on. */
class ActiveRest {
  /** Orders that pivots are swapped to the front of. */
  readonly rows: Int32Array;
  readonly columns: Int32Array;
  /** Per row and column of the matrix, entries that are left; whoever eliminates keeps them. */
  readonly rowCounts: Int32Array;
  readonly columnCounts: Int32Array;
  /** The largest entry of the matrix; 1 where all are 0. */
  readonly largest: number;
  private readonly columnLargest: Float64Array;

  constructor(
    private readonly matrix: Float64Array,
    private readonly size: number,
  ) {
    this.rows = Int32Array.from({ length: size }, (_, i) => i);
    this.columns = this.rows.slice();
    this.rowCounts = new Int32Array(size);
    this.columnCounts = new Int32Array(size);
    this.columnLargest = new Float64Array(size);
    let largest = 0;
    for (let i = 0; i < size; i++) {
      for (let j = 0; j < size; j++) {
        const entry = matrix[i * size + j];
        if (entry === 0) continue;
        this.rowCounts[i]++;
        this.columnCounts[j]++;
        largest = Math.max(largest, Math.abs(entry));
      }
    }
    this.largest = largest || 1;
  }

  /** Positions of an entry that is alone in its column, or row; else of the best one. */
  choosePivot(k: number): [row: number, column: number] {
    const { size: n, rows, columns, rowCounts, columnCounts, matrix } = this;
    for (let j = k; j < n; j++) {
      if (columnCounts[columns[j]] !== 1) continue;
      for (let i = k; i < n; i++) if (matrix[rows[i] * n + columns[j]] !== 0) return [i, j];
    }
    for (let i = k; i < n; i++) {
      if (rowCounts[rows[i]] !== 1) continue;
      for (let j = k; j < n; j++) {
        const entry = Math.abs(matrix[rows[i] * n + columns[j]]);
        if (entry !== 0 && entry >= THRESHOLD * this.largestOf(k, columns[j])) return [i, j];
      }
    }
    return this.cheapest(k);
  }

  private largestOf(k: number, column: number): number {
    const { size: n, rows, matrix } = this;
    let largest = 0;
    for (let i = k; i < n; i++) largest = Math.max(largest, Math.abs(matrix[rows[i] * n + column]));
    return largest;
  }

  /** The entry with the least (row count - 1) (column count - 1) among those large enough in their columns. */
  private cheapest(k: number): [row: number, column: number] {
    const { size: n, rows, columns, rowCounts, columnCounts, columnLargest, matrix } = this;
    columnLargest.fill(0);
    for (let i = k; i < n; i++) {
      const start = rows[i] * n;
      for (let j = k; j < n; j++) {
        columnLargest[j] = Math.max(columnLargest[j], Math.abs(matrix[start + columns[j]]));
      }
    }
    let best: [number, number] = [k, k];
    let least = Number.POSITIVE_INFINITY;
    let bestSize = 0;
    for (let i = k; i < n; i++) {
      const start = rows[i] * n;
      for (let j = k; j < n; j++) {
        const size = Math.abs(matrix[start + columns[j]]);
        if (size === 0 || size < THRESHOLD * columnLargest[j]) continue;
        const cost = (rowCounts[rows[i]] - 1) * (columnCounts[columns[j]] - 1);
        if (cost > least || (cost === least && size <= bestSize)) continue;
        least = cost;
        bestSize = size;
        best = [i, j];
      }
    }
    return best;
  }
}

/** Entries of a triangular factor as they come, pivot by pivot, by rows or columns of the matrix. */
interface Entries {
  readonly starts: number[];
  readonly indices: number[];
  readonly values: number[];
}

function newEntries(): Entries {
  return { starts: [0], indices: [], values: [] };
}

interface Compressed {
  readonly starts: Int32Array;
  readonly indices: Int32Array;
  readonly values: Float64Array;
}

/** With positions in the order of the pivots instead of rows or columns of the matrix. */
function compressed({ starts, indices, values }: Entries, order: Int32Array): Compressed {
  const place = new Int32Array(order.length);
  order.forEach((one, k) => {
    place[one] = k;
  });
  return {
    starts: Int32Array.from(starts),
    indices: Int32Array.from(indices, (one) => place[one]),
    values: Float64Array.from(values),
  };
}

function swap(order: Int32Array, a: number, b: number): void {
  const kept = order[a];
  order[a] = order[b];
  order[b] = kept;
}
