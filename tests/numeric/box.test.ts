import { expect, test } from "vitest";
import { box, hull, isWithin, moveInward } from "../../src/numeric/box.js";

test("the hull of two boxes contains both, and has an edge of one of them on every side", () => {
  const [a, b] = [box([0, 3], [1, 4]), box([-1, 3.5], [0.5, 3.75])];
  const both = hull(a, b);
  expect(isWithin(a, both) && isWithin(b, both)).toBe(true);
  expect(both).toEqual(box([-1, 3], [1, 4]));
});

test("edges move inward only", () => {
  const one = box([0, 0], [1, 1]);
  expect(moveInward(one, 0, -1, 2)).toBe(false);
  expect(moveInward(one, 0, 0.25, 2)).toBe(true);
  expect(moveInward(one, 1, Number.NaN, 0.5)).toBe(true);
  expect(one).toEqual(box([0.25, 0], [1, 0.5]));
});
