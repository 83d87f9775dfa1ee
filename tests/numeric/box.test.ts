import { expect, test } from "vitest";
import { box, hull, isWithin } from "../../src/numeric/box.js";

test("the hull of two boxes contains both, and has an edge of one of them on every side", () => {
  const [a, b] = [box([0, 3], [1, 4]), box([-1, 3.5], [0.5, 3.75])];
  const both = hull(a, b);
  expect(isWithin(a, both) && isWithin(b, both)).toBe(true);
  expect(both).toEqual(box([-1, 3], [1, 4]));
});
