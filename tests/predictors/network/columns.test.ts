import { describe, expect, test } from "vitest";
import type { Matrix } from "../../../src/numeric/matrix.js";
import { denseMatrix, sparseMatrix } from "../../../src/numeric/matrix.js";
import type { AffineTerm } from "../../../src/onnx/algebra.js";
import { columnGroups } from "../../../src/predictors/network/columns.js";

/** Ids 0..3 are layer 0, 4..5 layer 1, 6..8 layer 2. */
const OFFSETS = [0, 4, 6];
const SIZES = [4, 2, 3];
const layerOf = (id: number) => (id < 4 ? 0 : id < 6 ? 1 : 2);

function term(elements: readonly number[], matrix: Matrix): AffineTerm {
  const x = { kind: "symbolic", type: "float", shape: [elements.length], elements: Int32Array.from(elements) } as const;
  return { x, matrix };
}

function rowsOf(m: Matrix): number[][] {
  return Array.from({ length: m.rows }, (_, r) => {
    if (m.kind === "dense") return Array.from(m.data.subarray(r * m.columns, (r + 1) * m.columns));
    const row = new Array<number>(m.columns).fill(0);
    for (let k = m.starts[r]; k < m.starts[r + 1]; k++) row[m.indices[k]] += m.values[k];
    return row;
  });
}

const entries = [
  [1, 2, 3, 4, 5],
  [10, 0, 30, 0, 50],
];
const matrices = {
  dense: denseMatrix(2, 5, Float64Array.from(entries.flat())),
  sparse: sparseMatrix(
    5,
    entries.map((row) => row.flatMap((value, c) => (value === 0 ? [] : [[c, value] as const]))),
  ),
};

describe.each(Object.entries(matrices))("%s", (kind, matrix) => {
  test("columns go to the layers that their elements belong to", () => {
    const groups = columnGroups(term([6, 1, 5, 8, 0], matrix), layerOf);
    const scattered = new Map(groups.map((g) => [g.layer, g.scatter(SIZES[g.layer], OFFSETS[g.layer])]));
    expect([...scattered.keys()].sort()).toEqual([0, 1, 2]);
    expect([...scattered.values()].every((m) => m.kind === kind)).toBe(true);
    expect(rowsOf(scattered.get(0)!)).toEqual([
      [5, 2, 0, 0],
      [50, 0, 0, 0],
    ]);
    expect(rowsOf(scattered.get(1)!)).toEqual([
      [0, 3],
      [0, 30],
    ]);
    expect(rowsOf(scattered.get(2)!)).toEqual([
      [1, 0, 4],
      [10, 0, 0],
    ]);
  });

  test("an element that occurs three times goes to three groups, which add up to the whole", () => {
    const groups = columnGroups(term([2, 0, 2, 2, 0], matrix), layerOf);
    expect(groups.length).toBe(3);
    const [first, ...others] = groups.map((group) => rowsOf(group.scatter(4, 0)));
    const sum = first.map((row, r) => row.map((value, c) => others.reduce((total, rows) => total + rows[r][c], value)));
    expect(sum).toEqual([
      [7, 0, 8, 0],
      [50, 0, 40, 0],
    ]);
  });
});

test("a whole layer in order takes the matrix as it is", () => {
  const matrix = denseMatrix(1, 3, Float64Array.of(1, 2, 3));
  const [group] = columnGroups(term([6, 7, 8], matrix), layerOf);
  expect(group.scatter(3, 6)).toBe(matrix);
});

test("a whole layer in another order does not", () => {
  const matrix = denseMatrix(1, 3, Float64Array.of(1, 2, 3));
  const [group] = columnGroups(term([7, 6, 8], matrix), layerOf);
  expect(rowsOf(group.scatter(3, 6))).toEqual([[2, 1, 3]]);
});
