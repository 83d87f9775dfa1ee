import type { DenseMatrix, Matrix, SparseMatrix } from "../../numeric/matrix.js";
import { denseMatrix, sparseMatrix } from "../../numeric/matrix.js";
import type { LayerTerm } from "./layer.js";

/**
 * Terms of the same source as one, wherever every sum of coefficients is exact in float64 (x_j - x_i, repeated elements):
 * what cancels must not be bounded as if it were independent. Sums that would round stay apart.
 */
export function mergedTerms(terms: readonly LayerTerm[]): LayerTerm[] {
  const result: LayerTerm[] = [];
  for (const term of terms) {
    const place = result.findIndex((other) => other.source === term.source);
    const sum = place < 0 ? null : exactSum(result[place].matrix, term.matrix);
    if (sum) result[place] = { source: term.source, matrix: sum };
    else result.push(term);
  }
  return result;
}

function exactSum(a: Matrix, b: Matrix): Matrix | null {
  if (a.kind === "dense" && b.kind === "dense") return denseSum(a, b);
  return a.kind === "sparse" && b.kind === "sparse" ? sparseSum(a, b) : null;
}

function denseSum(a: DenseMatrix, b: DenseMatrix): Matrix | null {
  const isExact = a.data.every((value, k) => isExactSum(value, b.data[k]));
  return isExact
    ? denseMatrix(
        a.rows,
        a.columns,
        a.data.map((value, k) => value + b.data[k]),
      )
    : null;
}

function sparseSum(a: SparseMatrix, b: SparseMatrix): Matrix | null {
  const rows: [number, number][][] = [];
  for (let r = 0; r < a.rows; r++) {
    const row = new Map<number, number>();
    for (let k = a.starts[r]; k < a.starts[r + 1]; k++) row.set(a.indices[k], a.values[k]);
    for (let k = b.starts[r]; k < b.starts[r + 1]; k++) {
      const before = row.get(b.indices[k]) ?? 0;
      if (!isExactSum(before, b.values[k])) return null;
      row.set(b.indices[k], before + b.values[k]);
    }
    rows.push([...row].filter(([, value]) => value !== 0).sort((x, y) => x[0] - y[0]));
  }
  return sparseMatrix(a.columns, rows);
}

/** Whether the error of a + b is zero (TwoSum, D. E. Knuth, TAOCP vol. 2, section 4.2.2). */
function isExactSum(a: number, b: number): boolean {
  const sum = a + b;
  const part = sum - a;
  return a - (sum - part) + (b - part) === 0;
}
