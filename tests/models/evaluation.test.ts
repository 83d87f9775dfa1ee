import { describe, expect, test } from "vitest";
import { loadNetwork } from "../../src/predictors/network/recognise.js";
import { cards, modelPath, outputScales } from "./cards.js";
import { onnxjsOutputs, refusedByOnnxjs, runtimeOutputs } from "./other-voices.js";

/** Float32 arithmetic: error relative to the largest output at the test points. Cancellation in a sum of 20 terms included. */
const FLOAT32_TOLERANCE = 2e-5;

/** Largest difference of two tables of outputs, each output relative to its scale. */
function largestDifference(
  a: readonly (readonly number[])[],
  b: readonly (readonly number[])[],
  scales: number[],
): number {
  return Math.max(...a.flatMap((row, i) => row.map((value, k) => Math.abs(value - b[i][k]) / scales[k])));
}

describe.each(cards)("$name", (card) => {
  const network = loadNetwork(modelPath(card));
  const scales = outputScales(card);
  const computed = card.test.points.map((point) => {
    const y = new Float64Array(card.outputs);
    network.evaluate(Float64Array.from(point), y);
    return Array.from(y);
  });

  test("has the shape of the card", () => {
    expect([network.inputs, network.outputs]).toEqual([card.inputs, card.outputs]);
  });

  test("agrees with the card's float64 reference to 1e-12", () => {
    expect(largestDifference(computed, card.test.outputs, scales)).toBeLessThanOrEqual(1e-12);
  });

  test("agrees with onnxruntime", async () => {
    const outputs = await runtimeOutputs(card);
    const tolerance = card.elementType === "float64" ? 1e-12 : FLOAT32_TOLERANCE;
    expect(largestDifference(computed, outputs, scales)).toBeLessThanOrEqual(tolerance);
  });

  test("agrees with onnxjs, or onnxjs is known to refuse the file", async () => {
    const operator = refusedByOnnxjs.get(card.name);
    if (operator !== undefined) {
      expect(card.operators[operator]).toBeGreaterThan(0);
      await expect(onnxjsOutputs(card)).rejects.toThrow(`'${operator}'`);
      return;
    }
    expect(largestDifference(computed, await onnxjsOutputs(card), scales)).toBeLessThanOrEqual(FLOAT32_TOLERANCE);
  });
});
