import { expect, test } from "vitest";
import { dyadic } from "../../../src/numeric/dyadic.js";
import { Random } from "../../../src/numeric/random.js";
import { rescaledTrees } from "../../../src/predictors/tree-ensemble/rescaled-trees.js";
import { TreeEnsemble } from "../../../src/predictors/tree-ensemble/tree-ensemble.js";
import { treesAt } from "../../conformance/predictors/exact-predictors.js";
import { exactWide, next, previous } from "../../numeric/exact-decimal.js";
import { randomTrees } from "./bound/random-trees.js";

test("for every float64 number comparisons have the outcome of the exact scaled value, also right beside a threshold", () => {
  let points = 0;
  for (let seed = 0; seed < 60; seed++) {
    const random = new Random(seed);
    const features = 1 + random.below(3);
    const trees = randomTrees(random, { features, trees: 6, depth: 3, outputs: 1 + random.below(2), decades: 1 });
    const read = 1 + random.below(features);
    const scales = Array.from({ length: features }, (_, s) => ({
      feature: s < read ? s : random.below(read),
      factor: [1, 0.2, -0.37, 12.5, 1e-3 * random.normal(), -(2 ** -30)][random.below(6)],
      shift: [0, random.normal(), 1e3, -0.1][random.below(4)],
    }));
    const inputs = scales.map(({ feature, factor, shift }) => ({
      feature,
      factor: dyadic(factor),
      shift: dyadic(shift),
    }));
    const folded = rescaledTrees(trees, inputs, read);
    const model = new TreeEnsemble(folded);
    const y = new Float64Array(trees.outputs);
    for (let k = 0; k < 60; k++) {
      const x = Float64Array.from({ length: read }, (_, j) => {
        const own = folded.threshold.filter((_t, node) => folded.feature[node] === j);
        if (own.length === 0 || random.below(4) === 0) return 5 * random.normal();
        const cut = own[random.below(own.length)];
        return [cut, next(cut), previous(cut)][random.below(3)];
      });
      const z = scales.map(({ feature, factor, shift }) =>
        exactWide(factor).mul(exactWide(x[feature])).add(exactWide(shift)),
      );
      model.evaluate(x, y);
      treesAt(trees, z).forEach((value, o) => {
        expect(Math.abs(value.toNumber() - y[o])).toBeLessThan(1e-9);
      });
      points++;
    }
  }
  expect(points).toBe(3600);
});

test("comparisons that are decided are left out: every node is reached", () => {
  for (let seed = 0; seed < 30; seed++) {
    const random = new Random(seed);
    const trees = randomTrees(random, { features: 3, trees: 4, depth: 5 });
    // All features are one and the same, and one of them is turned around.
    const inputs = [1, -1, 0.5].map((factor) => ({ feature: 0, factor: dyadic(factor), shift: dyadic(0) }));
    const { roots, feature, threshold, left, right } = rescaledTrees(trees, inputs, 1);
    const stack = Array.from(roots, (node) => ({
      node,
      above: Number.NEGATIVE_INFINITY,
      upTo: Number.POSITIVE_INFINITY,
    }));
    for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
      const { node, above, upTo } = top;
      if (feature[node] < 0) continue;
      expect(above < threshold[node] && threshold[node] < upTo).toBe(true);
      stack.push(
        { node: left[node], above, upTo: threshold[node] },
        { node: right[node], above: threshold[node], upTo },
      );
    }
  }
});

test("thresholds beyond all float64 numbers decide", () => {
  const trees = {
    features: 1,
    outputs: 1,
    roots: Int32Array.of(0),
    feature: Int32Array.of(0, -1, -1),
    threshold: Float64Array.of(1e300, 0, 0),
    left: Int32Array.of(1, -1, -1),
    right: Int32Array.of(2, -1, -1),
    values: Float64Array.of(0, 3, 7),
    base: Float64Array.of(0),
    aggregate: "sum",
  } as const;
  const valueWith = (factor: number) => {
    const inputs = [{ feature: 0, factor: dyadic(factor), shift: dyadic(0) }];
    const folded = rescaledTrees(trees, inputs, 1);
    return [folded.feature.length, folded.values[0]];
  };
  expect(valueWith(1e-300)).toEqual([1, 3]);
  expect(valueWith(-1e-300)).toEqual([1, 3]);
});
