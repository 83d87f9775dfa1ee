import type { Decimal } from "decimal.js";
import { describe, expect, test } from "vitest";
import { Random } from "../../../src/numeric/random.js";
import { linearTerm } from "../../../src/predictors/tree-ensemble/bound/univariate-term.js";
import { NearestDistance } from "../../../src/search/nearest/nearest-distance.js";
import { NearestTerm } from "../../../src/search/nearest/nearest-term.js";
import { PointChoice } from "../../../src/search/nearest/point-choice.js";
import { D, exact } from "../../numeric/exact-decimal.js";
import { exactPart, randomDistance } from "./random-distance.js";

describe.each([
  [1.5, false],
  [1.5, true],
  [-0.8, false],
  [-0.8, true],
])("weight %f, integer: %s", (weight, isInteger) => {
  test("bounds hold without slack for the chosen points", () => {
    const random = new Random(7);
    for (let trial = 0; trial < 60; trial++) {
      const definition = randomDistance(random, 2, 5, weight);
      const distance = new NearestDistance(definition, 2);
      const choice = new PointChoice(distance);
      const shares = [0.5, 0.25, 0.25];
      choice.set([4, 0, 2], shares);
      const slope = random.uniform() < 0.5 ? null : random.normal();
      const term = new NearestTerm(distance, choice, 1, slope === null ? null : linearTerm(slope), isInteger);
      const lower = isInteger ? random.below(4) - 2.25 : random.between(-2, 2);
      const upper = lower + (isInteger ? 3.5 : random.uniform());
      const bound = exact(term.lowerBoundOver(lower, upper));
      const parts = [4, 0, 2].map((i) => exact(term.partOver(i, lower, upper)));
      const joint = [4, 0, 2].map((i) => (weight > 0 ? exact(term.jointCostOver(i, lower, upper)) : new D(0)));
      for (let k = 0; k <= 12; k++) {
        const x = isInteger ? Math.ceil(lower) + (k % 3) : Math.min(upper, lower + ((upper - lower) * k) / 12);
        const own = slope === null ? new D(0) : exact(slope).mul(exact(x));
        const values = [4, 0, 2].map((i) => exactPart(definition, i, 1, exact(x)));
        const mean = values.reduce((sum: Decimal, value, s) => sum.add(value.mul(shares[s])), new D(0));
        expect(bound.lte(own.add(weight > 0 ? D.min(...values) : mean))).toBe(true);
        values.forEach((value, s) => {
          expect(parts[s].lte(value)).toBe(true);
          if (weight > 0) expect(joint[s].lte(value.add(own))).toBe(true);
        });
      }
      const minimiser = term.minimiserOver(lower, upper);
      expect(minimiser >= lower && minimiser <= upper).toBe(true);
      expect(term.magnitudeOver(lower, upper)).toBeGreaterThanOrEqual(Math.abs(term.evaluate(upper)) * (1 - 1e-12));
    }
  });
});

test("costs that pull a variable to different places are bounded together, to the tolerance", () => {
  const coordinate = { variable: 0, slope: 1, offset: 0, offsetMagnitude: 0, units: 0 };
  const points = Float64Array.of(0.75);
  const distance = new NearestDistance({ weight: 3, isSquared: false, coordinates: [coordinate], points }, 1);
  const choice = new PointChoice(distance);
  const term = new NearestTerm(distance, choice, 0, linearTerm(2), false, 1e-2);
  // 2 x + 3 |x - 0.75| is least at 0.75; apart, both can be as low as -16.
  for (const bound of [term.jointCostOver(0, -8, 4), term.lowerBoundOver(-8, 4)]) {
    expect(bound).toBeLessThanOrEqual(1.5);
    expect(bound).toBeGreaterThan(1.49);
  }
  expect(term.partOver(0, -8, 4) + term.ownBoundOver(-8, 4)).toBeLessThan(-15.9);
});

test("is exact for one point and nothing beside", () => {
  const distance = new NearestDistance(randomDistance(new Random(1), 1, 3, 1), 2);
  const choice = new PointChoice(distance);
  const term = new NearestTerm(distance, choice, 0, null, false);
  expect([term.isExact, term.isExactForEach]).toEqual([false, true]);
  choice.set([1]);
  expect(term.isExact).toBe(true);
  expect(new NearestTerm(distance, choice, 0, linearTerm(1), false).isExactForEach).toBe(false);
  expect(new NearestTerm(distance, choice, 1, linearTerm(1), false).isExact).toBe(true);
});
