import { describe, expect, test } from "vitest";
import { Random } from "../../../src/numeric/random.js";
import { TreeEnsemble } from "../../../src/predictors/tree-ensemble/tree-ensemble.js";
import { JoinedTrees } from "../../../src/search/separable/joined-trees.js";
import { separated } from "../../../src/search/separable/separation.js";
import { Parabolas } from "../../predictors/network/parabolas.js";
import { randomTrees } from "../../predictors/tree-ensemble/bound/random-trees.js";
import { networkOf } from "./formulas.js";

const random = new Random(5);
const shape = { trees: 8, depth: 3, decades: 2 };
const models = {
  trees: new TreeEnsemble(randomTrees(random, { ...shape, features: 3 })),
  mean: new TreeEnsemble(randomTrees(random, { ...shape, features: 2, outputs: 2, aggregate: "average" })),
  least: new TreeEnsemble(randomTrees(random, { ...shape, features: 2, aggregate: "minimum" })),
  bowl: new Parabolas([[1, 2]], [[0, 0]]),
};
const NAMES = ["a", "b", "c", "d"];
const RANGE = [-1.5, 1.5] as const;

test.each([
  "trees(a, b, c) + 0.1*(a - 0.3)^2 + exp(b) + abs(c)/3 - d^3",
  "3 + 2*trees(d, b, a) - 0.7*mean(d, b)[1] + a*a - sin(4*(b - 0.5)) + 1/(c + 7)",
  "0.3*(trees(a, 0.25, c) - (trees(c, b, d) + 4*(d - 2))/7) + 0.1*0.2*mean(b, -0.3)[0]",
  "max(a^2, abs(a) - 0.5) + a*exp(a) + mean(c, a)[0] + mean(c, a)[1]",
  "-trees(a, b, c)/3",
])("%s: its parts add up to it", (formula) => {
  const network = networkOf(formula, NAMES, RANGE, models);
  const parts = separated(network);
  expect(parts).not.toBeNull();
  if (parts === null) return;
  const sum = new TreeEnsemble(new JoinedTrees(NAMES.length, parts.ensembles).trees);
  const [y, z] = [new Float64Array(1), new Float64Array(1)];
  for (let k = 0; k < 200; k++) {
    const x = Float64Array.from(NAMES, () => random.between(...RANGE));
    network.evaluate(x, y);
    sum.evaluate(x, z);
    let total = z[0];
    parts.constant.evaluate(Float64Array.of(0), z);
    total += z[0];
    parts.terms.forEach((term, j) => {
      term?.evaluate(x.subarray(j, j + 1), z);
      if (term !== null) total += z[0];
    });
    expect(total).toBeCloseTo(y[0], 9);
  }
});

test("features that nothing depends on have no part", () => {
  const parts = separated(networkOf("trees(a, b, c) + exp(d)", NAMES, RANGE, models));
  expect(parts?.terms.map((term) => term !== null)).toEqual([false, false, false, true]);
});

test("weights that carry rounding errors say how large these may be", () => {
  const parts = separated(networkOf("(0.1 + 0.2)*0.3*trees(a, b, c)", NAMES, RANGE, models));
  const [{ weights, weightErrors }] = parts?.ensembles ?? [];
  const truth = 0.09 + 0.3 * 2 ** -55;
  expect(Math.abs(weights[0] - truth)).toBeLessThanOrEqual(weightErrors[0] + 2 ** -56);
  expect(weightErrors[0]).toBeGreaterThan(0);
  expect(weightErrors[0]).toBeLessThan(1e-15);
});

describe("what is more than that is left to others", () => {
  test.each([
    "trees(a, b, c) + a*b",
    "trees(a, b, c)*2*d",
    "exp(trees(a, b, c)) + d",
    "trees(a + b, b, c)",
    "trees(exp(a), b, c)",
    "trees(a, a, c)",
    "trees(a, b, c) + sqrt(a^2 + b^2)",
    "trees(a, b, c) + least(a, b)",
    "trees(a, b, c) + bowl(a, b)",
    "a + exp(b)",
  ])("%s", (formula) => {
    expect(separated(networkOf(formula, NAMES, RANGE, models))).toBeNull();
  });
});

test("scaled variables are in the trees' thresholds", () => {
  expect(separated(networkOf("trees(2*a, b, 1 - c)", NAMES, RANGE, models))?.ensembles.length).toBe(1);
});
