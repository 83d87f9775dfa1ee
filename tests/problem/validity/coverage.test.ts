import { expect, test } from "vitest";
import { coverageLimit, coveredCount, coveredPlaces } from "../../../src/problem/validity/coverage.js";

test("a share of a count is rounded up, but not because of rounding errors", () => {
  expect(coveredCount(100, 0.95)).toBe(95);
  expect(coveredCount(100, 0.29)).toBe(29);
  expect(coveredCount(10, 0.91)).toBe(10);
  expect(coveredCount(10, 1)).toBe(10);
  expect(coveredCount(10, 1e-9)).toBe(1);
});

test("limits and places", () => {
  expect(coverageLimit([5, 1, 4, 2], 0.5)).toBe(2);
  expect(coverageLimit([5, 1, 4, 2], 1)).toBe(5);
  expect(coveredPlaces([5, 1, 4, 2], 0.75)).toEqual([1, 2, 3]);
  expect(coveredPlaces([7, 7, 7], 0.5)).toEqual([0, 1]);
});
