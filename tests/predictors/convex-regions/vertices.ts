import type { RegionsDefinition } from "../../../src/predictors/convex-regions/definition.js";

/** The least of (affine model + tilt . x) at the vertices of all regions within [lower, upper]^n, by enumeration of their rows. */
export function leastAtVertices(
  { inputs, regions }: RegionsDefinition,
  lower: number,
  upper: number,
  tilt: readonly number[],
): number {
  let least = Number.POSITIVE_INFINITY;
  for (const region of regions) {
    const rows: number[][] = (region.rows ?? []).map((row) => [...row]);
    const limits = [...(region.limits ?? [])];
    for (let j = 0; j < inputs; j++) {
      const unit = Array.from({ length: inputs }, (_, k) => (k === j ? 1 : 0));
      rows.push(
        unit,
        unit.map((a) => -a),
      );
      limits.push(Math.min(upper, region.upper?.[j] ?? upper), -Math.max(lower, region.lower?.[j] ?? lower));
    }
    for (const chosen of subsets(rows.length, inputs)) {
      const x = solution(
        chosen.map((i) => rows[i]),
        chosen.map((i) => limits[i]),
      );
      if (x === null || !rows.every((row, i) => product(row, x) <= limits[i] + 1e-9)) continue;
      least = Math.min(least, region.constant + product(region.slopes, x) + product(tilt, x));
    }
  }
  return least;
}

function product(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, j) => sum + value * b[j], 0);
}

function* subsets(count: number, size: number, from = 0): Generator<number[]> {
  if (size === 0) yield [];
  for (let i = from; i + size <= count && size > 0; i++) {
    for (const rest of subsets(count, size - 1, i + 1)) yield [i, ...rest];
  }
}

/** Gaussian elimination with pivots; null where the matrix is singular. */
function solution(matrix: readonly (readonly number[])[], right: readonly number[]): number[] | null {
  const m = matrix.map((row, i) => [...row, right[i]]);
  const n = m.length;
  for (let k = 0; k < n; k++) {
    let pivot = k;
    for (let i = k; i < n; i++) if (Math.abs(m[i][k]) > Math.abs(m[pivot][k])) pivot = i;
    if (Math.abs(m[pivot][k]) < 1e-12) return null;
    [m[k], m[pivot]] = [m[pivot], m[k]];
    for (let i = 0; i < n; i++) {
      if (i === k) continue;
      const factor = m[i][k] / m[k][k];
      for (let c = k; c <= n; c++) m[i][c] -= factor * m[k][c];
    }
  }
  return m.map((row, k) => row[n] / row[k]);
}
