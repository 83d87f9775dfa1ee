import { describe, expect, test } from "vitest";
import { checkRows, cloud, dataOf, fitted, insideCount, problemWith } from "./domain-check.js";

interface Stored {
  readonly offset: number[];
  readonly factor: number[];
  readonly directions: number[];
  readonly lower: number[];
  readonly upper: number[];
  readonly distance: number;
}

/** Around a plane in four dimensions. */
const rows = cloud(80, 4, 9).map(([a, b, c, d]) => [a, b, a + b + 0.02 * c, a - b + 0.02 * d]);

describe.each([1, 2, 3, 4])("%i principal directions", (components) => {
  const stored = fitted("pca", dataOf(rows), { coverage: 0.9, components }) as Stored;
  const problem = problemWith("pca", stored, 4);

  test("rows are scores and the distance from the subspace", () => {
    checkRows(problem, (x) => {
      const z = x.map((value, j) => (value - stored.offset[j]) * stored.factor[j]);
      const scores = [0, 1, 2, 3].map((r) => z.reduce((sum, zj, j) => sum + stored.directions[4 * r + j] * zj, 0));
      const rest = scores.slice(components);
      if (rest.length === 0) return scores;
      const last = rest.length === 1 ? rest[0] : rest.reduce((sum, s) => sum + (s / stored.distance) ** 2, 0);
      return [...scores.slice(0, components), last];
    });
  });

  test("the share of the data lies inside, at least", () => {
    expect(insideCount(problem, rows)).toBeGreaterThanOrEqual(72);
    expect(insideCount(problem, rows)).toBeLessThan(80);
  });
});

test("without a number, as many directions as hold 95 % of the variance", () => {
  const stored = fitted("pca", dataOf(rows), { coverage: 1 }) as Stored;
  expect(stored.lower).toHaveLength(2);
  const problem = problemWith("pca", stored, 4);
  expect(insideCount(problem, rows)).toBe(80);
  expect(problem.violation(Float64Array.of(0, 0, 1, 0))).toBeGreaterThan(1);
});

test("data on a line, with a constant column and duplicates", () => {
  const line = Array.from({ length: 10 }, (_, i) => [i / 10, i / 5, 2]).flatMap((row) => [row, row]);
  const problem = problemWith("pca", fitted("pca", dataOf(line), { coverage: 1 }), 3);
  expect(insideCount(problem, line)).toBe(20);
  expect(problem.violation(Float64Array.of(0.5, 1.01, 2))).toBeGreaterThan(1e-3);
  expect(problem.violation(Float64Array.of(1.2, 2.4, 2))).toBeGreaterThan(0.1);
});

test("refusals", () => {
  expect(() => fitted("pca", dataOf(rows), { coverage: 1, components: 5 })).toThrow(/5 directions in 4 columns/);
  const stored = { offset: [0], factor: [1], directions: [1], lower: [0], upper: [], distance: 1 };
  expect(() => problemWith("pca", stored, 1)).toThrow(/1 lower and 0 upper bounds/);
  expect(() => problemWith("pca", { ...stored, upper: [1], directions: [1, 0] }, 1)).toThrow(/no matrix of 1 rows/);
});
