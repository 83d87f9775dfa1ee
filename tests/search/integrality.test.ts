import fc from "fast-check";
import { expect, test } from "vitest";
import { box } from "../../src/numeric/box.js";
import { roundInward, roundToIntegers } from "../../src/search/integrality.js";

test("edges of integer variables move inward, others stay, and -0 becomes 0", () => {
  const part = box([-0.5, -0.5, 2], [3.7, 3.7, 2]);
  expect(roundInward(part, Uint8Array.of(1, 0, 1))).toBe(true);
  expect([...part.lower]).toEqual([0, -0.5, 2]);
  expect([...part.upper]).toEqual([3, 3.7, 2]);
});

test("an edge without an integer empties the box", () => {
  expect(roundInward(box([0.25, 0], [0.75, 1]), Uint8Array.of(1, 0))).toBe(false);
  expect(roundInward(box([0.25, 0], [0.75, 1]), Uint8Array.of(0, 1))).toBe(true);
});

test("no integer of the box is lost, none is gained", () => {
  const bound = fc.double({ min: -1e3, max: 1e3, noNaN: true });
  fc.assert(
    fc.property(bound, bound, fc.integer({ min: -1001, max: 1001 }), (a, b, k) => {
      const part = box([Math.min(a, b)], [Math.max(a, b)]);
      const before = part.lower[0] <= k && k <= part.upper[0];
      roundInward(part, Uint8Array.of(1));
      expect(part.lower[0] <= k && k <= part.upper[0]).toBe(before);
    }),
  );
});

test("rounding a point", () => {
  const x = Float64Array.of(-0.2, 0.49999999999999994, 2.5, 2.5);
  roundToIntegers(x, Uint8Array.of(1, 1, 1, 0));
  expect([...x]).toEqual([0, 0, 3, 2.5]);
});
