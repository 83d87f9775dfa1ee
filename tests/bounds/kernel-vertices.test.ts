import { expect, test } from "vitest";
import { KernelVertices, powerAbove } from "../../src/bounds/kernel-vertices.js";
import { Random } from "../../src/numeric/random.js";
import { D, exact } from "../numeric/exact-decimal.js";

test("powers are at least exp(-x), but for rounding, and a part in 4e9 too large at most", () => {
  const random = new Random(4);
  for (let trial = 0; trial < 2000; trial++) {
    const x = trial < 3 ? trial : 10 ** random.between(-9, 1.8);
    const power = exact(x).neg().exp();
    const ratio = Number(exact(powerAbove(x)).div(power).minus(1));
    expect(ratio).toBeGreaterThan(-20 * 2 ** -53);
    expect(ratio).toBeLessThan(2.6e-10);
  }
  expect(powerAbove(1e9)).toBe(powerAbove(64));
  expect(powerAbove(Number.POSITIVE_INFINITY)).toBeGreaterThan(0);
  expect(powerAbove(Number.NaN)).toBeGreaterThan(0);
});

test("logarithms of the sums of kernels at the vertices are above the exact ones, by little", () => {
  const random = new Random(5);
  for (let trial = 0; trial < 40; trial++) {
    const n = 1 + (trial % 5);
    const count = 1 + (trial % 4);
    const scales = Float64Array.from({ length: n }, () => 10 ** random.between(-1, 1));
    const centres = Float64Array.from({ length: n * count }, () => random.normal());
    const weights = Float64Array.from({ length: count }, () => random.between(0, 2));
    const lower = Float64Array.from({ length: n }, () => random.normal());
    const box = { lower, upper: lower.map((low) => low + 10 ** random.between(-3, 0)) };
    const vertices = new KernelVertices({ centres, scales, weights, threshold: 1 });
    const kernels = Int32Array.from({ length: count }, (_, k) => count - 1 - k);
    vertices.run(box, kernels, count);
    for (let v = 0; v < 2 ** n; v++) {
      let sum = new D(0);
      for (let i = 0; i < count; i++) {
        let square = new D(0);
        for (let j = 0; j < n; j++) {
          const edge = ((v >> j) & 1) === 1 ? box.upper[j] : box.lower[j];
          const part = exact(edge)
            .minus(exact(centres[i * n + j]))
            .times(exact(scales[j]));
          square = square.plus(part.times(part));
        }
        sum = sum.plus(square.times(-0.5).exp().times(exact(weights[i])));
      }
      const above = Number(exact(vertices.values[v]).minus(sum.ln()));
      expect(above).toBeGreaterThan(0);
      if (sum.gt(1e-20)) expect(above).toBeLessThan(2e-9);
    }
  }
});
