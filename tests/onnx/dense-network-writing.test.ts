import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { denseNetworkModel } from "../../src/onnx/dense-network-writing.js";
import { loadPredictor } from "../../src/predictors/loading.js";

const folder = mkdtempSync(join(tmpdir(), "surety-dense-"));
afterAll(() => rmSync(folder, { recursive: true }));

const layer = (inputs: number, outputs: number, weights: number[], biases: number[]) => ({
  inputs,
  outputs,
  weights: Float64Array.from(weights),
  biases: Float64Array.from(biases),
});

test("a network of two layers is read as what was written", () => {
  const path = join(folder, "two.onnx");
  const layers = [layer(2, 2, [1, 2, -3, 0.1], [0.5, 0]), layer(2, 1, [2, -1], [1 / 3])];
  writeFileSync(path, denseNetworkModel("two", layers));
  const predictor = loadPredictor(path);
  const out = new Float64Array(1);
  predictor.evaluate(Float64Array.of(1, -2), out);
  // max(1 - 4 + 0.5, 0) = 0; max(-3 - 0.2, 0) = 0.
  expect(out[0]).toBe(1 / 3);
  predictor.evaluate(Float64Array.of(-1, 2), out);
  expect(out[0]).toBeCloseTo(2 * 3.5 - 3.2 + 1 / 3, 12);
});

test("layers that do not fit are refused", () => {
  expect(() => denseNetworkModel("none", [])).toThrow(/needs a layer/);
  expect(() => denseNetworkModel("bad", [layer(2, 2, [1], [1, 2])])).toThrow(/layer 0: 1 weights for 2 inputs/);
});
