import { expect, test } from "vitest";
import { Random } from "../../../../src/numeric/random.js";
import { exactKernel, High, high } from "./exact-sum.js";
import { KERNEL_NAMES, randomSum } from "./random-sums.js";

test.each(KERNEL_NAMES)("%s: the norm is above w'Kw, also where it cancels", (name) => {
  const random = new Random(5);
  for (const noise of [Number.POSITIVE_INFINITY, 1e-3, 1e-12]) {
    const sum = randomSum(name, 2, 12, noise, random);
    const { points, weights, kernel } = sum;
    let square = new High(0);
    for (let i = 0; i < weights.length; i++) {
      for (let k = 0; k < weights.length; k++) {
        const first = high(points[2 * i]).sub(high(points[2 * k]));
        const second = high(points[2 * i + 1]).sub(high(points[2 * k + 1]));
        const t = first.mul(first).add(second.mul(second));
        square = square.add(high(weights[i]).mul(high(weights[k])).mul(exactKernel(kernel, t)));
      }
    }
    const truth = square.sqrt();
    expect(truth.lte(high(sum.norm))).toBe(true);
    expect(sum.norm).toBeLessThan(Number(truth) * (1 + 1e-9) + 1e-7 * Math.sqrt(sum.weightMagnitude ** 2));
  }
});
