import { expect, test } from "vitest";
import { denseMatrix, sparseMatrix } from "../../../src/numeric/matrix.js";
import { NetworkBuilder } from "../../../src/predictors/network/builder.js";
import { exactCopies } from "../../../src/predictors/network/relaxation/exact-copies.js";
import { plainInputs } from "../../../src/predictors/network/relaxation/model-inputs.js";
import { Relaxation } from "../../../src/predictors/network/relaxation/relaxation.js";
import { Parabolas } from "./parabolas.js";

/** A model of x1, a constant and x0. */
function picked(constant: number, factor = 1, roundingUnits = 0) {
  const builder = new NetworkBuilder(2);
  const x = builder.inputTensor();
  const c = builder.affine([1], [], { bias: Float64Array.of(constant) });
  const z = builder.affine(
    [3],
    [
      { x, matrix: sparseMatrix(2, [[[1, 1]], [], [[0, factor]]]) },
      { x: c, matrix: sparseMatrix(1, [[], [[0, 1]], []]) },
    ],
    { roundingUnits },
  );
  return builder.build(builder.embedModel(new Parabolas([[1, 1, 1]], [[0, 0, 0]]), z));
}

test("copies and constants are enclosed without a margin", () => {
  const { layers } = picked(0.1);
  expect(layers.map((layer) => layer.kind)).toEqual(["input", "affine", "model"]);
  expect(exactCopies(layers[1])).toEqual([
    { row: 0, source: 0, column: 1 },
    { row: 1, source: -1, column: 0 },
    { row: 2, source: 0, column: 0 },
  ]);
  const relaxation = new Relaxation(picked(0.1), {
    forward: "shallow",
    tangents: "middle",
    isTightened: true,
    hasRows: true,
  });
  relaxation.sweep({ lower: Float64Array.of(1 / 3, 1e17 / 3), upper: Float64Array.of(0.7, 1e17) });
  expect(Array.from(relaxation.state.lower[1])).toEqual([1e17 / 3, 0.1, 1 / 3]);
  expect(Array.from(relaxation.state.upper[1])).toEqual([1e17, 0.1, 0.7]);
});

test("rows with a factor, a sum or a rounding error keep their margin", () => {
  expect(exactCopies(picked(0.1, 3).layers.find((layer) => layer.kind === "affine" && layer.size === 3)!)).toHaveLength(
    2,
  );
  expect(exactCopies({ kind: "input", size: 2 })).toEqual([]);
  const builder = new NetworkBuilder(2);
  const x = builder.inputTensor();
  const sum = builder.build(builder.affine([1], [{ x, matrix: denseMatrix(1, 2, Float64Array.of(1, 1)) }]));
  expect(exactCopies(sum.layers[1])).toEqual([]);
  const inexact = builder.build(
    builder.affine([1], [{ x, matrix: denseMatrix(1, 2, Float64Array.of(1, 0)) }], { roundingUnits: 2 }),
  );
  expect(exactCopies(inexact.layers[1])).toEqual([]);
});

test("plain inputs of a model: a network input of its own each, or a constant", () => {
  const origins = (network: ReturnType<typeof picked>) => {
    const layer = network.layers.at(-1);
    return layer?.kind === "model" ? plainInputs(network.layers, layer) : undefined;
  };
  expect(origins(picked(0.1))).toEqual(Int32Array.of(1, -1, 0));
  expect(origins(picked(0.1, 2))).toBeNull();
  expect(origins(picked(0.1, 1, 1))).toBeNull();
});
