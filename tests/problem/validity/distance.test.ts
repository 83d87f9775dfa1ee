import { describe, expect, test } from "vitest";
import { NORMS } from "../../../src/predictors/data-distance/norm.js";
import { checkRows, cloud, dataOf, fitted, insideCount, problemWith } from "./domain-check.js";

interface Stored {
  readonly offset: number[];
  readonly factor: number[];
  readonly points: number[];
  readonly limit: number;
}

const rows = cloud(40, 2, 5);

function lengthOf(norm: string, parts: readonly number[]): number {
  if (norm === "l2") return Math.hypot(...parts);
  const sizes = parts.map(Math.abs);
  return norm === "l1" ? sizes.reduce((sum, size) => sum + size, 0) : Math.max(...sizes);
}

function distances(norm: string, { offset, factor, points }: Stored, x: readonly number[]): number[] {
  const d = x.length;
  const z = x.map((value, j) => (value - offset[j]) * factor[j]);
  return Array.from({ length: points.length / d }, (_, i) =>
    lengthOf(
      norm,
      z.map((value, j) => value - points[i * d + j]),
    ),
  ).sort((a, b) => a - b);
}

describe.each(NORMS)("%s", (norm) => {
  test.each([1, 4])("the row is the mean distance to the %i nearest", (neighbours) => {
    const stored = fitted("distance", dataOf(rows), { coverage: 0.9, norm, neighbours }) as Stored;
    const problem = problemWith("distance", stored, 2);
    checkRows(problem, (x) => [
      distances(norm, stored, x)
        .slice(0, neighbours)
        .reduce((sum, length) => sum + length / neighbours, 0),
    ]);
    // The limit is that of the distances to other points, so that at least the share is inside.
    expect(insideCount(problem, rows)).toBeGreaterThanOrEqual(36);
  });
});

test("the limit is a quantile of the distances to the nearest other point", () => {
  const line = [0, 1, 3, 6, 10].map((x) => [x / 10]);
  const { limit } = fitted("distance", dataOf(line), { coverage: 0.8 }) as Stored;
  // Nearest others: 1, 1, 2, 3, 4 tenths.
  expect(limit).toBeCloseTo(0.3, 12);
});

test("around cluster centres", () => {
  const stored = fitted("distance", dataOf(rows), { coverage: 1, clusters: 3, seed: 1 }) as Stored;
  expect(stored.points).toHaveLength(6);
  expect(insideCount(problemWith("distance", stored, 2), rows)).toBe(40);
});

test("squares of Euclidean distances, for which limits are squares as well", () => {
  for (const clusters of [undefined, 3]) {
    const plain = fitted("distance", dataOf(rows), { coverage: 0.9, clusters }) as Stored;
    const squared = fitted("distance", dataOf(rows), { coverage: 0.9, clusters, norm: "l2-squared" }) as Stored;
    expect(squared).toEqual({ ...plain, norm: "l2-squared", limit: plain.limit ** 2 });
    const problem = problemWith("distance", squared, 2);
    checkRows(problem, (x) => [distances("l2", squared, x)[0] ** 2]);
    expect(insideCount(problem, rows)).toBe(insideCount(problemWith("distance", plain, 2), rows));
  }
  expect(() => fitted("distance", dataOf(rows), { coverage: 1, norm: "l2-squared", neighbours: 2 })).toThrow(
    /neighbours: 2/,
  );
});

test("duplicates and a constant column", () => {
  const twice = cloud(10, 1, 6).flatMap(([a]) => [
    [a, 3],
    [a, 3],
  ]);
  const stored = fitted("distance", dataOf(twice), { coverage: 1 }) as Stored;
  expect(stored.points).toHaveLength(20);
  expect(stored.limit).toBeGreaterThan(0);
});

test("refusals", () => {
  expect(() => fitted("distance", dataOf(rows), { coverage: 1, norm: "l3" })).toThrow(/norm: "l3" is unknown/);
  expect(() => fitted("distance", dataOf(rows), { coverage: 1, neighbours: 40 })).toThrow(/neighbours: 40, of 40/);
  expect(() => fitted("distance", dataOf(rows), { coverage: 1, clusters: 41 })).toThrow(/clusters: 41, of 40/);
  const stored = { offset: [0], factor: [1], points: [1, 2], norm: "l2", neighbours: 3, limit: 1 };
  expect(() => problemWith("distance", stored, 1)).toThrow(/neighbours: 3, of 2 points/);
  expect(() => problemWith("distance", { ...stored, neighbours: 1, limit: 0 }, 1)).toThrow(/parameters\.limit/);
});
