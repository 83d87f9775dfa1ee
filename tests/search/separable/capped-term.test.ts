import { expect, test } from "vitest";
import { Random } from "../../../src/numeric/random.js";
import { linearTerm } from "../../../src/predictors/tree-ensemble/bound/univariate-term.js";
import { weightedLeaves } from "../../../src/predictors/tree-ensemble/bound/weighted-leaves.js";
import { TreeEnsemble } from "../../../src/predictors/tree-ensemble/tree-ensemble.js";
import { Problem } from "../../../src/problem/problem.js";
import { CappedTerm, variationOf } from "../../../src/search/separable/capped-term.js";
import { solve } from "../../../src/search/solve.js";
import { randomTrees } from "../../predictors/tree-ensemble/bound/random-trees.js";

const trees = randomTrees(new Random(2), { features: 2, trees: 20, depth: 3, decades: 1 });

test("a term less its least value, and no more than the cap", () => {
  const term = new CappedTerm(linearTerm(3), -6, 10);
  expect(term.lowerBoundOver(-2, 5)).toBeLessThanOrEqual(0);
  expect(term.lowerBoundOver(-1, 5)).toBeCloseTo(3, 12);
  expect(term.lowerBoundOver(4, 5)).toBe(10);
  expect(term.evaluate(4)).toBe(18);
  expect([term.magnitudeOver(-2, 5), term.minimiserOver(-1, 5), term.isExact]).toEqual([10, -1, true]);
});

test("sums of leaves are not farther apart than their variation", () => {
  const variation = variationOf(trees, weightedLeaves(trees, Float64Array.of(-2)));
  const model = new TreeEnsemble(trees);
  const random = new Random(3);
  const y = new Float64Array(1);
  const values = Array.from({ length: 300 }, () => {
    model.evaluate(Float64Array.of(random.between(-2, 2), random.between(-2, 2)), y);
    return -2 * y[0];
  });
  expect(Math.max(...values) - Math.min(...values)).toBeLessThanOrEqual(variation);
});

test.each(["1e12*(a - 0.123)^2", "1e9 + exp(20*b) + 1e-9*a^2"])(
  "trees beside %s, which is larger by many orders",
  async (term) => {
    const variables = ["a", "b"].map((name) => ({ name, lower: -1.5, upper: 1.5 }));
    const given = { models: { m: new TreeEnsemble(trees) }, variables, minimize: `m(a, b) + ${term}` };
    const own = await solve(new Problem(given), { absoluteGap: 1e-4, relativeGap: 0, nodeLimit: 2000 });
    expect(own.status).toBe("optimal");
  },
);
