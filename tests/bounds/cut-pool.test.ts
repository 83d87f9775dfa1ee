import { Decimal } from "decimal.js";
import { expect, test } from "vitest";
import { CutPool } from "../../src/bounds/cut-pool.js";
import { Random } from "../../src/numeric/random.js";
import { exactly } from "../predictors/network/exact.js";

function dot(slopes: Float64Array, x: Float64Array): Decimal {
  return x.reduce((sum, value, i) => sum.plus(exactly(slopes[i]).times(exactly(value))), new Decimal(0));
}

test("sums of cuts, and cuts about a centre, are at most what they are in exact arithmetic", () => {
  const random = new Random(5);
  for (let trial = 0; trial < 50; trial++) {
    const n = 1 + (trial % 4);
    const pool = new CutPool(n, 8);
    const scale = 10 ** random.between(-3, 3);
    const cuts = Array.from({ length: 5 }, () => ({
      slopes: Float64Array.from({ length: n }, () => random.between(-1, 1)),
      limit: scale * random.between(-1, 1),
    }));
    for (const { slopes, limit } of cuts) expect(pool.add(slopes, limit)).toBe(true);
    const multipliers = Float64Array.from({ length: 7 }, (_, k) => (k === 3 ? 0 : random.between(0, 3)));
    const sizes = new Float64Array(n).fill(scale);
    const plane = { constant: 0, linear: new Float64Array(n) };
    pool.combine(multipliers, 2, sizes, plane);
    for (let p = 0; p < 10; p++) {
      const x = Float64Array.from({ length: n }, () => scale * random.between(-1, 1));
      const total = cuts.reduce(
        (sum, { slopes, limit }, k) =>
          sum.plus(
            dot(slopes, x)
              .minus(exactly(limit))
              .times(exactly(multipliers[2 + k])),
          ),
        new Decimal(0),
      );
      expect(dot(plane.linear, x).plus(exactly(plane.constant)).lte(total)).toBe(true);
      cuts.forEach(({ slopes, limit }, slot) => {
        expect(exactly(pool.excessAt(slot, x)).lte(dot(slopes, x).minus(exactly(limit)))).toBe(true);
      });
    }
  }
});

test("a node gets the cuts that take most off its box, and none that take nothing", () => {
  const pool = new CutPool(2, 4);
  for (const limit of [0.5, -0.5, 3, 0]) pool.add(Float64Array.of(1, 0), limit);
  pool.choose(Float64Array.of(0, 0), Float64Array.of(1, 1));
  // Room for two is left to cuts that are found in the node.
  expect(Array.from(pool.chosen.subarray(0, pool.chosenCount), (place) => pool.limits[place])).toEqual([-0.5, 0]);
  pool.choose(Float64Array.of(-9, 0), Float64Array.of(1, 1));
  expect(pool.chosenCount).toBe(0);
});

test("a full pool replaces what was of use longest ago, and a full node takes no more", () => {
  const pool = new CutPool(1, 2);
  for (let k = 0; k < 400; k++) {
    pool.choose(Float64Array.of(-1e6), Float64Array.of(1));
    expect(pool.add(Float64Array.of(1), k)).toBe(true);
  }
  expect(Math.min(...pool.limits.subarray(0, pool.count))).toBe(400 - pool.count);
  expect(pool.add(Float64Array.of(1), 1)).toBe(true);
  expect(pool.add(Float64Array.of(1), 2)).toBe(false);
});
