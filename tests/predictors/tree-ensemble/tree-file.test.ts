import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { loadPredictor } from "../../../src/predictors/loading.js";

const FOLDER = join(import.meta.dirname, "../../../models/tree-ensemble");
const names = readdirSync(FOLDER)
  .filter((file) => /^(xgboost|lightgbm)-[a-z-]+\.(json|txt)$/.test(file))
  .sort();

/** LightGBM predicts in float64, XGBoost in float32. */
const tolerance = (name: string): number => (name.startsWith("lightgbm") ? 1e-13 : 1e-6);

describe("files of XGBoost and LightGBM, at points on and beside thresholds and between categories", () => {
  test.each(names)("%s", (name) => {
    const model = loadPredictor(join(FOLDER, name));
    const points = join(FOLDER, name.replace(/\.(json|txt)$/, ".points.json"));
    const { X, y } = JSON.parse(readFileSync(points, "utf8")) as { X: number[][]; y: number[][] };
    const value = new Float64Array(model.outputs);
    expect(model.inputs).toBe(4);
    expect(model.outputs).toBe(y[0].length);
    const scale = Math.max(1, ...y.flat().map(Math.abs));
    X.forEach((x, k) => {
      model.evaluate(Float64Array.from(x), value);
      y[k].forEach((expected, o) => {
        expect(Math.abs(value[o] - expected) / scale).toBeLessThan(tolerance(name));
      });
    });
  });

  test("all sixteen are there", () => {
    expect(names.length).toBe(16);
  });
});
