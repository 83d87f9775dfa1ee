import { expect, test } from "vitest";
import { KernelSum } from "../../../../src/predictors/gaussian-process/bound/kernel-sum.js";
import { KernelSumBound } from "../../../../src/predictors/gaussian-process/bound/kernel-sum-bound.js";
import { KERNELS, kernel } from "../../../../src/predictors/gaussian-process/kernels/table.js";
import { exactValue, high } from "./exact-sum.js";

test.each([...KERNELS.keys()])("%s: a box centred exactly on a point has a bound, and a sound one", (name) => {
  const sum = new KernelSum(kernel(name), Float64Array.of(0.5, 0.25, 1, 1, 0, 2), 2);
  sum.setWeights(Float64Array.of(1, -2, 0.5), 3);
  for (const method of ["taylor", "auto"] as const) {
    const bound = new KernelSumBound(sum, method);
    for (const h of [1e-9, 1e-3, 0.02, 0.3]) {
      const lower = Float64Array.of(0.5 - h, 0.25 - h);
      const upper = Float64Array.of(0.5 + h, 0.25 + h);
      const value = bound.lowerBound(lower, upper, Number.POSITIVE_INFINITY);
      expect(Number.isFinite(value)).toBe(true);
      for (const x of [0.5 - h, 0.5, 0.5 + h]) {
        for (const y of [0.25 - h, 0.25, 0.25 + h]) {
          expect(high(value).lte(exactValue(sum, [high(x), high(y)]))).toBe(true);
        }
      }
    }
  }
});
