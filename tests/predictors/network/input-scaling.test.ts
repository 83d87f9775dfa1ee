import { expect, test } from "vitest";
import { univariateFunction } from "../../../src/functions/table.js";
import { denseMatrix, diagonalMatrix, type Matrix } from "../../../src/numeric/matrix.js";
import { NetworkBuilder } from "../../../src/predictors/network/builder.js";
import { inputScaling } from "../../../src/predictors/network/input-scaling.js";
import type { Network } from "../../../src/predictors/network/network.js";
import { loadNetwork } from "../../../src/predictors/network/recognise.js";

/** tanh(1' (M x + b)). */
function beginningWith(matrix: Matrix, bias: readonly number[]): Network {
  const builder = new NetworkBuilder(2);
  const z = builder.affine([2], [{ x: builder.inputTensor(), matrix }], { bias: Float64Array.from(bias) });
  const sum = builder.affine(
    [1],
    [{ x: builder.apply(univariateFunction("tanh"), z), matrix: denseMatrix(1, 2, Float64Array.of(1, 1)) }],
  );
  return builder.build(sum);
}

test("a scaler in front of a bundled network", () => {
  const scaling = inputScaling(loadNetwork("models/network/peaks-tanh.onnx"));
  // Trained on an even sample of [-3, 3]: mean 0, standard deviation sqrt(3).
  expect(Array.from(scaling?.centre ?? [])).toEqual([expect.closeTo(0, 6), expect.closeTo(0, 6)]);
  expect(Array.from(scaling?.scale ?? [])).toEqual([
    expect.closeTo(1 / Math.sqrt(3), 3),
    expect.closeTo(1 / Math.sqrt(3), 3),
  ]);
});

test.each([
  ["sparse", diagonalMatrix(Float64Array.of(0.5, -4))],
  ["dense", denseMatrix(2, 2, Float64Array.of(0.5, 0, 0, -4))],
])("a diagonal %s matrix", (_, matrix) => {
  const scaling = inputScaling(beginningWith(matrix, [-1, 8]));
  expect(Array.from(scaling?.centre ?? [])).toEqual([2, 2]);
  expect(Array.from(scaling?.scale ?? [])).toEqual([0.5, -4]);
});

test.each([
  ["a full matrix", denseMatrix(2, 2, Float64Array.of(1, 0, 0.1, 1)), [1, 1]],
  ["a factor of 0", denseMatrix(2, 2, Float64Array.of(1, 0, 0, 0)), [1, 1]],
  ["the identity", diagonalMatrix(Float64Array.of(1, 1)), [0, 0]],
] as const)("%s is no scaler", (_, matrix, bias) => {
  expect(inputScaling(beginningWith(matrix, bias))).toBeNull();
});

test("a network that begins with a layer of another size", () => {
  expect(inputScaling(loadNetwork("models/network/cantilever-outputs.onnx"))).toBeNull();
});
