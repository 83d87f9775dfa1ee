import { expect, test } from "vitest";
import { box } from "../../../src/numeric/box.js";
import { selectSplit } from "../../../src/search/branching/selection.js";

const root = box([0, 0, 0], [1, 10, 4]);

function selected(part: { lower: Float64Array; upper: Float64Array }, scores: number[]): [number, number] {
  const split = { variable: -1, point: Number.NaN, above: Number.NaN };
  selectSplit(part, root, Float64Array.from(scores), split);
  return [split.variable, split.point];
}

test("the largest score wins, the first of equal ones", () => {
  expect(selected(root, [1, 3, 2])).toEqual([1, 5]);
  expect(selected(root, [2, 3, 3])).toEqual([1, 5]);
});

test("without a usable score the widest edge relative to the root", () => {
  const part = box([0, 0, 0], [0.25, 5, 1]);
  for (const scores of [
    [0, 0, 0],
    [Number.NaN, Number.NaN, Number.NaN],
    [Number.POSITIVE_INFINITY, -1, 0],
  ]) {
    expect(selected(part, scores)).toEqual([1, 2.5]);
  }
});

test("an edge without a number inside is never split, whatever its score", () => {
  const ulp = 2 ** -52;
  expect(selected(box([1, 0, 2], [1 + ulp, 0, 3]), [9, 8, 1])).toEqual([2, 2.5]);
  expect(selected(box([1, 0, 2], [1 + ulp, 0, 2]), [9, 8, 1])[0]).toBe(-1);
  expect(selected(box([1, 0, 2], [1 + 2 * ulp, 0, 2]), [0, 0, 0])).toEqual([0, 1 + ulp]);
});

test("edges of extreme width", () => {
  const huge = box([-1.7e308, 0], [1.7e308, 1]);
  const split = { variable: -1, point: Number.NaN, above: Number.NaN };
  selectSplit(huge, huge, new Float64Array(2), split);
  expect(split).toEqual({ variable: 0, point: 0, above: 0 });
  const tiny = box([0, 0], [2 ** -1073, 0]);
  selectSplit(tiny, huge, Float64Array.of(1, 1), split);
  expect(split).toEqual({ variable: 0, point: 2 ** -1074, above: 2 ** -1074 });
});
