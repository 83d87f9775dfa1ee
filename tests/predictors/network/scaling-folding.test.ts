import { expect, test } from "vitest";
import { univariateFunction } from "../../../src/functions/table.js";
import { diagonalMatrix } from "../../../src/numeric/matrix.js";
import { Random } from "../../../src/numeric/random.js";
import { NetworkBuilder } from "../../../src/predictors/network/builder.js";
import { TreeEnsemble } from "../../../src/predictors/tree-ensemble/tree-ensemble.js";
import { randomTrees } from "../tree-ensemble/bound/random-trees.js";

const trees = () => new TreeEnsemble(randomTrees(new Random(3), { features: 2, trees: 5, depth: 3, decades: 1 }));
const factors = Float64Array.of(0.4, -0.25);
const bias = Float64Array.of(0.1, 0);

/** The builder with (x - 0.25) * factors + bias. */
function scaled() {
  const builder = new NetworkBuilder(2);
  const unit = diagonalMatrix(Float64Array.of(1, 1));
  const x = builder.inputTensor();
  const shifted = builder.affine([2], [{ x, matrix: unit }], { bias: Float64Array.of(-0.25, -0.25) });
  return { builder, z: builder.affine([2], [{ x: shifted, matrix: diagonalMatrix(factors) }], { bias }) };
}

test("a scaler in front of trees goes into their thresholds: they read the inputs", () => {
  const { builder, z } = scaled();
  const model = trees();
  const network = builder.build(builder.embedModel(model, z));
  expect(network.layers.map(({ kind }) => kind)).toEqual(["input", "model"]);
  const random = new Random(1);
  const [own, expected] = [new Float64Array(1), new Float64Array(1)];
  for (let k = 0; k < 300; k++) {
    const x = Float64Array.of(3 * random.normal(), 3 * random.normal());
    network.evaluate(x, own);
    model.evaluate(
      x.map((value, j) => (value - 0.25) * factors[j] + bias[j]),
      expected,
    );
    expect(own[0]).toBe(expected[0]);
  }
});

test("two ensembles behind one scaler are still one", () => {
  const { builder, z } = scaled();
  const [a, b] = [builder.embedModel(trees(), z), builder.embedModel(trees(), z)];
  const sum = [a, b].map((x) => ({ x, matrix: diagonalMatrix(Float64Array.of(1)) }));
  const { layers } = builder.build(builder.affine([1], sum));
  expect(layers.filter(({ kind }) => kind === "model").length).toBe(1);
});

test("scalings of what is computed, and those whose coefficients are rounded, stay", () => {
  const builder = new NetworkBuilder(2);
  const y = builder.apply(univariateFunction("tanh"), builder.inputTensor());
  const matrix = diagonalMatrix(factors);
  const computed = builder.build(builder.embedModel(trees(), builder.affine([2], [{ x: y, matrix }], { bias })));
  expect(computed.layers.map(({ kind }) => kind)).toEqual(["input", "univariate", "affine", "model"]);
  const other = new NetworkBuilder(2);
  const z = other.affine([2], [{ x: other.inputTensor(), matrix }], { bias, roundingUnits: 1 });
  expect(other.build(other.embedModel(trees(), z)).layers.map(({ kind }) => kind)).toEqual([
    "input",
    "affine",
    "model",
  ]);
});
