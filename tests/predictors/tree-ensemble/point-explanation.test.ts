import { expect, test } from "vitest";
import { Random } from "../../../src/numeric/random.js";
import { treesOf } from "../../../src/predictors/tree-ensemble/conversion.js";
import { float64Above } from "../../../src/predictors/tree-ensemble/cut.js";
import { Evaluation } from "../../../src/predictors/tree-ensemble/evaluation.js";
import { explainPoint } from "../../../src/predictors/tree-ensemble/point-explanation.js";
import { awkwardPoint, randomDefinition } from "./random-definitions.js";

const FAR = 1e6;

function drawn(random: Random) {
  const trees = treesOf(randomDefinition(random, { features: 3, outputs: 1 + random.below(2), trees: 4 }));
  const evaluation = new Evaluation(trees);
  const valueAt = (x: Float64Array) => {
    const y = new Float64Array(trees.outputs);
    evaluation.run(x, y);
    return Array.from(y);
  };
  const x = awkwardPoint(random, 3);
  return { trees, x, valueAt, explanation: explainPoint(trees, x) };
}

test("the prediction is constant on the cell and its leaves add up to it", () => {
  const random = new Random(71);
  for (let round = 0; round < 60; round++) {
    const { trees, x, valueAt, explanation } = drawn(random);
    expect(explanation.outputs).toEqual(valueAt(x));
    for (let o = 0; o < trees.outputs; o++) {
      const sum = explanation.leaves.reduce((total, leaf) => total + leaf.values[o], 0) + trees.base[o];
      expect(sum).toBeCloseTo(explanation.outputs[o], 12);
    }
    for (let k = 0; k < 20; k++) {
      const inside = Float64Array.from(explanation.features, ({ cell }) => {
        const low = float64Above(Math.max(cell.above, -FAR));
        const high = Math.min(cell.upTo, FAR);
        return [low, high, random.between(low, high)][random.below(3)];
      });
      expect(valueAt(inside)).toEqual(explanation.outputs);
    }
  }
});

test("a feature may move exactly as far as it says", () => {
  const random = new Random(72);
  for (let round = 0; round < 60; round++) {
    const { x, valueAt, explanation } = drawn(random);
    explanation.features.forEach(({ value, cell, same, below, beyond }, j) => {
      expect(value).toBe(x[j]);
      expect(cell.above).toBeGreaterThanOrEqual(same.above);
      expect(cell.upTo).toBeLessThanOrEqual(same.upTo);
      const at = (v: number) => valueAt(x.with(j, v));
      for (let k = 0; k < 20; k++) {
        const v = random.between(float64Above(Math.max(same.above, -FAR)), Math.min(same.upTo, FAR));
        expect(at(v)).toEqual(explanation.outputs);
      }
      expect(below === null).toBe(same.above === Number.NEGATIVE_INFINITY);
      expect(beyond === null).toBe(same.upTo === Number.POSITIVE_INFINITY);
      if (below !== null) expect(at(same.above)).toEqual(below);
      if (beyond !== null) expect(at(float64Above(same.upTo))).toEqual(beyond);
      for (const side of [below, beyond]) expect(side).not.toEqual(explanation.outputs);
    });
  }
});

test("the conditions of a leaf are where its tree gives its value", () => {
  const random = new Random(73);
  for (let round = 0; round < 40; round++) {
    const trees = treesOf(randomDefinition(random, { features: 2, trees: 1 }));
    const x = awkwardPoint(random, 2);
    const [leaf] = explainPoint(trees, x).leaves;
    const y = new Float64Array(1);
    for (let k = 0; k < 20; k++) {
      const inside = awkwardPoint(random, 2);
      for (const { feature, above, upTo } of leaf.conditions) {
        expect(x[feature] > above && x[feature] <= upTo).toBe(true);
        inside[feature] = random.between(float64Above(Math.max(above, -FAR)), Math.min(upTo, FAR));
      }
      new Evaluation(trees).run(inside, y);
      expect(y[0]).toBe(leaf.values[0] + trees.base[0]);
    }
  }
});
