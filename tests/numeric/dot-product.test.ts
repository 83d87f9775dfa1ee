import { expect, test } from "vitest";
import {
  affineImage,
  affineRange,
  centreAndRadius,
  dot,
  dotError,
  dotMagnitude,
} from "../../src/numeric/dot-product.js";
import { denseMatrix, type Matrix, sparseMatrix } from "../../src/numeric/matrix.js";
import { Random } from "../../src/numeric/random.js";
import { exactWide, Wide } from "./exact-decimal.js";

/** Numbers of many magnitudes, so that sums cancel. */
function rough(random: Random): number {
  return random.below(10) === 0 ? 0 : random.normal() * 10 ** random.between(-8, 8);
}

function randomMatrix(random: Random, rows: number, columns: number): Matrix {
  if (random.below(2) === 0) {
    const dense = denseMatrix(rows, columns);
    for (let k = 0; k < dense.data.length; k++) dense.data[k] = rough(random);
    return dense;
  }
  const list = Array.from({ length: rows }, () =>
    Array.from({ length: columns }, (_, j) => [j, rough(random)] as const).filter(() => random.below(2) === 0),
  );
  return sparseMatrix(columns, list);
}

function exactImage(matrix: Matrix, y: Float64Array, bias: Float64Array | null, row: number) {
  let sum = new Wide(bias === null ? 0 : exactWide(bias[row]));
  const dense = matrix.kind === "dense";
  const from = dense ? row * matrix.columns : matrix.starts[row];
  const to = dense ? from + matrix.columns : matrix.starts[row + 1];
  for (let k = from; k < to; k++) {
    const entry = dense ? matrix.data[k] : matrix.values[k];
    sum = sum.add(exactWide(entry).mul(exactWide(y[dense ? k - from : matrix.indices[k]])));
  }
  return sum;
}

test("the error of a product is within its bound, with cancellation", () => {
  const random = new Random(21);
  let checks = 0;
  for (let trial = 0; trial < 150; trial++) {
    const [rows, columns] = [1 + random.below(5), 1 + random.below(20)];
    const matrix = randomMatrix(random, rows, columns);
    const y = Float64Array.from({ length: columns }, () => rough(random));
    const bias = random.below(2) === 0 ? null : Float64Array.from({ length: rows }, () => rough(random));
    const [out, error] = [new Float64Array(rows), new Float64Array(rows)];
    affineImage(matrix, y, bias, out, error);
    for (let i = 0; i < rows; i++) {
      const off = exactImage(matrix, y, bias, i).sub(exactWide(out[i])).abs();
      expect(off.lte(exactWide(error[i]))).toBe(true);
      checks++;
    }
  }
  expect(checks).toBeGreaterThan(300);
});

test("a range holds the image of every point, of the corners first of all", () => {
  const random = new Random(22);
  let checks = 0;
  for (let trial = 0; trial < 150; trial++) {
    const [rows, columns] = [1 + random.below(4), 1 + random.below(12)];
    const matrix = randomMatrix(random, rows, columns);
    const lower = Float64Array.from({ length: columns }, () => rough(random));
    const upper = lower.map((x) => (random.below(4) === 0 ? x : x + Math.abs(rough(random))));
    const [centre, radius] = [new Float64Array(columns), new Float64Array(columns)];
    centreAndRadius(lower, upper, centre, radius);
    const bias = Float64Array.from({ length: rows }, () => rough(random));
    const [low, high] = [new Float64Array(rows), new Float64Array(rows)];
    affineRange(matrix, centre, radius, bias, low, high);
    for (let k = 0; k < 6; k++) {
      for (let i = 0; i < rows; i++) {
        // The extreme corner of row i, its opposite, then random corners.
        const y = lower.map((x, j) => {
          if (k > 1) return random.below(2) === 0 ? x : upper[j];
          const weight = matrix.kind === "dense" ? matrix.data[i * columns + j] : sparseEntry(matrix, i, j);
          return weight > 0 === (k === 0) ? upper[j] : x;
        });
        const value = exactImage(matrix, y, bias, i);
        if (!(value.gte(exactWide(low[i])) && value.lte(exactWide(high[i]))))
          throw new Error(`row ${i} leaves [${low[i]}, ${high[i]}]`);
        checks++;
      }
    }
  }
  expect(checks).toBeGreaterThan(1000);
});

function sparseEntry(matrix: Matrix, i: number, j: number): number {
  if (matrix.kind === "dense") return Number.NaN;
  for (let k = matrix.starts[i]; k < matrix.starts[i + 1]; k++) if (matrix.indices[k] === j) return matrix.values[k];
  return 0;
}

test("dot products and their bound; overflow gives infinite ends", () => {
  const x = Float64Array.of(1e16, 1, -1e16);
  const y = Float64Array.of(1, 1, 1);
  expect(Math.abs(dot(x, y) - 1)).toBeLessThanOrEqual(dotError(3, dotMagnitude(x, y)));
  const [low, high] = [new Float64Array(1), new Float64Array(1)];
  const matrix = denseMatrix(1, 2, Float64Array.of(1e300, -1e300));
  affineRange(matrix, Float64Array.of(1e300, 1e300), Float64Array.of(0, 0), null, low, high);
  expect([low[0], high[0]]).toEqual([Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]);
});
