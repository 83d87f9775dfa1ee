import { describe, expect, test } from "vitest";
import { Random } from "../../../src/numeric/random.js";
import { NearestDistance } from "../../../src/search/nearest/nearest-distance.js";
import { PointChoice } from "../../../src/search/nearest/point-choice.js";
import { exact } from "../../numeric/exact-decimal.js";
import { exactPart, randomDistance } from "./random-distance.js";

describe.each([0.7, -1.3])("weight %f", (weight) => {
  test("bounds of what a variable adds hold without slack, and are attained but for rounding", () => {
    const random = new Random(3);
    for (let trial = 0; trial < 60; trial++) {
      const definition = randomDistance(random, 2, 3, weight);
      const distance = new NearestDistance(definition, 2);
      const lower = random.between(-2, 2);
      const upper = lower + (trial % 3 === 0 ? 0 : 10 ** -random.below(12));
      for (let i = 0; i < 3; i++) {
        const bound = exact(distance.lowerBoundOver(i, 1, lower, upper));
        const near = distance.nearest(i, 1, lower, upper);
        let least = Number.POSITIVE_INFINITY;
        for (const x of [lower, upper, near, 0.5 * lower + 0.5 * upper]) {
          const value = exactPart(definition, i, 1, exact(x));
          expect(bound.lte(value)).toBe(true);
          expect(distance.valueAt(i, 1, x)).toBeCloseTo(value.toNumber(), 9);
          least = Math.min(least, value.toNumber());
        }
        expect(least - bound.toNumber()).toBeLessThan(1e-12 * (1 + Math.abs(least)));
      }
    }
  });
});

test("coordinates that may be off widen the bounds", () => {
  const given = randomDistance(new Random(1), 1, 1, 1);
  const [coordinate] = given.coordinates;
  const off = { ...given, coordinates: [{ ...coordinate, units: 2 ** 30 }] };
  const at = (definition: typeof given) => new NearestDistance(definition, 1).lowerBoundOver(0, 0, 5, 6);
  expect(at(given) - at(off)).toBeGreaterThan(2 ** -24);
});

test("points that are left out are nowhere the nearest", () => {
  const random = new Random(5);
  let left = 0;
  for (let trial = 0; trial < 60; trial++) {
    const definition = randomDistance(random, 3, 12, 1);
    const distance = new NearestDistance(definition, 3);
    const choice = new PointChoice(distance);
    const lower = Float64Array.from({ length: 3 }, () => random.between(-2, 2));
    const upper = lower.map((low) => low + 0.4);
    choice.restrictTo({ lower, upper });
    const kept = new Set(choice.points.subarray(0, choice.count));
    left += 12 - kept.size;
    for (let k = 0; k < 50; k++) {
      const x = lower.map((low, v) => random.between(low, upper[v]));
      const lengths = Array.from({ length: 12 }, (_, i) =>
        x.reduce((sum, at, v) => sum + distance.lengthAt(i, v, at), 0),
      );
      const nearest = lengths.indexOf(Math.min(...lengths));
      expect(kept.has(nearest)).toBe(true);
      expect(distance.at(x)).toBeCloseTo(lengths[nearest], 10);
    }
  }
  expect(left).toBeGreaterThan(200);
});

test("coordinates of the same variable turn at different places: points stay", () => {
  const { coordinates, points } = randomDistance(new Random(2), 1, 8, 1);
  const twice = { weight: 1, isSquared: false, coordinates: [...coordinates, ...coordinates], points };
  const choice = new PointChoice(new NearestDistance(twice, 1));
  choice.restrictTo({ lower: Float64Array.of(0), upper: Float64Array.of(0.01) });
  expect(choice.count).toBe(4);
});
