import { describe, expect, test } from "vitest";
import { HullDistance } from "../../../src/predictors/convex-hull/hull-distance.js";
import type { AffineMinorant } from "../../../src/predictors/predictor.js";
import { Exact, exactly, exactPoint } from "../network/exact.js";
import { generator, pointsOf, randomBoxes } from "../network/random-networks.js";

/** The corners of [-1, 1]^d, some twice, and points inside: their hull is the cube. */
function cube(dimension: number, random: () => number): Float64Array {
  const corners = Array.from({ length: 2 ** dimension }, (_, k) =>
    Array.from({ length: dimension }, (_, j) => ((k >> j) & 1 ? 1 : -1)),
  );
  const inside = Array.from({ length: 20 }, () => Array.from({ length: dimension }, () => 2 * random() - 1));
  return Float64Array.from([...corners, ...inside, ...corners.slice(0, 3)].flat());
}

function distanceTo(x: Float64Array): number {
  return Math.hypot(...Array.from(x, (value) => Math.max(0, Math.abs(value) - 1)));
}

describe.each([1, 2, 3, 5, 8])("the cube in %i dimensions", (dimension) => {
  const random = generator(dimension);
  const hull = new HullDistance(dimension, cube(dimension, random));
  const y = new Float64Array(1);

  test("distances and normals are those of the cube", () => {
    const normal = new Float64Array(dimension);
    for (let k = 0; k < 300; k++) {
      const x = Float64Array.from({ length: dimension }, () => 4 * random() - 2);
      hull.evaluate(x, y);
      const distance = distanceTo(x);
      expect(Math.abs(y[0] - distance)).toBeLessThan(1e-9);
      if (distance < 1e-6) continue;
      hull.gradient(x, Float64Array.of(2), normal);
      x.forEach((value, j) => {
        const slope = (2 * Math.sign(value) * Math.max(0, Math.abs(value) - 1)) / distance;
        expect(Math.abs(normal[j] - slope)).toBeLessThan(1e-5);
      });
    }
  });

  test("ranges hold the distances, and are exact below", () => {
    const [lower, upper] = [new Float64Array(1), new Float64Array(1)];
    for (let k = 0; k < 100; k++) {
      const middle = Array.from({ length: dimension }, () => 4 * random() - 2);
      const half = random();
      const box = {
        lower: Float64Array.from(middle, (m) => m - half),
        upper: Float64Array.from(middle, (m) => m + half),
      };
      hull.rangeOver(box, lower, upper);
      const nearest = box.lower.map((low, j) => Math.min(Math.max(0, low), box.upper[j]));
      expect(lower[0]).toBeLessThanOrEqual(distanceTo(nearest));
      expect(lower[0]).toBeGreaterThan(distanceTo(nearest) - 1e-9);
      for (const x of pointsOf(box, random, 5)) expect(upper[0]).toBeGreaterThanOrEqual(distanceTo(x));
    }
  });
});

