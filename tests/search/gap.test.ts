import fc from "fast-check";
import { expect, test } from "vitest";
import { cutoffFor, gapBetween } from "../../src/search/gap.js";

test("the gap between value and bound", () => {
  expect(gapBetween(-2, -2.5)).toEqual({ absolute: 0.5, relative: 0.25 });
  expect(gapBetween(0, -1e-9)).toEqual({ absolute: 1e-9, relative: 10 });
  expect(gapBetween(1, Number.NEGATIVE_INFINITY).absolute).toBe(Number.POSITIVE_INFINITY);
  expect(gapBetween(Number.NaN, 1).relative).toBe(Number.POSITIVE_INFINITY);
});

test("what is left at the cutoff is within the relative or the absolute tolerance", () => {
  const value = fc.double({ min: -1e6, max: 1e6, noNaN: true });
  fc.assert(
    fc.property(value, fc.constantFrom(1e-2, 1e-4, 1e-6), (best, relativeGap) => {
      const tolerances = { relativeGap, absoluteGap: 1e-3 };
      const gap = gapBetween(best, cutoffFor(best, tolerances));
      expect(gap.absolute <= tolerances.absoluteGap || gap.relative <= relativeGap).toBe(true);
    }),
    { numRuns: 2000 },
  );
});

test("no value yet, no cutoff", () => {
  expect(cutoffFor(Number.POSITIVE_INFINITY, { absoluteGap: 0, relativeGap: 1 })).toBe(Number.POSITIVE_INFINITY);
});
