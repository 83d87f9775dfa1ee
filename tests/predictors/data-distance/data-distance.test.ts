import { describe, expect, test } from "vitest";
import { DataDistance } from "../../../src/predictors/data-distance/data-distance.js";
import { NORMS, type Norm } from "../../../src/predictors/data-distance/norm.js";
import type { AffineMinorant } from "../../../src/predictors/predictor.js";
import { Exact, exactly, exactPoint, NOISE } from "../network/exact.js";
import { generator, pointsOf, randomBoxes } from "../network/random-networks.js";

function exactDistance(norm: Norm, x: readonly Exact[], points: Float64Array, k: number): Exact {
  const d = x.length;
  const lengths = Array.from({ length: points.length / d }, (_, i) => {
    const parts = x.map((value, j) => value.minus(exactly(points[i * d + j])).abs());
    if (norm === "linf") return Exact.max(...parts);
    if (norm === "l1") return parts.reduce((sum, part) => sum.plus(part), new Exact(0));
    return parts.reduce((sum, part) => sum.plus(part.pow(2)), new Exact(0)).sqrt();
  }).sort((a, b) => a.comparedTo(b));
  return lengths
    .slice(0, k)
    .reduce((sum, length) => sum.plus(length), new Exact(0))
    .div(k);
}

describe.each(NORMS)("%s", (norm) => {
  test.each([1, 3])("bounds of the mean distance to the %i nearest hold in exact arithmetic", (k) => {
    const random = generator(norm.length + k);
    let planes = 0;
    let checks = 0;
    for (const dimension of [1, 2, 4]) {
      const points = Float64Array.from({ length: 15 * dimension }, () => 4 * random() - 2);
      const model = new DataDistance(dimension, points, norm, k);
      const minorant: AffineMinorant = { constant: 0, linear: new Float64Array(dimension) };
      const [lower, upper, y] = [0, 1, 2].map(() => new Float64Array(1));
      for (const box of randomBoxes(dimension, random, 25)) {
        model.rangeOver(box, lower, upper);
        for (const weight of [1, -0.75]) {
          const anchor = random() < 0.5 ? null : box.lower.map((low, j) => low + random() * (box.upper[j] - low));
          model.minorantOver(box, Float64Array.of(weight), anchor, minorant);
          if (minorant.linear.some((slope) => slope !== 0)) planes++;
          for (const point of pointsOf(box, random, 4)) {
            const x = exactPoint(point);
            const truth = exactDistance(norm, x, points, k);
            model.evaluate(Float64Array.from(point), y);
            expect(truth.minus(exactly(y[0])).abs().lt(1e-13)).toBe(true);
            expect(truth.plus(NOISE).gte(exactly(lower[0]))).toBe(true);
            expect(truth.minus(NOISE).lte(exactly(upper[0]))).toBe(true);
            const below = x.reduce(
              (sum, value, j) => sum.plus(value.times(exactly(minorant.linear[j]))),
              exactly(minorant.constant),
            );
            expect(below.lte(truth.times(exactly(weight)).plus(NOISE))).toBe(true);
            checks++;
          }
        }
      }
    }
    expect(checks).toBeGreaterThan(400);
    expect(planes).toBeGreaterThan(norm === "linf" ? 10 : 60);
  });
});

test("gradients are those of the nearest points", () => {
  const model = new DataDistance(2, Float64Array.of(0, 0, 10, 0), "l2", 1);
  const out = new Float64Array(2);
  model.gradient(Float64Array.of(3, 4), Float64Array.of(5), out);
  expect(Array.from(out)).toEqual([3, 4]);
});
