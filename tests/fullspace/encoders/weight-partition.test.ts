import { expect, test } from "vitest";
import { partitioned } from "../../../src/fullspace/encoders/weight-partition.js";

const coefficients = [5, -3, 0.5, 2, -1, 4, 0.1, -2];
const expression = { columns: coefficients.map((_, k) => k), coefficients, constant: 7 };
const weights = (split: "equal-size" | "equal-range", parts: number) =>
  partitioned(expression, parts, split).map((part) => part.coefficients);

test("equal sizes: neighbours by weight stay together", () => {
  expect(weights("equal-size", 2)).toEqual([
    [-3, -2, -1, 0.1],
    [0.5, 2, 4, 5],
  ]);
  expect(weights("equal-size", 3).map((part) => part.length)).toEqual([3, 3, 2]);
});

test("equal ranges: the range of weights is halved", () => {
  expect(weights("equal-range", 2)).toEqual([
    [-3, -2, -1, 0.1, 0.5],
    [2, 4, 5],
  ]);
});

test("every term is in one part, no part is empty, and no constant is carried over", () => {
  for (const split of ["equal-size", "equal-range"] as const) {
    for (const parts of [1, 2, 4, 8, 20]) {
      const made = partitioned(expression, parts, split);
      expect(made.flatMap((part) => part.columns).sort()).toEqual(expression.columns);
      expect(made.every((part) => part.columns.length > 0 && part.constant === 0)).toBe(true);
    }
  }
});
