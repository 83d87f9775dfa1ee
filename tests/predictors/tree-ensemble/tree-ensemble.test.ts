import { describe, expect, test } from "vitest";
import { box } from "../../../src/numeric/box.js";
import { Random } from "../../../src/numeric/random.js";
import { checkedDefinition } from "../../../src/onnx/tree-ensemble-check.js";
import { treesOf } from "../../../src/predictors/tree-ensemble/conversion.js";
import { TreeEnsemble } from "../../../src/predictors/tree-ensemble/tree-ensemble.js";
import { awkwardPoint, plainValue, randomDefinition } from "./random-definitions.js";

const AGGREGATES = ["sum", "average", "minimum", "maximum"] as const;

describe.each(AGGREGATES)("aggregate %s", (aggregate) => {
  test.each([true, false])(
    "equals the definition at points on and beside thresholds (float32 inputs: %s)",
    (isSingle) => {
      const random = new Random(7);
      let worst = 0;
      for (let round = 0; round < 60; round++) {
        const features = 1 + random.below(4);
        const outputs = 1 + random.below(3);
        const definition = randomDefinition(random, {
          features,
          outputs,
          trees: 1 + random.below(9),
          aggregate,
          isSingle,
        });
        const model = new TreeEnsemble(treesOf(checkedDefinition(definition)));
        const y = new Float64Array(outputs);
        for (let k = 0; k < 60; k++) {
          const x = awkwardPoint(random, features);
          model.evaluate(x, y);
          const expected = plainValue(definition, x);
          worst = expected.reduce((most, value, o) => Math.max(most, Math.abs(y[o] - value)), worst);
        }
      }
      expect(worst).toBeLessThan(1e-12);
    },
  );

  test("ranges and minorants hold on boxes with edges on thresholds", () => {
    const random = new Random(8);
    for (let round = 0; round < 60; round++) {
      const outputs = 1 + random.below(3);
      const definition = randomDefinition(random, { features: 2, outputs, trees: 1 + random.below(5), aggregate });
      const model = new TreeEnsemble(treesOf(definition));
      const [a, b] = [awkwardPoint(random, 2), awkwardPoint(random, 2)];
      const domain = box(
        a.map((v, j) => Math.min(v, b[j])),
        a.map((v, j) => Math.max(v, b[j])),
      );
      const lower = new Float64Array(outputs);
      const upper = new Float64Array(outputs);
      model.rangeOver(domain, lower, upper);
      const weights = Float64Array.from({ length: outputs }, () => random.between(-2, 2));
      const minorant = { constant: 0, linear: new Float64Array(2) };
      model.minorantOver(domain, weights, null, minorant);
      for (let k = 0; k < 60; k++) {
        const x = awkwardPoint(random, 2).map((v, j) => Math.min(Math.max(v, domain.lower[j]), domain.upper[j]));
        const y = plainValue(definition, x);
        y.forEach((value, o) => {
          expect(lower[o]).toBeLessThanOrEqual(value);
          expect(upper[o]).toBeGreaterThanOrEqual(value);
        });
        // In float64; bound/ensemble-minorant.test.ts does the same in exact arithmetic.
        const terms = [minorant.constant, ...x.map((v, j) => minorant.linear[j] * v)];
        const rounding = terms.reduce((sum, term) => sum + 1e-14 * Math.abs(term), 1e-12);
        const value = y.reduce((sum, v, o) => sum + weights[o] * v, 0);
        expect(terms.reduce((sum, term) => sum + term, 0)).toBeLessThanOrEqual(value + rounding);
      }
    }
  });
});

test("one tree: the range is attained", () => {
  const random = new Random(9);
  const definition = randomDefinition(random, { features: 1, trees: 1, depth: 5 });
  const model = new TreeEnsemble(treesOf(definition));
  const [lower, upper] = [new Float64Array(1), new Float64Array(1)];
  model.rangeOver(box([-1], [1]), lower, upper);
  const values = Array.from({ length: 20001 }, (_, k) => plainValue(definition, [-1 + k * 1e-4])[0]);
  for (const t of [-1, -2 / 3, -1 / 3, 0, 1 / 3, 2 / 3, 1]) values.push(plainValue(definition, [Math.fround(t)])[0]);
  expect(lower[0]).toBeCloseTo(Math.min(...values), 12);
  expect(upper[0]).toBeCloseTo(Math.max(...values), 12);
});

test("no comparison is decided by those above it, and each node has one parent", () => {
  const random = new Random(10);
  for (let round = 0; round < 50; round++) {
    const trees = treesOf(randomDefinition(random, { features: 2, trees: 3, depth: 6 }));
    const parents = new Int32Array(trees.feature.length);
    const visit = (node: number, low: number[], high: number[]): void => {
      const j = trees.feature[node];
      if (j < 0) return;
      expect(trees.threshold[node]).toBeGreaterThan(low[j]);
      expect(trees.threshold[node]).toBeLessThan(high[j]);
      parents[trees.left[node]]++;
      parents[trees.right[node]]++;
      visit(trees.left[node], low, high.with(j, trees.threshold[node]));
      visit(trees.right[node], low.with(j, trees.threshold[node]), high);
    };
    for (const root of trees.roots) visit(root, [-Infinity, -Infinity], [Infinity, Infinity]);
    const expected = new Int32Array(trees.feature.length).fill(1);
    for (const root of trees.roots) expected[root] = 0;
    expect(parents).toEqual(expected);
  }
});

test("a point of 1000 trees of depth 5 takes microseconds", () => {
  const definition = randomDefinition(new Random(11), { features: 8, trees: 1000, depth: 5, isPlain: true });
  const model = new TreeEnsemble(treesOf(definition));
  const random = new Random(12);
  const points = Array.from({ length: 512 }, () => Float64Array.from({ length: 8 }, () => random.between(-2, 2)));
  const y = new Float64Array(1);
  for (const x of points) model.evaluate(x, y);
  const start = performance.now();
  for (const x of points) model.evaluate(x, y);
  const microseconds = ((performance.now() - start) * 1000) / points.length;
  // 8 to 11 on a quiet core; the limit only catches a wrong order of magnitude on a busy machine.
  expect(microseconds).toBeLessThan(200);
});
