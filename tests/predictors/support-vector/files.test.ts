import { describe, expect, test } from "vitest";
import { readModelFile } from "../../../src/onnx/model-file.js";
import { networkOf } from "../../../src/predictors/network/recognise.js";
import { hasSharedModels, sidecars } from "../../onnx/shared-models.js";

/** Why a file is not read. */
const REFUSED: Readonly<Record<string, RegExp>> = {
  concrete_knn5: /TopK .*not supported/,
  concrete_knn5_cdist: /TopK .*not supported/,
  concrete_lof_novelty: /TopK .*not supported/,
  concrete_power_ridge: /comparison may not depend/,
  concrete_quantile_ridge: /IsNaN .*not supported/,
  wine_svc_rbf_rawscores: /comparison may not depend/,
};

/** Outputs that jump (labels); the first real-valued one is asked for. */
const OUTPUTS = ["scores", "decision", "score_samples", "probabilities", "variable", "variable1"];

/** Files whose scaler works in float32 in the reference; here it is real arithmetic. */
const LOOSE = 3e-6;

/** Isolation forests are trees: tests/predictors/tree-ensemble/isolation-forest.test.ts. */
const files = sidecars("svm").filter(({ name }) => !name.includes("isoforest"));

describe.skipIf(!hasSharedModels)("files of ../shared/models/svm (skipped where that folder is absent)", () => {
  test.each(files)("$name", ({ name, path, X, expected }) => {
    const output = OUTPUTS.find((candidate) => candidate in expected) as string;
    const model = readModelFile(path);
    if (REFUSED[name] !== undefined) {
      expect(() => networkOf(model, { output })).toThrow(REFUSED[name]);
      return;
    }
    const network = networkOf(model, { output });
    const y = new Float64Array(network.outputs);
    const reference = expected[output].flat(3) as number[];
    const scale = Math.max(...reference.map(Math.abs)) || 1;
    let worst = 0;
    X.forEach((row, r) => {
      const x = Float64Array.from(row);
      network.evaluate(x, y);
      y.forEach((value, k) => {
        worst = Math.max(worst, Math.abs(value - reference[r * network.outputs + k]) / scale);
      });
      const [lower, upper] = [new Float64Array(y.length), new Float64Array(y.length)];
      network.rangeOver({ lower: x, upper: x }, lower, upper);
      y.forEach((value, k) => {
        expect(lower[k]).toBeLessThanOrEqual(value);
        expect(upper[k]).toBeGreaterThanOrEqual(value);
      });
    });
    expect(reference.length).toBe(X.length * network.outputs);
    expect(worst).toBeLessThan(LOOSE);
  });
});
