import { expect, test } from "vitest";
import { box } from "../../src/numeric/box.js";
import { halves } from "../../src/search/partition.js";

const CONTINUOUS = { isInteger: new Uint8Array(2) };

test("the halves of a box meet at the point", () => {
  const [low, high] = halves(box([-1, 0], [3, 5]), 1, 2, CONTINUOUS);
  expect([...low.lower, ...low.upper, ...high.lower, ...high.upper]).toEqual([-1, 0, 3, 2, -1, 2, 3, 5]);
});

test("whole numbers are split between the integers around the point", () => {
  const rule = { isInteger: Uint8Array.of(1, 0) };
  const [low, high] = halves(box([0, 0], [3, 1]), 0, 1.5, rule);
  expect([low.upper[0], high.lower[0]]).toEqual([1, 2]);
  expect(() => halves(box([0, 0], [1, 1]), 0, 1, rule)).toThrow(RangeError);
});

test("a split at a step leaves out what lies between two floats", () => {
  const above = (variable: number, point: number) => (variable === 1 ? point + Number.EPSILON : point);
  const rule = { ...CONTINUOUS, above };
  const [low, high] = halves(box([0, 1], [3, 2]), 1, 1, rule);
  expect([low.lower[1], low.upper[1], high.lower[1], high.upper[1]]).toEqual([1, 1, 1 + Number.EPSILON, 2]);
  expect(() => halves(box([0, 1], [3, 2]), 1, 2, rule)).toThrow(RangeError);
  expect(() => halves(box([0, 1], [3, 2]), 0, 0, rule)).toThrow(RangeError);
});

test.each([
  ["a variable that there is not", 2, 0.5],
  ["a point outside", 0, 7],
  ["an end", 0, 1],
  ["NaN", 0, Number.NaN],
])("refuses %s", (_, variable, point) => {
  expect(() => halves(box([0, 0], [1, 1]), variable, point, CONTINUOUS)).toThrow(RangeError);
});
