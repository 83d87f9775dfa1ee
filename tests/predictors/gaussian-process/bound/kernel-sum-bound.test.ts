import { expect, test } from "vitest";
import { Random } from "../../../../src/numeric/random.js";
import { KernelSumBound } from "../../../../src/predictors/gaussian-process/bound/kernel-sum-bound.js";
import { auditKernelSums } from "./kernel-sum-audit.js";
import { randomSum } from "./random-sums.js";

/** More in a long run: SURETY_AUDIT_BOXES=100000. */
const BOXES = Number(process.env["SURETY_AUDIT_BOXES"] ?? 250);

test("no bound, cut or minorant of a kernel sum is above the exact function, by any method", {
  timeout: 3_600_000,
}, () => {
  const { boxes, violations, decided, empty } = auditKernelSums(BOXES, Number(process.env["SURETY_AUDIT_SEED"] ?? 1));
  expect(violations.slice(0, 5)).toEqual([]);
  expect(boxes).toBe(BOXES);
  expect(decided).toBeGreaterThan(BOXES);
  expect(empty).toBeLessThan(0.2 * 6 * BOXES);
});

test("with a hundred inputs there are bounds, minorants and cuts, without polynomials", () => {
  const inputs = 100;
  const random = new Random(1);
  const sum = randomSum("squared-exponential", inputs, 5, Number.POSITIVE_INFINITY, random);
  for (let k = 0; k < sum.points.length; k++) sum.points[k] *= 0.1;
  const bound = new KernelSumBound(sum);
  const lower = new Float64Array(inputs).fill(-0.01);
  const upper = new Float64Array(inputs).fill(0.02);
  const least = bound.lowerBound(lower, upper, Number.POSITIVE_INFINITY);
  const out = { constant: 0, linear: new Float64Array(inputs) };
  bound.affineMinorant(lower, upper, null, out);
  for (let k = 0; k < 20; k++) {
    const z = lower.map((low, j) => random.between(low, upper[j]));
    const value = sum.evaluate(z);
    expect(least).toBeLessThanOrEqual(value);
    expect(out.linear.reduce((total, slope, j) => total + slope * z[j], out.constant)).toBeLessThanOrEqual(value);
    expect(least).toBeGreaterThan(value - sum.weightMagnitude);
  }
});
