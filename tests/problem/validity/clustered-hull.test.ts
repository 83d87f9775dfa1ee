import { expect, test } from "vitest";
import { Problem } from "../../../src/problem/problem.js";
import { solve } from "../../../src/search/solve.js";
import { checkRows, cloud, dataOf, fitted, insideCount, problemWith } from "./domain-check.js";

/** Two squares, [-2, -1]^2 and [1, 2]^2. */
const squares = {
  offset: [0, 0],
  factor: [1, 1],
  clusters: [
    [-2, -2, -2, -1, -1, -2, -1, -1],
    [1, 1, 1, 2, 2, 1, 2, 2],
  ],
};

function distanceTo(x: readonly number[], lower: number, upper: number): number {
  return Math.hypot(...x.map((value) => Math.max(0, lower - value, value - upper)));
}

test("the row is the smaller of the distances", () => {
  checkRows(problemWith("clustered-hull", squares, 2), (x) => [Math.min(distanceTo(x, -2, -1), distanceTo(x, 1, 2))]);
});

test("the optimum is found in the better part", async () => {
  const problem = new Problem({
    variables: [{ name: "x", size: 2, lower: -3, upper: 3 }],
    minimize: "x[0]^2 + (x[1] - 0.2)^2",
    validity: [{ kind: "clustered-hull", of: "x", parameters: squares }],
  });
  const result = await solve(problem, { relativeGap: 1e-5 });
  expect(result.status).toBe("optimal");
  expect(result.x).toEqual({ x: [expect.closeTo(1, 3), expect.closeTo(1, 3)] });
});

test("a fit separates groups and holds their points, duplicates included", () => {
  const groups = [
    ...cloud(30, 2, 1).map(([a, b]) => [a / 4 - 2, b / 4]),
    ...cloud(30, 2, 2).map(([a, b]) => [a / 4 + 2, b / 4]),
  ];
  const stored = fitted("clustered-hull", dataOf([...groups, ...groups]), { coverage: 1, clusters: 2, seed: 3 });
  const problem = problemWith("clustered-hull", stored, 2);
  expect(insideCount(problem, groups)).toBe(60);
  expect(problem.violation(Float64Array.of(0, 0))).toBeGreaterThan(0.2);
});

test("degenerate groups: a constant column, points on a line", () => {
  const line = Array.from({ length: 12 }, (_, i) => [i / 4 - 1, 0.5, i / 4 - 1]);
  const problem = problemWith(
    "clustered-hull",
    fitted("clustered-hull", dataOf(line), { coverage: 1, clusters: 3 }),
    3,
  );
  expect(insideCount(problem, line)).toBe(12);
  expect(problem.violation(Float64Array.of(0, 0.6, 0))).toBeGreaterThan(0.05);
});

test("refusals", () => {
  const two = dataOf([
    [0, 0],
    [1, 1],
    [0, 0],
  ]);
  expect(() => fitted("clustered-hull", two, { coverage: 1, clusters: 3 })).toThrow(/clusters: 3, of 2 different rows/);
  const odd = { ...squares, clusters: [[1, 2, 3]] };
  expect(() => problemWith("clustered-hull", odd, 2)).toThrow(/clusters\[0\]: 3 coordinates/);
});
