import { expect, test } from "vitest";
import { Random } from "../../../src/numeric/random.js";
import { NearestPoints } from "../../../src/predictors/data-distance/nearest-points.js";
import { NORMS, type Norm, normOf } from "../../../src/predictors/data-distance/norm.js";

/** Distances of all points from the nearest (or farthest) place of a box, with the points, in increasing order. */
function sorted(points: Float64Array, norm: Norm, lower: Float64Array, upper: Float64Array, isFarthest = false) {
  const n = lower.length;
  return Array.from({ length: points.length / n }, (_, i) => {
    const parts = lower.map((low, j) => {
      const [below, above] = [low - points[i * n + j], points[i * n + j] - upper[j]];
      return isFarthest ? Math.max(Math.abs(below), Math.abs(above)) : Math.max(0, below, above);
    });
    return { length: normOf(norm, parts), i };
  }).sort((a, b) => a.length - b.length);
}

function mean(list: readonly { readonly length: number }[], k: number): number {
  return list.slice(0, k).reduce((sum, { length }) => sum + length, 0) / k;
}

test.each(NORMS)(
  "%s: in any order of boxes and places, inside and outside, the nearest are those of all points",
  (norm) => {
    const random = new Random(3);
    for (const n of [1, 3]) {
      for (const k of [1, 4]) {
        const points = Float64Array.from({ length: 40 * n }, () => random.normal());
        const nearest = new NearestPoints(n, points, norm, k);
        const smallest = new Float64Array(k);
        for (let trial = 0; trial < 60; trial++) {
          const lower = Float64Array.from({ length: n }, () => random.normal());
          const upper = lower.map((low) => low + 10 ** random.between(-3, 0.5));
          if (trial % 3 > 0) {
            nearest.enter(lower, upper);
            const near = sorted(points, norm, lower, upper);
            expect(nearest.least).toBeCloseTo(mean(near, k), 12);
            expect(nearest.most).toBeCloseTo(mean(sorted(points, norm, lower, upper, true), k), 12);
            const at = lower.map((low, j) => 0.5 * (low + upper[j]));
            nearest.find(at);
            const chosen = nearest.places.slice();
            nearest.others(chosen, smallest);
            const others = near.filter(({ i }) => !chosen.includes(i));
            // Those that are never among the nearest are left out.
            smallest.forEach((length, s) => {
              expect(length).toBeGreaterThanOrEqual(others[s].length - 1e-12);
            });
          }
          for (let p = 0; p < 4; p++) {
            const x = lower.map((low, j) => random.between(low, upper[j]) + (p === 3 ? 2 : 0));
            const list = sorted(points, norm, x, x);
            expect(nearest.find(x)).toBeCloseTo(mean(list, k), 12);
            expect([...nearest.places]).toEqual(list.slice(0, k).map(({ i }) => i));
          }
        }
      }
    }
  },
);

test("a place that is no number is far from everything", () => {
  const nearest = new NearestPoints(1, Float64Array.of(0, 1), "l1", 1);
  expect(nearest.find(Float64Array.of(0.4))).toBe(0.4);
  expect(nearest.find(Float64Array.of(Number.NaN))).toBe(Number.POSITIVE_INFINITY);
  expect(nearest.find(Float64Array.of(0.9))).toBeCloseTo(0.1);
});
