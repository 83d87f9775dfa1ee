import { describe, expect, test } from "vitest";
import { checkRows, cloud, dataOf, fitted, insideCount, problemWith } from "./domain-check.js";

interface Stored {
  readonly offset: number[];
  readonly factor: number[];
  readonly components: readonly { readonly height: number; readonly mean: number[]; readonly whitening: number[] }[];
  readonly threshold: number;
}

const rows = [
  ...cloud(40, 2, 1).map(([a, b]) => [a / 3 - 1, b / 3 + a / 4]),
  ...cloud(40, 2, 2).map(([a, b]) => [a / 3 + 1, b / 2]),
];

describe.each([1, 2, 4])("%i components", (clusters) => {
  const stored = fitted("gaussian-mixture", dataOf(rows), { coverage: 0.9, clusters }) as Stored;
  const problem = problemWith("gaussian-mixture", stored, 2);

  test("the row is the logarithm of the density", () => {
    checkRows(problem, (x) => {
      const z = x.map((value, j) => (value - stored.offset[j]) * stored.factor[j]);
      const logs = stored.components.map(({ height, mean, whitening: w }) => {
        const d = z.map((value, j) => value - mean[j]);
        return height - 0.5 * ((w[0] * d[0] + w[1] * d[1]) ** 2 + (w[2] * d[0] + w[3] * d[1]) ** 2);
      });
      const most = Math.max(...logs);
      return [most + Math.log(logs.reduce((sum, log) => sum + Math.exp(log - most), 0))];
    });
  });

  test("the share of the data lies inside, and densities are probabilities", () => {
    expect(insideCount(problem, rows)).toBe(72);
    // The integral over the box of a density in scaled coordinates is one.
    const steps = 120;
    const values = new Float64Array(1);
    let total = 0;
    for (let a = 0; a < steps; a++) {
      for (let b = 0; b < steps; b++) {
        const x = [a, b].map((k) => -3 + (6 * (k + 0.5)) / steps);
        problem.rowValues(Float64Array.from(x), values);
        total += Math.exp(values[0]) * (6 / steps) ** 2 * stored.factor[0] * stored.factor[1];
      }
    }
    expect(total).toBeCloseTo(1, 1);
  });
});

test("the gap between two groups is outside", () => {
  const problem = problemWith(
    "gaussian-mixture",
    fitted("gaussian-mixture", dataOf(rows), { coverage: 0.95, clusters: 2 }),
    2,
  );
  expect(problem.violation(Float64Array.of(0, 1))).toBeGreaterThan(0);
  expect(problem.violation(Float64Array.of(1, 0))).toBe(0);
});

test("duplicates, a constant column and collinear points", () => {
  const line = Array.from({ length: 8 }, (_, i) => [i / 8, i / 4, 1]).flatMap((row) => [row, row]);
  const problem = problemWith(
    "gaussian-mixture",
    fitted("gaussian-mixture", dataOf(line), { coverage: 1, clusters: 2 }),
    3,
  );
  expect(insideCount(problem, line)).toBe(16);
  expect(problem.violation(Float64Array.of(0.5, 1.5, 1))).toBeGreaterThan(1);
});

test("refusals", () => {
  const two = dataOf([
    [0, 0],
    [1, 1],
    [0, 0],
  ]);
  expect(() => fitted("gaussian-mixture", two, { coverage: 1, clusters: 3 })).toThrow(
    /3 components, of 2 different rows/,
  );
  const stored = { offset: [0], factor: [1], components: [{ height: 0, mean: [0, 1], whitening: [1] }], threshold: 0 };
  expect(() => problemWith("gaussian-mixture", stored, 1)).toThrow(/components\[0\]: a mean of 2/);
});
