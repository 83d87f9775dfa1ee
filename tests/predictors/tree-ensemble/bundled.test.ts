import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { loadPredictor } from "../../../src/predictors/loading.js";
import type { Network } from "../../../src/predictors/network/network.js";

const FOLDER = join(import.meta.dirname, "../../../models/tree-ensemble");
const names = readdirSync(FOLDER)
  .filter((file) => file.endsWith(".onnx"))
  .map((file) => file.replace(/\.onnx$/, ""));

interface Points {
  readonly output: string;
  readonly X: readonly (readonly number[])[];
  /** By onnxruntime, in float32. */
  readonly y: readonly (readonly number[])[];
}

describe("scikit-learn's ensembles agree with onnxruntime on thresholds and beside them", () => {
  test.each(names)("%s", (name) => {
    const { output, X, y } = JSON.parse(readFileSync(join(FOLDER, `${name}.points.json`), "utf8")) as Points;
    const model = loadPredictor(join(FOLDER, `${name}.onnx`), { output }) as Network;
    expect(model.outputs).toBe(y[0].length);
    // However many ensembles the file has, what is made of them is bounded over all their trees.
    expect(model.layers.filter((layer) => layer.kind === "model").length).toBe(1);
    const value = new Float64Array(model.outputs);
    const scale = Math.max(...y.flat().map(Math.abs));
    X.forEach((x, k) => {
      model.evaluate(Float64Array.from(x), value);
      y[k].forEach((expected, o) => {
        expect(Math.abs(value[o] - expected) / scale).toBeLessThan(1e-6);
      });
    });
  });

  test("all ten are there", () => {
    expect(names.length).toBe(10);
  });
});
