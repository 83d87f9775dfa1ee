import { expect, test } from "vitest";
import { Random } from "../../../src/numeric/random.js";
import { leafReached } from "../../../src/onnx/tree-ensemble-definition.js";
import { NetworkBuilder } from "../../../src/predictors/network/builder.js";
import { treeAgreement } from "../../../src/predictors/tree-ensemble/agreement.js";
import { treesOf } from "../../../src/predictors/tree-ensemble/conversion.js";
import { leafSupport } from "../../../src/predictors/tree-ensemble/leaf-support.js";
import { TreeEnsemble } from "../../../src/predictors/tree-ensemble/tree-ensemble.js";
import { awkwardPoint, randomDefinition } from "./random-definitions.js";

test("the share of trees whose own prediction keeps the limits", () => {
  const random = new Random(81);
  const y = new Float64Array(1);
  for (let round = 0; round < 40; round++) {
    const aggregate = round % 2 === 0 ? "sum" : "average";
    const definition = randomDefinition(random, { features: 2, outputs: 2, trees: 5, aggregate });
    const builder = new NetworkBuilder(2);
    const network = builder.build(builder.ensemble(definition, builder.inputTensor()));
    const [atLeast, atMost] = [random.between(-4, 0), random.between(0, 4)];
    const share = treeAgreement(network, { output: 1, atLeast, atMost });
    const factor = aggregate === "sum" ? 5 : 1;
    for (let k = 0; k < 20; k++) {
      const x = awkwardPoint(random, 2);
      share.evaluate(x, y);
      const own = Array.from(
        definition.roots,
        (root) => factor * definition.values[leafReached(definition, root, x) * 2 + 1] + definition.base[1],
      );
      expect(y[0]).toBeCloseTo(own.filter((value) => value >= atLeast && value <= atMost).length / 5, 12);
    }
  }
});

test("the number of rows in the leaves of a point", () => {
  const random = new Random(82);
  const y = new Float64Array(1);
  for (let round = 0; round < 20; round++) {
    // Plain comparisons: a set is written as several leaves, which share its rows.
    const definition = randomDefinition(random, { features: 2, trees: 4, isPlain: true });
    const model = new TreeEnsemble(treesOf(definition));
    const rows = Array.from({ length: 50 }, () => awkwardPoint(random, 2));
    const [least, mean] = [leafSupport(model, rows), leafSupport(model, rows, "average")];
    for (let k = 0; k < 20; k++) {
      const x = awkwardPoint(random, 2);
      const counts = Array.from(definition.roots, (root) => {
        const leaf = leafReached(definition, root, x);
        return rows.filter((row) => leafReached(definition, root, row) === leaf).length;
      });
      least.evaluate(x, y);
      expect(y[0]).toBe(Math.min(...counts));
      mean.evaluate(x, y);
      expect(y[0]).toBeCloseTo(counts.reduce((sum, count) => sum + count, 0) / counts.length, 12);
    }
  }
});

test("other models and rows are refused", () => {
  const definition = randomDefinition(new Random(83), { features: 2, aggregate: "minimum" });
  const builder = new NetworkBuilder(2);
  const empty = builder.build(builder.inputTensor());
  const model = new TreeEnsemble(treesOf(definition));
  expect(() => leafSupport(empty, [])).toThrow(/not just one ensemble/);
  expect(() => leafSupport(model, [[1, 2, 3]])).toThrow(/row 0 of the data has 3 numbers, but the model has 2 inputs/);
  expect(() => treeAgreement(model, { atMost: 1 })).toThrow(/minimum is taken/);
  expect(() => treeAgreement(model, { output: 1 })).toThrow(/no output 1; the model has 1/);
});
