import { describe, expect, test } from "vitest";
import { readModelFile } from "../../src/onnx/model-file.js";
import { chooseOutput } from "../../src/onnx/signature.js";
import { evaluateConstant } from "./evaluation.js";
import { hasSharedModels, sidecars } from "./shared-models.js";

describe.skipIf(!hasSharedModels)("reference values of ../shared/models (skipped where that folder is absent)", () => {
  for (const folder of ["ann", "ann/zoo", "ann/odd"]) {
    test.each(sidecars(folder))(`${folder}/$name`, ({ path, X, expected }) => {
      const model = readModelFile(path, { allowExternalData: true });
      const output = chooseOutput(model.graph);
      let checked = 0;
      X.forEach((x, k) => {
        const y = evaluateConstant(model, output, x);
        const reference = [expected[output]![k]!].flat(3) as number[];
        expect(y.data.length).toBe(reference.length);
        const scale = Math.max(...reference.map(Math.abs), 1e-3);
        reference.forEach((value, i) => {
          expect(Math.abs(y.data[i]! - value) / scale).toBeLessThan(1e-12);
          checked++;
        });
      });
      expect(checked).toBeGreaterThan(0);
    });
  }
});
