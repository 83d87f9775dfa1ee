import type { Matrix, SparseMatrix } from "../../numeric/matrix.js";
import { denseMatrix, sparseMatrix } from "../../numeric/matrix.js";
import type { AffineTerm } from "../../onnx/algebra.js";

/** Part of an affine term whose columns are different elements of one layer. */
export interface ColumnGroup {
  readonly layer: number;
  /** The matrix over the whole layer (`columns` elements, ids from `offset` on). */
  scatter(columns: number, offset: number): Matrix;
}

/**
 * Splits matrix * x by the layers that the elements of x belong to. An element that occurs several times goes to as many
 * groups: whether their coefficients can be added up without rounding is decided in term-merging.ts.
 */
export function columnGroups(term: AffineTerm, layerOf: (id: number) => number): ColumnGroup[] {
  const seen = new Map<number, number>();
  const groups = new Map<string, { layer: number; columns: number[] }>();
  term.x.elements.forEach((id, column) => {
    const layer = layerOf(id);
    const occurrence = seen.get(id) ?? 0;
    seen.set(id, occurrence + 1);
    const key = `${layer}/${occurrence}`;
    const group = groups.get(key);
    if (group) group.columns.push(column);
    else groups.set(key, { layer, columns: [column] });
  });
  return [...groups.values()].map(({ layer, columns }) => columnGroup(term, layer, columns));
}

function columnGroup({ matrix, x }: AffineTerm, layer: number, picked: readonly number[]): ColumnGroup {
  return {
    layer,
    scatter(columns, offset) {
      const isWhole = picked.length === matrix.columns && columns === picked.length;
      if (isWhole && picked.every((c) => x.elements[c] === offset + c)) return matrix;
      const places = new Int32Array(matrix.columns).fill(-1);
      for (const c of picked) places[c] = x.elements[c] - offset;
      if (matrix.kind === "sparse") return scatterSparse(matrix, columns, places);
      const data = new Float64Array(matrix.rows * columns);
      for (let r = 0; r < matrix.rows; r++) {
        for (const c of picked) data[r * columns + places[c]] = matrix.data[r * matrix.columns + c];
      }
      return denseMatrix(matrix.rows, columns, data);
    },
  };
}

function scatterSparse(matrix: SparseMatrix, columns: number, places: Int32Array): Matrix {
  const rows = Array.from({ length: matrix.rows }, (_, r) => {
    const row: (readonly [number, number])[] = [];
    for (let k = matrix.starts[r]; k < matrix.starts[r + 1]; k++) {
      const place = places[matrix.indices[k]];
      if (place >= 0) row.push([place, matrix.values[k]]);
    }
    return row.sort((a, b) => a[0] - b[0]);
  });
  return sparseMatrix(columns, rows);
}
