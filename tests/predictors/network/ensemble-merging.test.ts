import { expect, test } from "vitest";
import { box } from "../../../src/numeric/box.js";
import { denseMatrix, sparseMatrix } from "../../../src/numeric/matrix.js";
import { Random } from "../../../src/numeric/random.js";
import { NetworkBuilder } from "../../../src/predictors/network/builder.js";
import { plainValue, randomDefinition } from "../tree-ensemble/random-definitions.js";

/** y0 = 2 f(x) - g(x) + 3 h(x) with one more reader of g, which is not affine. */
function model(random: Random) {
  const definitions = [1, 2, 1].map((outputs) => randomDefinition(random, { features: 2, outputs, trees: 3 }));
  const builder = new NetworkBuilder(2);
  const x = builder.inputTensor();
  const [f, g, h] = definitions.map((definition) => builder.ensemble(definition, x));
  const product = builder.combine("product", g, g);
  const y = builder.affine(
    [2],
    [
      { x: f, matrix: denseMatrix(2, 1, Float64Array.of(2, 0)) },
      { x: g, matrix: sparseMatrix(2, [[[0, -1]], [[1, 1]]]) },
      { x: h, matrix: denseMatrix(2, 1, Float64Array.of(3, 0)) },
      { x: product, matrix: sparseMatrix(2, [[], [[0, 1]]]) },
    ],
  );
  const value = (at: ArrayLike<number>) => {
    const [[a], [b, c], [d]] = definitions.map((definition) => plainValue(definition, at));
    return [2 * a - b + 3 * d, c + b * b];
  };
  return { network: builder.build(y), value };
}

test("ensembles of the same inputs become one layer, and the values stay", () => {
  const random = new Random(61);
  for (let round = 0; round < 20; round++) {
    const { network, value } = model(random);
    const models = network.layers.filter((layer) => layer.kind === "model");
    expect(models.map((layer) => layer.size)).toEqual([4]);
    const y = new Float64Array(2);
    for (let k = 0; k < 30; k++) {
      const x = Float64Array.of(random.between(-2, 2), random.between(-2, 2));
      network.evaluate(x, y);
      value(x).forEach((expected, o) => {
        expect(y[o]).toBeCloseTo(expected, 10);
      });
    }
  }
});

test("what is made of several ensembles is bounded over all of them", () => {
  const random = new Random(62);
  for (let round = 0; round < 20; round++) {
    const { network, value } = model(random);
    const a = Float64Array.of(random.between(-2, 2), random.between(-2, 2));
    const b = a.map((v) => v + random.uniform());
    const [lower, upper] = [new Float64Array(2), new Float64Array(2)];
    network.rangeOver(box(a, b), lower, upper);
    for (let k = 0; k < 50; k++) {
      const y = value(a.map((v, j) => random.between(v, b[j])));
      for (let o = 0; o < 2; o++) {
        expect(y[o]).toBeGreaterThanOrEqual(lower[o]);
        expect(y[o]).toBeLessThanOrEqual(upper[o]);
      }
    }
  }
});

test("minima over trees and ensembles of other inputs stay apart", () => {
  const random = new Random(63);
  const builder = new NetworkBuilder(3);
  const x = builder.inputTensor();
  const part = (from: number) => ({ ...x, shape: [2], elements: x.elements.subarray(from, from + 2) });
  const sum = () => randomDefinition(random, { features: 2, trees: 2 });
  const parts = [
    builder.ensemble(sum(), part(0)),
    builder.ensemble(sum(), part(1)),
    builder.ensemble({ ...sum(), aggregate: "minimum" }, part(0)),
  ];
  const one = denseMatrix(1, 1, Float64Array.of(1));
  const network = builder.build(
    builder.affine(
      [1],
      parts.map((y) => ({ x: y, matrix: one })),
    ),
  );
  expect(network.layers.filter((layer) => layer.kind === "model").length).toBe(3);
});
