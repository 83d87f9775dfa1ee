/** A dense matrix, row-major. */
export interface DenseMatrix {
  readonly kind: "dense";
  readonly rows: number;
  readonly columns: number;
  /** rows * columns entries, row after row. */
  readonly data: Float64Array;
}

/** A sparse matrix in compressed sparse row form: the entries of row r are starts[r] .. starts[r + 1] - 1. */
export interface SparseMatrix {
  readonly kind: "sparse";
  readonly rows: number;
  readonly columns: number;
  readonly starts: Int32Array;
  readonly indices: Int32Array;
  readonly values: Float64Array;
}

export type Matrix = DenseMatrix | SparseMatrix;

export function denseMatrix(rows: number, columns: number, data = new Float64Array(rows * columns)): DenseMatrix {
  if (data.length !== rows * columns) {
    throw new RangeError(`a ${rows} x ${columns} matrix needs ${rows * columns} entries, got ${data.length}`);
  }
  return { kind: "dense", rows, columns, data };
}

/** A sparse matrix from its rows, each a list of [column, value] pairs with distinct columns. */
export function sparseMatrix(columns: number, rows: readonly (readonly (readonly [number, number])[])[]): SparseMatrix {
  const starts = new Int32Array(rows.length + 1);
  rows.forEach((row, r) => {
    starts[r + 1] = starts[r] + row.length;
  });
  const indices = new Int32Array(starts[rows.length]);
  const values = new Float64Array(starts[rows.length]);
  rows.forEach((row, r) => {
    row.forEach(([column, value], k) => {
      indices[starts[r] + k] = column;
      values[starts[r] + k] = value;
    });
  });
  return { kind: "sparse", rows: rows.length, columns, starts, indices, values };
}

/** The square matrix with the given diagonal, sparse. */
export function diagonalMatrix(diagonal: Float64Array): SparseMatrix {
  const n = diagonal.length;
  return {
    kind: "sparse",
    rows: n,
    columns: n,
    starts: Int32Array.from({ length: n + 1 }, (_, i) => i),
    indices: Int32Array.from({ length: n }, (_, i) => i),
    values: diagonal,
  };
}

/** Row `r`, all its entries. */
export function rowOf(matrix: Matrix, r: number): Float64Array<ArrayBuffer> {
  const row = new Float64Array(matrix.columns);
  if (matrix.kind === "dense") {
    row.set(matrix.data.subarray(r * matrix.columns, (r + 1) * matrix.columns));
    return row;
  }
  for (let k = matrix.starts[r]; k < matrix.starts[r + 1]; k++) row[matrix.indices[k]] += matrix.values[k];
  return row;
}
