import { describe, expect, test } from "vitest";
import { readModelFile } from "../../../src/onnx/model-file.js";
import { chooseOutput } from "../../../src/onnx/signature.js";
import { treeNotes } from "../../../src/onnx/tree-notes.js";
import type { Network } from "../../../src/predictors/network/network.js";
import { networkOf } from "../../../src/predictors/network/recognise.js";
import { hasSharedModels, type ReferencePoints, type Sidecar, sidecars } from "../../onnx/shared-models.js";

/** Files that are refused, and what the message says. */
const REFUSED: Readonly<Record<string, RegExp>> = {
  diabetes_adaboost_30_d3: /operator TopK .*not supported/,
};

const isClassifier = (name: string): boolean => /^(breast|wine)_/.test(name);

describe.skipIf(!hasSharedModels)("../shared/models/trees (skipped where that folder is absent)", () => {
  test.each(sidecars("trees"))("$name", (sidecar: Sidecar) => {
    const model = readModelFile(sidecar.path);
    if (REFUSED[sidecar.name]) {
      expect(() => networkOf(model)).toThrow(REFUSED[sidecar.name]);
      return;
    }
    const network = networkOf(model);
    const name = chooseOutput(model.graph);
    expect(treeNotes(model.graph).length).toBe(/_(lgb|hgb)/.test(sidecar.name) ? 1 : 0);
    for (const reference of sidecar.references) {
      // The reference evaluator sums the scores of classifiers in float32, and gives [1 + s, -s] for raw scores of two.
      if (!isClassifier(sidecar.name))
        expect(worstError(network, reference.X, reference.graph_f64![name])).toBeLessThan(1e-12);
      expect(worstError(network, reference.X, reference.ort[name])).toBeLessThan(
        isClassifier(sidecar.name) ? 5e-7 : 4e-6,
      );
    }
  });

  test("all files but one are read", () => {
    expect(sidecars("trees").length - Object.keys(REFUSED).length).toBe(45);
  });
});

/** Largest difference from the reference, relative to the largest reference value. */
function worstError(network: Network, X: ReferencePoints["X"], rows: ReferencePoints["ort"][string]): number {
  const expected = rows.map((row) => (typeof row === "number" ? [row] : Object.values(row).map(Number)));
  const scale = Math.max(...expected.flat().map(Math.abs));
  const y = new Float64Array(network.outputs);
  const errors = X.flatMap((x, k) => {
    network.evaluate(Float64Array.from(x), y);
    return expected[k].map((value, o) => Math.abs(y[o] - value) / scale);
  });
  expect(errors.length).toBeGreaterThanOrEqual(20);
  return Math.max(...errors);
}
