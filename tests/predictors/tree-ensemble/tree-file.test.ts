import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { Random } from "../../../src/numeric/random.js";
import { OnnxError } from "../../../src/onnx/error.js";
import { loadPredictor } from "../../../src/predictors/loading.js";
import { linkedPredictor } from "../../../src/predictors/tree-ensemble/tree-file.js";
import { readXgboostJson, readXgboostUbj } from "../../../src/predictors/tree-ensemble/xgboost-json.js";

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

const binaries = readdirSync(FOLDER).filter((file) => file.endsWith(".ubj"));

describe.each(binaries)("%s", (name) => {
  const text = readFileSync(join(FOLDER, name.replace(/ubj$/, "json")), "utf8");
  const bytes = readFileSync(join(FOLDER, name));

  test("is the same ensemble as in JSON", () => {
    expect(readXgboostUbj(bytes)).toEqual(readXgboostJson(text));
    const model = loadPredictor(join(FOLDER, name));
    const { X, y } = JSON.parse(readFileSync(join(FOLDER, name.replace(/ubj$/, "points.json")), "utf8"));
    const value = new Float64Array(model.outputs);
    (X as number[][]).forEach((x, k) => {
      model.evaluate(Float64Array.from(x), value);
      value.forEach((found, o) => {
        expect(Math.abs(found - y[k][o])).toBeLessThan(1e-5);
      });
    });
  });

  test("changed bytes give a model or a reason", () => {
    const random = new Random(name.length);
    for (let trial = 0; trial < 700; trial++) {
      const changed = Uint8Array.from(bytes);
      for (let k = random.below(3); k >= 0; k--) changed[random.below(bytes.length)] = random.below(256);
      try {
        linkedPredictor(readXgboostUbj(trial % 4 === 0 ? changed.subarray(0, random.below(bytes.length)) : changed));
      } catch (error) {
        if (!(error instanceof OnnxError)) throw error;
      }
    }
  });
});

test("two of them are there in binary form", () => {
  expect(binaries.length).toBe(2);
});
