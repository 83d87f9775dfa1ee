import { expect, test } from "vitest";
import { Random } from "../../../../src/numeric/random.js";
import { KernelSumBound } from "../../../../src/predictors/gaussian-process/bound/kernel-sum-bound.js";
import { auditKernelSums } from "./kernel-sum-audit.js";
import { KERNEL_NAMES, randomSum } from "./random-sums.js";

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

test.each(KERNEL_NAMES)(
  "%s: what is kept of a box for other linear parts, anchors and cutoffs gives the bounds of a new one",
  (name) => {
    const random = new Random(7);
    const inputs = 3;
    const sum = randomSum(name, inputs, 12, 1e-6, random);
    const kept = new KernelSumBound(sum);
    for (let trial = 0; trial < 40; trial++) {
      const lower = Float64Array.from({ length: inputs }, () => random.between(-2, 1));
      const width = 10 ** random.between(-3, 0.3);
      const upper = lower.map((low) => low + width * random.uniform());
      for (let again = 0; again < 4; again++) {
        const fresh = new KernelSumBound(sum);
        const anchor = again === 0 ? null : lower.map((low, j) => random.between(low, upper[j]));
        const cutoff = again % 2 === 0 ? Number.POSITIVE_INFINITY : sum.evaluate(lower) - random.uniform();
        expect(kept.lowerBound(lower, upper, cutoff)).toBe(fresh.lowerBound(lower, upper, cutoff));
        expect(kept.minimiser).toEqual(fresh.minimiser);
        expect(kept.scores).toEqual(fresh.scores);
        const [mine, theirs] = [kept, fresh].map((bound) => {
          const out = { constant: 0, linear: new Float64Array(inputs) };
          bound.affineMinorant(lower, upper, anchor, out);
          return out;
        });
        expect(mine).toEqual(theirs);
        for (let j = 0; j < inputs; j++) sum.linear[j] = random.normal();
        if (again === 2)
          sum.setWeights(
            sum.weights.map((weight) => weight * random.normal()),
            Number.POSITIVE_INFINITY,
          );
      }
    }
  },
);
