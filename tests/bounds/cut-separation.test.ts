import { Decimal } from "decimal.js";
import { describe, expect, test } from "vitest";
import { CutPool } from "../../src/bounds/cut-pool.js";
import { CutSeparation } from "../../src/bounds/cut-separation.js";
import { boundingMethods } from "../../src/bounds/table.js";
import { Random } from "../../src/numeric/random.js";
import { HullDistance } from "../../src/predictors/convex-hull/hull-distance.js";
import type { Predictor } from "../../src/predictors/predictor.js";
import { compiled } from "../../src/problem/compilation.js";
import { Problem } from "../../src/problem/problem.js";
import { exactly } from "../predictors/network/exact.js";

const { sweep } = boundingMethods.auto;
const box = { lower: Float64Array.of(-4, -4, -4), upper: Float64Array.of(4, 4, 4) };

function excess(pool: CutPool, place: number, x: Float64Array): Decimal {
  return x.reduce(
    (sum, value, i) => sum.plus(exactly(pool.coefficients[3 * place + i]).times(exactly(value))),
    new Decimal(0).minus(exactly(pool.limits[place])),
  );
}

/** Multiples of 2^-6, so that their means are exact. */
function dyadic(random: Random): Float64Array {
  return Float64Array.from({ length: 3 }, () => Math.round(64 * random.between(-2, 2)) / 64);
}

describe("planes of convex rows", () => {
  test("of a hull hold at every point of it in exact arithmetic, and cut off the point that they are made for", () => {
    const random = new Random(2);
    const data = Array.from({ length: 40 }, () => dyadic(random));
    const hull = new HullDistance(3, Float64Array.from(data.flatMap((x) => [...x])));
    const problem = new Problem({
      models: { hull },
      variables: [{ name: "x", size: 3, lower: -4, upper: 4 }],
      minimize: "hull(x)",
    });
    const separation = new CutSeparation(
      compiled([problem.objective], 3),
      sweep,
      [{ output: 0, sign: 1, limit: 0 }],
      box,
    );
    let cuts = 0;
    for (let k = 0; k < 60; k++) {
      const x = Float64Array.from({ length: 3 }, () => random.between(-4, 4));
      const pool = new CutPool(3, 8);
      separation.separate(x, pool);
      expect(pool.count).toBe(problem.evaluate(x) > 1e-5 ? 1 : 0);
      if (pool.count === 0) continue;
      cuts++;
      expect(excess(pool, 0, x).gt(0)).toBe(true);
      data.forEach((point, i) => {
        const middle = point.map((value, j) => 0.5 * value + 0.5 * data[(i + k) % data.length][j]);
        expect(excess(pool, 0, point).lte(0)).toBe(true);
        expect(excess(pool, 0, middle).lte(0)).toBe(true);
      });
    }
    expect(cuts).toBeGreaterThan(20);
  });

  test("of a formula hold wherever it does, whether it is convex or not", () => {
    const random = new Random(4);
    const formulas = ["(x[0] + 2*x[1])^2 + x[2]^2 - x[0]", "x[0]^2 - x[1]^2 + x[2]", "x[0]*x[1] + exp(x[2])"];
    for (const formula of formulas) {
      const problem = new Problem({ variables: [{ name: "x", size: 3, lower: -4, upper: 4 }], minimize: formula });
      const separation = new CutSeparation(
        compiled([problem.objective], 3),
        sweep,
        [{ output: 0, sign: 1, limit: 1.5 }],
        box,
      );
      const inside = Array.from({ length: 400 }, () => dyadic(random)).filter((x) => problem.evaluate(x) <= 1.5 - 1e-9);
      expect(inside.length).toBeGreaterThan(20);
      for (let k = 0; k < 40; k++) {
        const pool = new CutPool(3, 8);
        separation.separate(
          Float64Array.from({ length: 3 }, () => random.between(-4, 4)),
          pool,
        );
        if (pool.count === 0) continue;
        for (const x of inside) expect(excess(pool, 0, x).lte(0)).toBe(true);
      }
    }
  });
});

test("a model of which nothing is known below gives no plane, whatever plane was made before", () => {
  let floor = 0;
  const model: Predictor = {
    family: "stub",
    inputs: 1,
    outputs: 1,
    evaluate: (x, y) => y.set(x),
    gradient: (_x, weights, out) => out.set(weights),
    rangeOver(_box, lower, upper) {
      lower[0] = Number.NEGATIVE_INFINITY;
      upper[0] = 1;
    },
    minorantOver(_box, [weight], _anchor, out) {
      out.linear[0] = weight;
      out.constant = floor;
    },
  };
  const problem = new Problem({
    models: { m: model },
    variables: [{ name: "x", lower: -1, upper: 1 }],
    minimize: "m(x)",
  });
  const root = { lower: Float64Array.of(-1), upper: Float64Array.of(1) };
  const row = { output: 0, sign: 1, limit: 0 } as const;
  const separation = new CutSeparation(compiled([problem.objective], 1), sweep, [row], root);
  const pool = new CutPool(1, 8);
  for (const known of [0, Number.NEGATIVE_INFINITY]) {
    floor = known;
    separation.separate(Float64Array.of(0.5), pool);
    expect(separation.tightness(0, Float64Array.of(0.5)) > 0).toBe(known === 0);
  }
  expect(pool.count).toBe(1);
});
