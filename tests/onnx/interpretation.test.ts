import { describe, expect, test } from "vitest";
import { OnnxError } from "../../src/onnx/error.js";
import type { Model } from "../../src/onnx/model.js";
import { readModelFile } from "../../src/onnx/model-file.js";
import { chooseOutput } from "../../src/onnx/signature.js";
import { evaluateConstant, evaluateSymbolic } from "./evaluation.js";
import { hasSharedModels, type Sidecar, sidecars } from "./shared-models.js";

/** The first output at the sidecar's points; null if the model is refused by name, or the sidecar has no values for it. */
function valuesUnlessUnsupported(model: Model, { X, expected }: Sidecar): number[][] | null {
  try {
    const output = chooseOutput(model.graph);
    return expected[output] === undefined ? null : X.map((x) => evaluateSymbolic(model, output, x).values);
  } catch (error) {
    if (error instanceof OnnxError && error.kind === "unsupported") return null;
    throw error;
  }
}

/** skl2onnx's Scaler works in float32 in the reference; here it is real arithmetic. */
const FLOAT32_SCALER = new Set([
  "skl_breast_mlpclassifier_tanh_12",
  "skl_concrete_logistic_20x20",
  "skl_concrete_relu_30x30",
  "skl_peaks_identity_8",
  "skl_reformer_tanh_10x10_multi",
  "skl_wine_mlpclassifier_relu_16",
]);

/** Symbolic values that jump are refused. */
const JUMPING = new Set(["hardshrink_legacy_op13"]);

function compare(sidecar: Sidecar, output: string, rows: readonly (readonly number[])[]): number {
  const reference = sidecar.expected[output]!.flat(3) as number[];
  const values = rows.flat();
  // Reshape to [-1, 1] in a file with batch 20 has the same elements in the same order.
  const count = Math.min(values.length, reference.length);
  const scale = Math.max(...reference.map(Math.abs)) || 1;
  const tolerance = FLOAT32_SCALER.has(sidecar.name) ? 2e-7 : 1e-12;
  for (let k = 0; k < count; k++) expect(Math.abs(values[k]! - reference[k]!) / scale).toBeLessThan(tolerance);
  return count;
}

describe.skipIf(!hasSharedModels)("reference values of ../shared/models (skipped where that folder is absent)", () => {
  for (const folder of ["ann", "ann/zoo", "ann/odd"]) {
    test.each(sidecars(folder))(`${folder}/$name`, (sidecar) => {
      const model = readModelFile(sidecar.path, { allowExternalData: true });
      const output = chooseOutput(model.graph);
      const constant = sidecar.X.map((x) => Array.from(evaluateConstant(model, output, x).data));
      expect(compare(sidecar, output, constant)).toBeGreaterThanOrEqual(20);
      const plain = sidecar.X.map((x) => Array.from(evaluateConstant(model, output, x, { patterns: false }).data));
      expect(compare(sidecar, output, plain)).toBeGreaterThanOrEqual(20);
      if (JUMPING.has(sidecar.name)) {
        expect(() => evaluateSymbolic(model, output, sidecar.X[0]!)).toThrow(OnnxError);
        return;
      }
      const symbolic = sidecar.X.map((x) => evaluateSymbolic(model, output, x).values);
      expect(compare(sidecar, output, symbolic)).toBeGreaterThanOrEqual(20);
    });
  }

  test("models of the other folders that consist of supported operators", () => {
    const read: string[] = [];
    for (const sidecar of ["acas", "svm", "omlt"].flatMap((folder) => sidecars(folder))) {
      const model = readModelFile(sidecar.path);
      const values = valuesUnlessUnsupported(model, sidecar);
      if (values === null) continue;
      const output = chooseOutput(model.graph);
      expect(compare(sidecar, output, values)).toBeGreaterThanOrEqual(20);
      read.push(sidecar.name);
    }
    expect(read.length).toBeGreaterThanOrEqual(20);
  });
});
