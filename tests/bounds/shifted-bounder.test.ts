import { expect, test } from "vitest";
import type { Bounder } from "../../src/bounds/bounder.js";
import { ShiftedBounder } from "../../src/bounds/shifted-bounder.js";
import { box } from "../../src/numeric/box.js";

/** Says `bound` whatever the box is, and keeps the cutoff that it was given. */
function constant(bound: number): Bounder & { cutoff: number } {
  return {
    cutoff: Number.NaN,
    variables: 1,
    candidate: Float64Array.of(0),
    bound(_box, cutoff) {
      this.cutoff = cutoff;
      return bound;
    },
    branchingScores: (_box, out) => out.fill(2),
  };
}

test("bounds and cutoffs move by the constant, rounded to the safe side", () => {
  const inner = constant(0.1);
  const shifted = new ShiftedBounder(inner, 0.2);
  expect(shifted.bound(box([0], [1]), 0.5)).toBeLessThan(0.1 + 0.2);
  expect(shifted.bound(box([0], [1]), 0.5)).toBeCloseTo(0.3, 14);
  expect(inner.cutoff).toBeGreaterThan(0.5 - 0.2);
  expect(inner.cutoff).toBeCloseTo(0.3, 14);
  const out = new Float64Array(1);
  shifted.branchingScores(box([0], [1]), out);
  expect(out[0]).toBe(2);
  expect(shifted.knowledge()).toBeNull();
  expect(shifted.chooseSplit(box([0], [1]), { variable: 0, point: 0, above: 0 })).toBe(false);
});

test("infinite bounds and cutoffs stay, and a constant of zero changes nothing", () => {
  const inner = constant(Number.POSITIVE_INFINITY);
  expect(new ShiftedBounder(inner, 1e300).bound(box([0], [1]), Number.POSITIVE_INFINITY)).toBe(
    Number.POSITIVE_INFINITY,
  );
  expect(inner.cutoff).toBe(Number.POSITIVE_INFINITY);
  expect(new ShiftedBounder(constant(0.1), 0).bound(box([0], [1]), 0.5)).toBe(0.1);
});
