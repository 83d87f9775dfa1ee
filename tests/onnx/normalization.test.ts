import { expect, test } from "vitest";
import { readModel } from "../../src/onnx/model-reading.js";
import { networkOf } from "../../src/predictors/network/recognise.js";
import { floatTensor, node, simpleModel } from "./model-writing.js";

const size = 5;

/** Layer normalization with the given scales, no bias. */
const network = networkOf(
  readModel(
    simpleModel(
      [1, size],
      [node("LayerNormalization", ["x", "scale"], ["y"])],
      [floatTensor("scale", [size], [1, 1, 2, 1, 1])],
    ),
  ),
);

function normalized(x: readonly number[]): number[] {
  const mean = x.reduce((sum, value) => sum + value, 0) / size;
  const variance = x.reduce((sum, value) => sum + (value - mean) ** 2, 0) / size;
  return x.map((value, i) => ((i === 2 ? 2 : 1) * (value - mean)) / Math.sqrt(variance + Math.fround(1e-5)));
}

test("values are those of the definition, at the largest possible one, too", () => {
  const y = new Float64Array(size);
  for (const x of [
    [1, 2, 3, 4, 7],
    [0, 0, 0, 0, 1e6],
    [-3, -3, -3, -3, -3],
  ]) {
    network.evaluate(Float64Array.from(x), y);
    normalized(x).forEach((value, i) => {
      expect(y[i]).toBeCloseTo(value, 12);
    });
  }
});

test("whatever the box is, no output is beyond sqrt(n - 1) times its scale", () => {
  const [lower, upper] = [new Float64Array(size), new Float64Array(size)];
  network.rangeOver(
    { lower: new Float64Array(size).fill(-1e3), upper: new Float64Array(size).fill(1e3) },
    lower,
    upper,
  );
  for (let i = 0; i < size; i++) {
    const most = (i === 2 ? 2 : 1) * Math.sqrt(size - 1);
    expect(upper[i]).toBeLessThan(most * (1 + 1e-9));
    expect(lower[i]).toBeGreaterThan(-most * (1 + 1e-9));
    expect(upper[i]).toBeGreaterThan(0.99 * most);
  }
});
