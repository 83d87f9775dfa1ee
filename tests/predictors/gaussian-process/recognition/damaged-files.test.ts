import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { Random } from "../../../../src/numeric/random.js";
import { OnnxError } from "../../../../src/onnx/error.js";
import { readModel } from "../../../../src/onnx/model-reading.js";
import { recogniseGaussianProcess } from "../../../../src/predictors/gaussian-process/recognition/recognise.js";

const FILE = new URL("../../../../models/gaussian-process/small-matern32.onnx", import.meta.url);

test("damaged files are recognised, something else, or refused by name", () => {
  const bytes = readFileSync(fileURLToPath(FILE));
  const random = new Random(2);
  const outcomes = { recognised: 0, other: 0, refused: 0 };
  for (let k = 0; k < 100; k++) {
    const changed = Uint8Array.from(bytes);
    // Structure lies at the start and the end of the file, numbers in between.
    for (let flips = 1 + random.below(3); flips > 0; flips--) changed[random.below(changed.length)] = random.below(256);
    for (const output of ["GPmean", "GPcovstd"]) {
      try {
        const found = recogniseGaussianProcess(readModel(changed), output);
        outcomes[found === null ? "other" : "recognised"]++;
        for (const w of found?.definition.weights ?? []) expect(Number.isFinite(w)).toBe(true);
      } catch (error) {
        if (!(error instanceof OnnxError)) throw error;
        outcomes.refused++;
      }
    }
  }
  expect(outcomes.recognised).toBeGreaterThan(5);
  expect(outcomes.refused).toBeGreaterThan(5);
});
