import { expect, test } from "vitest";
import { Random } from "../../../src/numeric/random.js";
import { TreeEnsemble } from "../../../src/predictors/tree-ensemble/tree-ensemble.js";
import { JoinedTrees } from "../../../src/search/separable/joined-trees.js";
import type { WeighedEnsemble } from "../../../src/search/separable/separation.js";
import { ExactTrees } from "../../predictors/tree-ensemble/bound/exact-trees.js";
import { randomTrees } from "../../predictors/tree-ensemble/bound/random-trees.js";

function ensemble(random: Random, inputs: readonly number[]): WeighedEnsemble {
  const outputs = 1 + random.below(2);
  const aggregate = random.uniform() < 0.5 ? "average" : "sum";
  const trees = randomTrees(random, { features: inputs.length, trees: 5, depth: 4, outputs, aggregate });
  const weights = Float64Array.from({ length: outputs }, () => random.normal());
  const weightErrors = Float64Array.from({ length: outputs }, () => (random.uniform() < 0.5 ? 0 : 1e-13));
  const constants = Float64Array.from(inputs, () => random.between(-1.5, 1.5));
  return { trees, weights, weightErrors, inputs: Int32Array.from(inputs), constants };
}

test("joined trees reach the leaves that the ensembles reach, and their leaves' errors cover the rounding of weights and means", () => {
  const random = new Random(8);
  for (let trial = 0; trial < 40; trial++) {
    const parts = [ensemble(random, [2, -1, 0]), ensemble(random, [1, 3]), ensemble(random, [-1, 2])];
    const joined = new JoinedTrees(4, parts);
    const { trees, leaves } = joined;
    for (const root of trees.roots) expect(trees.left[root] < 0 || trees.left[root] > root).toBe(true);
    const model = new TreeEnsemble({ ...trees, base: new Float64Array(1) });
    const errors = new TreeEnsemble({ ...trees, values: leaves.errors, base: Float64Array.of(leaves.baseError) });
    const [y, e] = [new Float64Array(1), new Float64Array(1)];
    for (let k = 0; k < 20; k++) {
      const x = Float64Array.from({ length: 4 }, () => random.between(-1.5, 1.5));
      model.evaluate(x, y);
      errors.evaluate(x, e);
      let value = 0;
      for (const { trees: own, weights, inputs, constants } of parts) {
        const at = Array.from(inputs, (j, i) => (j < 0 ? constants[i] : x[j]));
        const exact = new ExactTrees(own, weights);
        value += exact.toNumber(exact.at(at));
      }
      // Weights may be off by 1e-13, values are of size 10^3; the sums made here round as well.
      expect(Math.abs(y[0] + leaves.base - value)).toBeLessThan(1e-9);
      expect(e[0]).toBeLessThan(1e-8);
    }
  }
});

test("errors grow with those of the weights", () => {
  const random = new Random(9);
  const part = { ...ensemble(random, [0, 1]), weightErrors: new Float64Array(2) };
  const size = (errors: number) => {
    const weightErrors = part.weights.map(() => errors);
    return new JoinedTrees(2, [{ ...part, weightErrors }]).leaves.errors.reduce((sum, error) => sum + error, 0);
  };
  expect(size(1e-3)).toBeGreaterThan(100 * size(1e-6));
});
