import { describe, expect, test } from "vitest";
import { OnnxError } from "../../../src/onnx/error.js";
import { readModelFile } from "../../../src/onnx/model-file.js";
import { chooseOutput } from "../../../src/onnx/signature.js";
import type { Network } from "../../../src/predictors/network/network.js";
import { loadNetwork, networkOf } from "../../../src/predictors/network/recognise.js";
import { cards, modelPath } from "../../models/cards.js";
import { hasSharedModels, type Sidecar, sidecars } from "../../onnx/shared-models.js";

/** skl2onnx's Scaler works in float32 in the reference; here it is real arithmetic. */
const FLOAT32_SCALER =
  /^skl_(breast_mlpclassifier_tanh_12|concrete_(logistic_20x20|relu_30x30)|peaks_identity_8|reformer_tanh_10x10_multi|wine_mlpclassifier_relu_16)$/;

/** Symbolic values that jump are refused. */
const JUMPING = "hardshrink_legacy_op13";

/** Largest difference from the reference, relative to the largest reference value. */
function worstError(network: Network, sidecar: Sidecar, output: string): number {
  const reference = sidecar.expected[output].flat(3) as number[];
  const scale = Math.max(...reference.map(Math.abs)) || 1;
  const y = new Float64Array(network.outputs);
  const values = sidecar.X.flatMap((x) => {
    network.evaluate(Float64Array.from(x), y);
    return Array.from(y);
  });
  // A file that reshapes its batch of 20 points to [-1, 1] has the same elements in the same order.
  const count = Math.min(values.length, reference.length);
  expect(count).toBeGreaterThanOrEqual(20);
  return Math.max(...values.slice(0, count).map((value, k) => Math.abs(value - reference[k]) / scale));
}

describe.skipIf(!hasSharedModels)("sidecars of ../shared/models/ann (skipped where that folder is absent)", () => {
  for (const folder of ["ann", "ann/zoo", "ann/odd"]) {
    test.each(sidecars(folder))(`${folder}/$name`, (sidecar) => {
      const model = readModelFile(sidecar.path, { allowExternalData: true });
      if (sidecar.name === JUMPING) {
        expect(() => networkOf(model)).toThrow(OnnxError);
        return;
      }
      const network = networkOf(model);
      expect(worstError(network, sidecar, chooseOutput(model.graph))).toBeLessThan(
        FLOAT32_SCALER.test(sidecar.name) ? 2e-7 : 1e-12,
      );
      // Enclosures of a point hold its value.
      const x = Float64Array.from(sidecar.X[0]);
      const [y, lower, upper] = [0, 1, 2].map(() => new Float64Array(network.outputs));
      network.evaluate(x, y);
      network.rangeOver({ lower: x, upper: x }, lower, upper);
      for (let k = 0; k < y.length; k++) {
        expect(lower[k]).toBeLessThanOrEqual(y[k]);
        expect(upper[k]).toBeGreaterThanOrEqual(y[k]);
      }
    });
  }
});

describe("bundled models", () => {
  test.each(cards)("$name has the sizes of its card", (card) => {
    const network = loadNetwork(modelPath(card));
    expect([network.inputs, network.outputs]).toEqual([card.inputs, card.outputs]);
  });

  test("a wrong output is refused by name, with the file", () => {
    const path = modelPath(cards[0]);
    expect(() => loadNetwork(path, { output: "nothing" })).toThrow(OnnxError);
    try {
      loadNetwork(path, { output: "nothing" });
    } catch (error) {
      expect((error as Error).message).toContain("nothing");
      expect((error as Error).message).toContain(cards[0].file);
    }
  });

  test("a file that is not there is refused with its path", () => {
    expect(() => loadNetwork("no/such/file.onnx")).toThrow("no/such/file.onnx");
  });
});
