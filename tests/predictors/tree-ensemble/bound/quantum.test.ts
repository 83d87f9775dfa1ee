import { expect, test } from "vitest";
import { Quantum } from "../../../../src/predictors/tree-ensemble/bound/quantum.js";

test("whole units never lie above the value less its error", () => {
  const quantum = new Quantum(100);
  for (const value of [0, 1, -1, 99.7, -99.7, 1e-300, -1e-300, 0.1, -0.1]) {
    expect(quantum.floor(value, 0) * quantum.size).toBeLessThanOrEqual(value);
    expect(quantum.floor(value, 0.01) * quantum.size).toBeLessThanOrEqual(value - 0.01);
    expect(value - quantum.floor(value, 0) * quantum.size).toBeLessThanOrEqual(quantum.size);
  }
  expect(quantum.floor(-Number.MIN_VALUE, 0)).toBe(-1);
  expect(new Quantum(1e300).floor(-Number.MIN_VALUE, 0)).toBe(-1);
});

test("any magnitude has a unit that is a power of two; NaN stays NaN", () => {
  for (const magnitude of [0, 5e-324, 1e-310, 1, 1e308, Number.POSITIVE_INFINITY]) {
    const { size } = new Quantum(magnitude);
    expect(size > 0 && Number.isInteger(Math.log2(size))).toBe(true);
  }
  expect(new Quantum(1).floor(Number.NaN, 0)).toBeNaN();
});
