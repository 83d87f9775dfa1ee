import { describe, expect, test } from "vitest";
import { box } from "../../../src/numeric/box.js";
import { Random } from "../../../src/numeric/random.js";
import { leafReached } from "../../../src/onnx/tree-ensemble-definition.js";
import { treesOf } from "../../../src/predictors/tree-ensemble/conversion.js";
import { ReachableLeaves } from "../../../src/predictors/tree-ensemble/reachable.js";
import { exactWide, Wide } from "../../numeric/exact-decimal.js";
import { awkwardPoint, randomDefinition } from "./random-definitions.js";

/** Leaf values from 1e-20 to 1e20, so that float64 sums lose most of what they add. */
function wild(random: Random, values: Float64Array): Float64Array {
  return values.map((value) => value * 10 ** (random.below(41) - 20));
}

describe.each(["sum", "average", "minimum", "maximum"] as const)(
  "exact values lie within the bounds: %s",
  (aggregate) => {
    test("values of all sizes", () => {
      const random = new Random(95);
      for (let round = 0; round < 80; round++) {
        const outputs = 1 + random.below(3);
        const drawn = randomDefinition(random, { features: 2, outputs, trees: 1 + random.below(12), aggregate });
        const definition = { ...drawn, values: wild(random, drawn.values), base: wild(random, drawn.base) };
        const reachable = new ReachableLeaves(treesOf(definition));
        const weights = wild(
          random,
          Float64Array.from({ length: outputs }, () => random.between(-1, 1)),
        );
        const x = awkwardPoint(random, 2);
        const other = random.below(2) === 0 ? x : awkwardPoint(random, 2);
        const domain = box(
          x.map((v, j) => Math.min(v, other[j])),
          x.map((v, j) => Math.max(v, other[j])),
        );
        const [lower, upper] = [new Float64Array(outputs), new Float64Array(outputs)];
        reachable.range(domain, lower, upper);
        const least = reachable.least(domain, weights);
        for (const point of [x, other]) {
          const leaves = Array.from(definition.roots, (root) => leafReached(definition, root, point));
          const y = Array.from({ length: outputs }, (_, o) => {
            const own = leaves.map((leaf) => exactWide(definition.values[leaf * outputs + o]));
            const sum = own.reduce((total, value) => total.plus(value), new Wide(0));
            const combined = {
              sum,
              average: sum.div(own.length),
              minimum: Wide.min(...own),
              maximum: Wide.max(...own),
            };
            return combined[aggregate].plus(exactWide(definition.base[o]));
          });
          y.forEach((value, o) => {
            expect(value.gte(exactWide(lower[o])) && value.lte(exactWide(upper[o]))).toBe(true);
          });
          const functional = y.reduce((total, value, o) => total.plus(value.times(exactWide(weights[o]))), new Wide(0));
          expect(functional.gte(exactWide(least))).toBe(true);
        }
      }
    });
  },
);

test("no trees: the base alone", () => {
  const definition = { ...randomDefinition(new Random(1), { trees: 1 }), roots: new Int32Array(0) };
  const reachable = new ReachableLeaves(treesOf(definition));
  const [lower, upper] = [new Float64Array(1), new Float64Array(1)];
  reachable.range(box([0, 0, 0], [1, 1, 1]), lower, upper);
  expect(lower[0]).toBeLessThanOrEqual(definition.base[0]);
  expect(upper[0]).toBeGreaterThanOrEqual(definition.base[0]);
  expect(upper[0] - lower[0]).toBeLessThan(1e-12);
});