describe("soundness in exact arithmetic", () => {
  const random = generator(11);
  const data = Float64Array.from({ length: 60 * 3 }, () => 10 * random() - 5);
  const hull = new HullDistance(3, data);
  const minorant: AffineMinorant = { constant: 0, linear: new Float64Array(3) };
  const value = (x: readonly Exact[]) =>
    x.reduce((sum, xj, j) => sum.plus(xj.times(exactly(minorant.linear[j]))), exactly(minorant.constant));

  /** A convex combination of the data with exact weights: its distance is zero. */
  function member(): Exact[] {
    const [a, b, c] = Array.from({ length: 3 }, () => Math.floor(60 * random()));
    const [u, v] = [Math.floor(64 * random()) / 64, Math.floor(64 * random()) / 64];
    const weights = [u * v, u * (1 - v), 1 - u];
    return [0, 1, 2].map((j) =>
      [a, b, c].reduce((sum, i, k) => sum.plus(exactly(data[3 * i + j]).times(exactly(weights[k]))), new Exact(0)),
    );
  }

  test("no minorant is positive in the hull, above the distance to a member, or below minus it", () => {
    let positive = 0;
    for (const box of randomBoxes(3, random, 60)) {
      box.lower.forEach((_, j) => {
        box.lower[j] *= 4;
        box.upper[j] *= 4;
      });
      for (const weight of [1, 2.5, -1]) {
        const anchor = random() < 0.5 ? null : box.lower.map((low, j) => low + random() * (box.upper[j] - low));
        hull.minorantOver(box, Float64Array.of(weight), anchor, minorant);
        if (minorant.linear.some((slope) => slope !== 0)) positive++;
        for (let k = 0; k < 6; k++) {
          const inside = member();
          if (weight > 0) expect(value(inside).lte(0)).toBe(true);
          for (const x of pointsOf(box, random, 3).map(exactPoint)) {
            const distance = x.reduce((sum, xj, j) => sum.plus(xj.minus(inside[j]).pow(2)), new Exact(0)).sqrt();
            if (weight > 0) expect(value(x).lte(distance.times(weight))).toBe(true);
          }
        }
        const y = new Float64Array(1);
        for (const x of pointsOf(box, random, 4)) {
          hull.evaluate(x, y);
          expect(value(exactPoint(x)).lte(exactly(weight * y[0] + 1e-9))).toBe(true);
        }
      }
    }
    expect(positive).toBeGreaterThan(20);
  });
});

test("degenerate data: a single point, and points on a line", () => {
  const y = new Float64Array(1);
  const point = new HullDistance(2, Float64Array.of(3, 4));
  point.evaluate(Float64Array.of(0, 0), y);
  expect(y[0]).toBeCloseTo(5, 12);
  const line = new HullDistance(2, Float64Array.of(0, 0, 1, 1, 2, 2, 2, 2));
  line.evaluate(Float64Array.of(0, 2), y);
  expect(y[0]).toBeCloseTo(Math.SQRT2, 12);
  line.evaluate(Float64Array.of(1.5, 1.5), y);
  expect(y[0]).toBeLessThan(1e-12);
});

test("the answer does not depend on what was asked before", () => {
  const random = generator(21);
  const data = Float64Array.from({ length: 80 * 4 }, () => random());
  const used = new HullDistance(4, data);
  const [a, b] = [new Float64Array(1), new Float64Array(1)];
  for (let k = 0; k < 400; k++) {
    const spread = k % 3 === 0 ? 3 : 1.2;
    const x = Float64Array.from({ length: 4 }, () => 0.5 + spread * (random() - 0.5));
    used.evaluate(x, a);
    new HullDistance(4, data).evaluate(x, b);
    expect(Math.abs(a[0] - b[0])).toBeLessThan(1e-9);
    const box = { lower: x.map((value) => value - 0.1 * random()), upper: x.map((value) => value + 0.1 * random()) };
    used.rangeOver(box, a, new Float64Array(1));
    new HullDistance(4, data).rangeOver(box, b, new Float64Array(1));
    expect(Math.abs(a[0] - b[0])).toBeLessThan(1e-9);
  }
});

test("a plane that separated a point is used for a box that meets the hull", () => {
  const model = new HullDistance(2, Float64Array.of(0, 0, 1, 0, 0, 1));
  const box = { lower: Float64Array.of(0, 0), upper: Float64Array.of(1, 1) };
  const minorant: AffineMinorant = { constant: 0, linear: new Float64Array(2) };
  model.minorantOver(box, Float64Array.of(1), null, minorant);
  expect(Array.from(minorant.linear)).toEqual([0, 0]);
  model.evaluate(Float64Array.of(1, 1), new Float64Array(1));
  model.minorantOver(box, Float64Array.of(1), null, minorant);
  expect(minorant.linear[0]).toBeCloseTo(Math.SQRT1_2, 9);
  expect(minorant.constant).toBeCloseTo(-Math.SQRT1_2, 9);
});
