import { expect, test } from "vitest";
import { checkRows, cloud, dataOf, fitted, insideCount, problemWith } from "./domain-check.js";

interface Stored {
  readonly offset: number[];
  readonly factor: number[];
  readonly whitening: number[];
}

const rows = cloud(60, 3, 4).map(([a, b, c]) => [a, 0.7 * a + 0.2 * b, c + a]);

test("the row is the squared Mahalanobis distance relative to the limit", () => {
  const stored = fitted("ellipsoid", dataOf(rows), { coverage: 0.9 }) as Stored;
  const problem = problemWith("ellipsoid", stored, 3);
  checkRows(problem, (x) => {
    const z = x.map((value, j) => (value - stored.offset[j]) * stored.factor[j]);
    const products = [0, 1, 2].map((r) => z.reduce((sum, zj, j) => sum + stored.whitening[3 * r + j] * zj, 0));
    return [products.reduce((sum, p) => sum + p * p, 0)];
  });
  expect(insideCount(problem, rows)).toBe(54);
  expect(insideCount(problemWith("ellipsoid", fitted("ellipsoid", dataOf(rows), { coverage: 1 }), 3), rows)).toBe(60);
});

test("distances are those of the data's covariance", () => {
  const square = [
    [-1, -2],
    [1, -2],
    [-1, 2],
    [1, 2],
  ];
  const problem = problemWith("ellipsoid", fitted("ellipsoid", dataOf(square), { coverage: 1 }), 2);
  // Variances 1 and 4: the corners have distance sqrt(2), which is the limit.
  const values = new Float64Array(1);
  problem.rowValues(Float64Array.of(1, 0), values);
  expect(values[0]).toBeCloseTo(0.5, 6);
  problem.rowValues(Float64Array.of(0, 1), values);
  expect(values[0]).toBeCloseTo(0.125, 6);
});

test("a robust ellipsoid ignores what lies far out", () => {
  const outliers = Array.from({ length: 12 }, (_, i) => [40 + i, 40, -40]);
  const data = dataOf([...rows, ...outliers]);
  const far = Float64Array.of(2, 2, -2);
  const coverage = 60 / 72;
  const plain = problemWith("ellipsoid", fitted("ellipsoid", data, { coverage }), 3);
  const robust = problemWith("ellipsoid", fitted("ellipsoid", data, { coverage, robust: true, seed: 1 }), 3);
  expect(plain.violation(far)).toBe(0);
  expect(robust.violation(far)).toBeGreaterThan(1);
  expect(insideCount(robust, rows)).toBe(60);
});

test.each([false, true])("data on a line, with a constant column and duplicates, robust %s", (robust) => {
  const line = Array.from({ length: 10 }, (_, i) => [i / 10, i / 5, 7]).flatMap((row) => [row, row]);
  const problem = problemWith("ellipsoid", fitted("ellipsoid", dataOf(line), { coverage: 1, robust }), 3, {}, 10);
  expect(insideCount(problem, line)).toBe(20);
  expect(problem.violation(Float64Array.of(0.5, 1.1, 7))).toBeGreaterThan(1);
  expect(problem.violation(Float64Array.of(0.5, 1, 7.1))).toBeGreaterThan(1);
});

test("a matrix of another size is refused", () => {
  const parameters = { offset: [0, 0], factor: [1, 1], whitening: [1, 0, 0] };
  expect(() => problemWith("ellipsoid", parameters, 2)).toThrow(/3 numbers are no matrix of 2 rows/);
});
