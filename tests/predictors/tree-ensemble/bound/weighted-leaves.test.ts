import { expect, test } from "vitest";
import { Random } from "../../../../src/numeric/random.js";
import { weightedLeaves } from "../../../../src/predictors/tree-ensemble/bound/weighted-leaves.js";
import { exactWide, Wide } from "../../../numeric/exact-decimal.js";
import { randomTrees } from "./random-trees.js";

test("estimates err by no more than they say, and not at all for one output of weight 1", () => {
  for (let seed = 0; seed < 100; seed++) {
    const random = new Random(seed);
    const outputs = 1 + random.below(4);
    const aggregate = random.uniform() < 0.5 ? "average" : "sum";
    const trees = randomTrees(random, { features: 2, trees: 1 + random.below(5), depth: 3, outputs, aggregate });
    const weights = Float64Array.from({ length: outputs }, () => [0, 1, -1, random.normal()][random.below(4)]);
    const { estimates, errors, base, baseError } = weightedLeaves(trees, weights);
    const divisor = aggregate === "average" ? trees.roots.length : 1;
    const check = (values: Float64Array, from: number, estimate: number, error: number, by: number) => {
      let truth = new Wide(0);
      weights.forEach((weight, o) => {
        truth = truth.plus(exactWide(weight).times(exactWide(values[from + o])));
      });
      expect(truth.div(by).minus(exactWide(estimate)).abs().lessThanOrEqualTo(exactWide(error))).toBe(true);
    };
    trees.feature.forEach((feature, k) => {
      if (feature < 0) check(trees.values, k * outputs, estimates[k], errors[k], divisor);
      else expect([estimates[k], errors[k]]).toEqual([0, 0]);
    });
    check(trees.base, 0, base, baseError, 1);
    const isPlain = divisor === 1 && weights.filter((weight) => weight !== 0).length <= 1;
    if (isPlain && weights.every((weight) => Math.abs(weight) <= 1 && Number.isInteger(weight))) {
      expect(errors.every((error) => error === 0) && baseError === 0).toBe(true);
    }
  }
});
