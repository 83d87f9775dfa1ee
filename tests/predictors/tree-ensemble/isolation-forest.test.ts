import { describe, expect, test } from "vitest";
import { readModelFile } from "../../../src/onnx/model-file.js";
import { networkOf } from "../../../src/predictors/network/recognise.js";
import { hasSharedModels, sidecars } from "../../onnx/shared-models.js";

const forests = sidecars("svm").filter(({ name }) => name.includes("isoforest"));

describe.skipIf(!hasSharedModels)(
  "isolation forests of ../shared/models/svm (skipped where that folder is absent)",
  () => {
    test.each(forests)("$name", ({ path, references }) => {
      const network = networkOf(readModelFile(path), { output: "scores" });
      expect(network.layers.filter((layer) => layer.kind === "model").length).toBe(1);
      const y = new Float64Array(1);
      for (const { X, ort } of references) {
        X.forEach((x, k) => {
          network.evaluate(Float64Array.from(x), y);
          expect(Math.abs(y[0] - Number([ort.scores[k]].flat()[0]))).toBeLessThan(3e-7);
        });
      }
    });
  },
);
