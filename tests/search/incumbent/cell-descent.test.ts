import { expect, test } from "vitest";
import { box } from "../../../src/numeric/box.js";
import { Random } from "../../../src/numeric/random.js";
import { EnsembleBound } from "../../../src/predictors/tree-ensemble/bound/ensemble-bound.js";
import { linearTerm } from "../../../src/predictors/tree-ensemble/bound/univariate-term.js";
import { TreeEnsemble } from "../../../src/predictors/tree-ensemble/tree-ensemble.js";
import { CellDescent } from "../../../src/search/incumbent/cell-descent.js";
import { Incumbent } from "../../../src/search/incumbent/incumbent.js";
import { randomTrees } from "../../predictors/tree-ensemble/bound/random-trees.js";

test("finds points that no single feature and no pair of features improves, integers and terms included", () => {
  for (let seed = 0; seed < 20; seed++) {
    const random = new Random(seed);
    const trees = randomTrees(random, { features: 3, trees: 15, depth: 4 });
    const model = new TreeEnsemble(trees);
    const y = new Float64Array(1);
    const evaluate = (x: Float64Array) => {
      model.evaluate(x, y);
      return y[0] + 3 * x[0];
    };
    const isInteger = Uint8Array.of(0, 1, 0);
    const terms = [linearTerm(3), null, null];
    const ensemble = new EnsembleBound(trees, Float64Array.of(1), { method: "messages", terms, isInteger });
    const objective = { variables: 3, evaluate, gradient: (_x: Float64Array, out: Float64Array) => out.fill(0) };
    const incumbent = new Incumbent(3);
    new CellDescent(objective, ensemble, random).start(box([-1, -1, -1], [1, 1, 1]), incumbent);
    const { x, value } = incumbent;
    expect(value).toBe(evaluate(x));
    expect(Number.isInteger(x[1])).toBe(true);
    for (let round = 0; round < 300; round++) {
      const [a, b] = [random.between(-1, 1), Math.round(random.between(-1, 1))];
      expect(evaluate(x.with(0, a).with(1, b))).toBeGreaterThanOrEqual(value - 1e-9);
      expect(evaluate(x.with(0, a).with(2, random.between(-1, 1)))).toBeGreaterThanOrEqual(value - 1e-9);
    }
  }
});
