import type { Matrix } from "../../numeric/matrix.js";
import { denseMatrix, sparseMatrix } from "../../numeric/matrix.js";
import type { AffineTerm } from "../../onnx/algebra.js";

/** Part of an affine term whose columns all belong to one layer. */
export interface ColumnGroup {
  readonly layer: number;
  /** The largest number of times that one element occurs beyond the first: coefficients that had to be added up. */
  readonly repetitions: number;
  /** The matrix over the whole layer (`columns` elements, ids from `offset` on). */
  scatter(columns: number, offset: number): Matrix;
}

/** Splits matrix * x by the layers that the elements of x belong to. */
export function columnGroups(term: AffineTerm, layerOf: (id: number) => number): ColumnGroup[] {
  const positions = new Map<number, number[]>();
  term.x.elements.forEach((id, column) => {
    const layer = layerOf(id);
    const list = positions.get(layer);
    if (list) list.push(column);
    else positions.set(layer, [column]);
  });
  return [...positions].map(([layer, columns]) => columnGroup(term, layer, columns));
}

function columnGroup(term: AffineTerm, layer: number, picked: readonly number[]): ColumnGroup {
  const { matrix, x } = term;
  const counts = new Map<number, number>();
  for (const column of picked) counts.set(x.elements[column], (counts.get(x.elements[column]) ?? 0) + 1);
  const repetitions = Math.max(...counts.values()) - 1;
  const isWhole = picked.length === matrix.columns && counts.size === picked.length;
  return {
    layer,
    repetitions,
    scatter(columns, offset) {
      if (isWhole && columns === picked.length && picked.every((c) => x.elements[c] === offset + c)) return matrix;
      if (matrix.kind === "sparse") return scatterSparse(matrix, columns, (c) => target(x, c, offset, columns));
      const data = new Float64Array(matrix.rows * columns);
      for (let r = 0; r < matrix.rows; r++) {
        for (const c of picked) data[r * columns + x.elements[c] - offset] += matrix.data[r * matrix.columns + c];
      }
      return denseMatrix(matrix.rows, columns, data);
    },
  };
}

/** The position in the layer of the c-th element of x, or -1 if that element belongs to another layer. */
function target(x: AffineTerm["x"], c: number, offset: number, columns: number): number {
  const position = x.elements[c] - offset;
  return position >= 0 && position < columns ? position : -1;
}

function scatterSparse(
  matrix: Extract<Matrix, { kind: "sparse" }>,
  columns: number,
  place: (column: number) => number,
): Matrix {
  const rows = Array.from({ length: matrix.rows }, (_, r) => {
    const row = new Map<number, number>();
    for (let k = matrix.starts[r]; k < matrix.starts[r + 1]; k++) {
      const position = place(matrix.indices[k]);
      if (position >= 0) row.set(position, (row.get(position) ?? 0) + matrix.values[k]);
    }
    return [...row].sort((a, b) => a[0] - b[0]);
  });
  return sparseMatrix(columns, rows);
}
