import { expect, test } from "vitest";
import { CentredBox } from "../../../../src/predictors/gaussian-process/bound/centred-box.js";
import { GaussTaylor } from "../../../../src/predictors/gaussian-process/bound/gauss-taylor.js";
import { KernelSum } from "../../../../src/predictors/gaussian-process/bound/kernel-sum.js";
import { PointGeometry } from "../../../../src/predictors/gaussian-process/bound/point-geometry.js";
import { kernel } from "../../../../src/predictors/gaussian-process/kernels/table.js";
import { exactValue, high } from "./exact-sum.js";

/** A single kernel at the end of the box attains the remainder's bound there: the space's representer is the function itself. */
test("the bound is attained by a single kernel, from below", () => {
  const phi = kernel("squared-exponential");
  for (const distance of [1e-4, 0.1, 0.5, 1, 1.7]) {
    const sum = new KernelSum(phi, Float64Array.of(0.3 + distance), 1);
    sum.setWeights(Float64Array.of(-2), 2);
    const box = new CentredBox(1);
    box.set(Float64Array.of(0.3 - distance), Float64Array.of(0.3 + distance));
    const geometry = new PointGeometry(phi, sum.points, 1);
    geometry.set(box);
    const model = new GaussTaylor(sum, 2);
    model.expand(geometry);
    // With the target 0 the bound is the minimum of F = f exp(|x|^2/2), at the kernel.
    const least = exactValue(sum, [high(0.3 + distance)]).mul(high(0.5 * distance * distance).exp());
    const bound = model.lowerBound(box, 0);
    expect(least.mul(1 - 1e-13).gte(high(bound))).toBe(true);
    expect(Number(least) - bound).toBeLessThan(1e-3 * distance ** 3 + 1e-13);
  }
});

test("a constant and a linear part are bounded with the kernels", () => {
  const phi = kernel("squared-exponential");
  const sum = new KernelSum(phi, Float64Array.of(5, 5), 2);
  sum.setWeights(Float64Array.of(0), 0);
  sum.offset = 3;
  sum.linear.set([1, -2]);
  const box = new CentredBox(2);
  box.set(Float64Array.of(0, 0), Float64Array.of(0.2, 0.4));
  const geometry = new PointGeometry(phi, sum.points, 2);
  geometry.set(box);
  const model = new GaussTaylor(sum, 4);
  model.expand(geometry);
  const least = 3 - 0.8;
  const bound = model.lowerBound(box, least);
  expect(bound).toBeLessThanOrEqual(least);
  expect(bound).toBeGreaterThan(least - 1e-2);
});
