import { expect, test } from "vitest";
import { CentredBox } from "../../../../src/predictors/gaussian-process/bound/centred-box.js";
import { normUpperBound } from "../../../../src/predictors/gaussian-process/bound/kernel-norm.js";
import { KernelSum } from "../../../../src/predictors/gaussian-process/bound/kernel-sum.js";
import { PointGeometry } from "../../../../src/predictors/gaussian-process/bound/point-geometry.js";
import { reproducingMinimum } from "../../../../src/predictors/gaussian-process/bound/reproducing-bound.js";
import { TermwiseTaylor } from "../../../../src/predictors/gaussian-process/bound/termwise-taylor.js";
import { kernel } from "../../../../src/predictors/gaussian-process/kernels/table.js";
import { exactValue, high } from "./exact-sum.js";

/** k_a - k_b falls from a to b as fast as its norm allows. */
test.each(["squared-exponential", "rational-quadratic", "matern52"])("%s: the bound of order 0 is attained", (name) => {
  const phi = kernel(name);
  for (const distance of [0.5, 1.5, 4]) {
    const points = Float64Array.of(0, distance);
    const sum = new KernelSum(phi, points, 1);
    const weights = Float64Array.of(1, -1);
    sum.setWeights(weights, normUpperBound(phi, points, 1, weights));
    const box = new CentredBox(1);
    box.set(Float64Array.of(-distance), Float64Array.of(distance));
    const geometry = new PointGeometry(phi, points, 1);
    geometry.set(box);
    const model = new TermwiseTaylor(sum, 2);
    model.lowerBound(geometry, box, 2, Number.POSITIVE_INFINITY);
    const bound = reproducingMinimum(sum, model.polynomial, 0, box);
    const truth = exactValue(sum, [high(distance)]);
    expect(truth.gte(high(bound))).toBe(true);
    expect(Number(truth) - bound).toBeLessThan(1e-10);
  }
});
