import { describe, expect, test } from "vitest";
import { type Box, copyBox } from "../../../../src/numeric/box.js";
import { Random } from "../../../../src/numeric/random.js";
import { Cells } from "../../../../src/predictors/tree-ensemble/bound/cells.js";
import { EnsembleContraction } from "../../../../src/predictors/tree-ensemble/contraction/ensemble-contraction.js";
import { Ranks } from "../../../../src/predictors/tree-ensemble/ranks.js";
import { ReachableLeaves } from "../../../../src/predictors/tree-ensemble/reachable.js";
import type { Trees } from "../../../../src/predictors/tree-ensemble/trees.js";
import { randomTrees } from "../bound/random-trees.js";

const FEATURES = 3;
const INFINITE = Number.POSITIVE_INFINITY;

function randomBox(random: Random): Box {
  const ends = Array.from({ length: FEATURES }, () =>
    [random.between(-0.5, 6), random.between(-0.5, 6)].sort((a, b) => a - b),
  );
  return { lower: Float64Array.from(ends, ([low]) => low), upper: Float64Array.from(ends, ([, high]) => high) };
}

/** The cells of feature j that meet the box, each as the part of the box in it. */
function slices(cells: Cells, box: Box, j: number): Box[] {
  const found: Box[] = [];
  for (let c = cells.cellOf(j, box.lower[j]); c <= cells.cellOf(j, box.upper[j]); c++) {
    const part = copyBox(box);
    part.lower[j] = Math.max(box.lower[j], cells.firstPoint(j, c));
    part.upper[j] = Math.min(box.upper[j], cells.lastPoint(j, c));
    found.push(part);
  }
  return found;
}

function setting(seed: number, aggregate: Trees["aggregate"], count: number) {
  const random = new Random(seed);
  const trees = randomTrees(random, { features: FEATURES, trees: count, depth: 4, aggregate });
  const ranks = new Ranks(trees);
  const bounds = new ReachableLeaves(trees);
  return { random, ranks, contraction: new EnsembleContraction(trees, ranks), cells: new Cells(trees, ranks), bounds };
}

describe.each([
  ["sum", 1, 12],
  ["average", -1, 12],
  ["sum", -1, 1],
  ["maximum", 1, 6],
  ["minimum", -1, 6],
] as const)("%s of trees, weight %d, %d trees", (aggregate, weight, count) => {
  const weights = Float64Array.of(weight);

  test("slices that are above the limit go from both ends until none is left there, others stay", () => {
    let cuts = 0;
    let empty = 0;
    for (let seed = 1; seed <= 40; seed++) {
      const { random, contraction, cells, bounds } = setting(seed, aggregate, count);
      for (let trial = 0; trial < 10; trial++) {
        const whole = randomBox(random);
        const least = bounds.least(whole, weights);
        const most = -bounds.least(whole, Float64Array.of(-weight));
        const limit = least + random.uniform() * (most - least);
        const left = copyBox(whole);
        if (!contraction.run(left, weights, limit)) {
          empty++;
          continue;
        }
        if (left.lower.some((x, j) => x > whole.lower[j]) || left.upper.some((x, j) => x < whole.upper[j])) cuts++;
        for (let j = 0; j < FEATURES; j++) {
          const parts = slices(cells, left, j);
          for (const end of [parts[0], parts[parts.length - 1]]) {
            expect(bounds.least(end, weights)).toBeLessThanOrEqual(limit + 1e-9 * (1 + Math.abs(limit)));
          }
        }
      }
    }
    expect(cuts).toBeGreaterThan(40);
    expect(empty).toBeLessThan(360);
  });
});

test("the limit itself is kept, and infinite boxes and limits that are no numbers cut nothing wrong", () => {
  const { contraction, bounds } = setting(3, "sum", 1);
  const everywhere = {
    lower: new Float64Array(FEATURES).fill(-INFINITE),
    upper: new Float64Array(FEATURES).fill(INFINITE),
  };
  const weights = Float64Array.of(1);
  const lower = new Float64Array(1);
  const upper = new Float64Array(1);
  bounds.range(everywhere, lower, upper);
  const own = copyBox(everywhere);
  expect(contraction.run(own, weights, upper[0])).toBe(true);
  expect(own).toEqual(everywhere);
  expect(contraction.run(own, weights, Number.NaN)).toBe(true);
  expect(own).toEqual(everywhere);
  own.lower[1] = Number.NaN;
  expect(contraction.run(own, weights, INFINITE)).toBe(true);
  expect(own.lower[1]).toBeNaN();
  expect(contraction.run(copyBox(everywhere), weights, lower[0] - 1)).toBe(false);
});

test("where one of several trees may keep the limit nothing is cut", () => {
  const { random, contraction } = setting(5, "minimum", 4);
  const whole = randomBox(random);
  const own = copyBox(whole);
  expect(contraction.run(own, Float64Array.of(1), -1e9)).toBe(true);
  expect(own).toEqual(whole);
});
