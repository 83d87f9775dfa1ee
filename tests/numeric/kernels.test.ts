import { describe, expect, test } from "vitest";
import { longestRow, magnitudes, timesVectors, timesVectorsPicked, transposed } from "../../src/numeric/kernels.js";
import type { Matrix } from "../../src/numeric/matrix.js";
import { denseMatrix, sparseMatrix } from "../../src/numeric/matrix.js";
import { generator } from "../predictors/network/random-networks.js";

/** Sizes on both sides of every blocking that a kernel may use. */
const ROWS = [1, 2, 3, 4, 5, 7, 8, 9, 13];
const COLUMNS = [1, 3, 4, 6, 11];
const COUNTS = [1, 2, 3, 4, 5, 8, 33];

/** Small integers, so that every sum is exact in any order; a third are zero. */
function integer(random: () => number): number {
  return random() < 0.33 ? 0 : Math.floor(41 * random()) - 20;
}

function randomMatrix(kind: Matrix["kind"], rows: number, columns: number, random: () => number): Matrix {
  const entries = Array.from({ length: rows }, () => Array.from({ length: columns }, () => integer(random)));
  if (kind === "dense") return denseMatrix(rows, columns, Float64Array.from(entries.flat()));
  return sparseMatrix(
    columns,
    entries.map((row) => row.flatMap((value, c) => (value === 0 ? [] : [[c, value] as const]))),
  );
}

function entry(m: Matrix, r: number, c: number): number {
  if (m.kind === "dense") return m.data[r * m.columns + c];
  let sum = 0;
  for (let k = m.starts[r]; k < m.starts[r + 1]; k++) if (m.indices[k] === c) sum += m.values[k];
  return sum;
}

function vector(length: number, random: () => number): Float64Array {
  return Float64Array.from({ length }, () => integer(random));
}

function naive(m: Matrix, x: Float64Array, count: number, start: Float64Array): Float64Array {
  const out = start.slice();
  for (let i = 0; i < count; i++) {
    for (let r = 0; r < m.rows; r++) {
      for (let c = 0; c < m.columns; c++) out[i * m.rows + r] += entry(m, r, c) * x[i * m.columns + c];
    }
  }
  return out;
}

function everySize(visit: (rows: number, columns: number, count: number) => void): void {
  for (const rows of ROWS) for (const columns of COLUMNS) for (const count of COUNTS) visit(rows, columns, count);
}

/** A random sublist of 0 .. length - 1 at the front of an array that is longer than the list. */
function sublist(length: number, share: number, random: () => number): { list: Int32Array; count: number } {
  const chosen = Array.from({ length }, (_, i) => i).filter(() => random() < share);
  const list = new Int32Array(length).fill(-1);
  list.set(chosen);
  return { list, count: chosen.length };
}

describe.each(["dense", "sparse"] as const)("%s", (kind) => {
  test("timesVectors multiplies every vector, and adds to what is there only if asked", () => {
    const random = generator(17);
    everySize((rows, columns, count) => {
      const m = randomMatrix(kind, rows, columns, random);
      const x = vector(count * columns, random);
      const before = vector(count * rows, random);
      const added = before.slice();
      timesVectors(m, x, count, added, true);
      expect(added).toEqual(naive(m, x, count, before));
      const fresh = before.slice();
      timesVectors(m, x, count, fresh, false);
      expect(fresh).toEqual(naive(m, x, count, new Float64Array(count * rows)));
    });
  });

  test("timesVectors leaves what lies behind the last vector alone", () => {
    const random = generator(18);
    const m = randomMatrix(kind, 5, 3, random);
    const out = new Float64Array(20).fill(7);
    timesVectors(m, vector(30, random), 3, out, false);
    expect(Array.from(out.subarray(15))).toEqual([7, 7, 7, 7, 7]);
  });

  test("timesVectorsPicked multiplies the listed rows and columns", () => {
    const random = generator(19);
    everySize((rows, columns, count) => {
      for (const share of [0, 0.4, 0.8, 1]) {
        const m = randomMatrix(kind, rows, columns, random);
        const pickedRows = sublist(rows, share, random);
        const pickedColumns = sublist(columns, share, random);
        // The contract: what is not listed is zero.
        const x = vector(count * columns, random).map((value, q) =>
          pickedColumns.list.subarray(0, pickedColumns.count).includes(q % columns) ? value : 0,
        );
        const before = vector(count * rows, random);
        const out = before.slice();
        const { list, count: listed } = pickedRows;
        timesVectorsPicked(m, x, count, out, list, listed, pickedColumns.list, pickedColumns.count);
        const full = naive(m, x, count, before);
        const isListed = (q: number) => list.subarray(0, listed).includes(q % rows);
        // Rows that are not listed are not read afterwards: a sparse matrix may fill them.
        const expected = full.map((value, q) => (isListed(q) || kind === "sparse" ? value : before[q]));
        expect(out).toEqual(expected);
      }
    });
  });

  test("the transposed matrix has rows and columns exchanged, and is of the same kind", () => {
    const random = generator(20);
    for (const rows of ROWS) {
      for (const columns of COLUMNS) {
        const m = randomMatrix(kind, rows, columns, random);
        const t = transposed(m);
        expect([t.kind, t.rows, t.columns]).toEqual([kind, columns, rows]);
        for (let r = 0; r < rows; r++) for (let c = 0; c < columns; c++) expect(entry(t, c, r)).toBe(entry(m, r, c));
        expect(transposed(t)).toEqual(m);
      }
    }
  });

  test("magnitudes are those of every entry, and the matrix itself stays", () => {
    const random = generator(21);
    const m = randomMatrix(kind, 7, 5, random);
    const copy = structuredClone(m);
    const a = magnitudes(m);
    for (let r = 0; r < 7; r++) for (let c = 0; c < 5; c++) expect(entry(a, r, c)).toBe(Math.abs(entry(m, r, c)));
    expect(m).toEqual(copy);
  });
});

test("the longest row counts stored entries", () => {
  expect(longestRow(denseMatrix(3, 5))).toBe(5);
  expect(
    longestRow(
      sparseMatrix(9, [
        [[0, 1]],
        [],
        [
          [1, 2],
          [3, 4],
          [8, 5],
        ],
      ]),
    ),
  ).toBe(3);
  expect(longestRow(sparseMatrix(4, [[], []]))).toBe(0);
});

test("a matrix without entries leaves sums as they are", () => {
  const out = Float64Array.of(1, 2);
  timesVectors(sparseMatrix(3, [[], []]), Float64Array.of(4, 5, 6), 1, out, true);
  expect(Array.from(out)).toEqual([1, 2]);
  timesVectors(sparseMatrix(3, [[], []]), Float64Array.of(4, 5, 6), 1, out, false);
  expect(Array.from(out)).toEqual([0, 0]);
});

test("real numbers agree with the naive loop within the error bound that callers assume", () => {
  const random = generator(22);
  const m = denseMatrix(
    9,
    50,
    Float64Array.from({ length: 450 }, () => 2 * random() - 1),
  );
  const x = Float64Array.from({ length: 100 }, () => 2 * random() - 1);
  const out = new Float64Array(18);
  timesVectors(m, x, 2, out, false);
  const magnitude = new Float64Array(18);
  timesVectors(magnitudes(m), x.map(Math.abs), 2, magnitude, false);
  naive(m, x, 2, new Float64Array(18)).forEach((value, q) => {
    expect(Math.abs(out[q] - value)).toBeLessThanOrEqual(2 * 50 * 2 ** -53 * magnitude[q]);
  });
});
