import { expect, test } from "vitest";
import type { Bounder } from "../../src/bounds/bounder.js";
import { LinkedBounder } from "../../src/bounds/linked-bounder.js";
import { logistic, Sigmoid } from "../../src/functions/sigmoid.js";
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

const unit = box([0], [1]);

test.each([
  [2, 0.25],
  [-3, 0],
])("bounds are the function of bounds, times %f plus %f, rounded down", (factor, shift) => {
  const inner = constant(-1.25);
  const linked = new LinkedBounder(inner, { phi: new Sigmoid(), factor, constant: shift });
  const value = factor * logistic(Math.sign(factor) * -1.25) + shift;
  const bound = linked.bound(unit, Number.POSITIVE_INFINITY);
  expect(inner.cutoff).toBe(Number.POSITIVE_INFINITY);
  expect(bound).toBeLessThan(value);
  expect(bound).toBeCloseTo(value, 13);
});

test.each([
  [2, 0.25, 0.6],
  [-3, 0, -1.1],
  [-1, 0, -0.999_999],
])("cutoffs become levels at which the objective is above them (%f, %f)", (factor, shift, cutoff) => {
  const inner = constant(0);
  new LinkedBounder(inner, { phi: new Sigmoid(), factor, constant: shift }).bound(unit, cutoff);
  const sign = Math.sign(factor);
  expect(factor * logistic(sign * inner.cutoff) + shift).toBeGreaterThanOrEqual(cutoff);
  expect(factor * logistic(sign * (inner.cutoff - 1e-6)) + shift).toBeLessThan(cutoff);
});

test("a cutoff that the function never reaches cuts nothing off, one that it always passes cuts everything off", () => {
  const inner = constant(0);
  const linked = new LinkedBounder(inner, { phi: new Sigmoid(), factor: 1, constant: 0 });
  linked.bound(unit, 1.5);
  expect(inner.cutoff).toBe(Number.POSITIVE_INFINITY);
  linked.bound(unit, -0.5);
  expect(inner.cutoff).toBeLessThan(-1e200);
});

test("what proves nothing stays so; the rest is the inner bounder's", () => {
  const phi = new Sigmoid();
  for (const nothing of [Number.NaN, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]) {
    expect(new LinkedBounder(constant(nothing), { phi, factor: 1, constant: 0 }).bound(unit, 1)).toBe(nothing);
  }
  const linked = new LinkedBounder(constant(0), { phi, factor: 1, constant: 0 });
  const out = new Float64Array(1);
  linked.branchingScores(unit, out);
  expect(out[0]).toBe(2);
  expect(linked.knowledge()).toBeNull();
  expect(linked.chooseSplit(unit, { variable: 0, point: 0, above: 0 })).toBe(false);
});
