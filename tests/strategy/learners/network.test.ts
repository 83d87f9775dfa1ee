import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { Random } from "../../../src/numeric/random.js";
import { loadPredictor } from "../../../src/predictors/loading.js";
import { accuracy, type Sample } from "../../../src/strategy/learners/classifier.js";
import { type NetworkClassifier, network, onnxModel } from "../../../src/strategy/learners/network.js";

const folder = mkdtempSync(join(tmpdir(), "surety-network-"));
afterAll(() => rmSync(folder, { recursive: true }));

test("the ONNX model gives the classifier's logits", async () => {
  const random = new Random(1);
  const inputs = Array.from({ length: 50 }, () => Float64Array.from({ length: 3 }, () => random.between(10, 12)));
  const labels = Int32Array.from(inputs, (theta) => (theta[0] < theta[1] ? 0 : 1));
  const settings = { widths: [8, 6], learningRate: 0.05, batch: 16, epochs: 2 };
  const classifier = network.train({ dimension: 3, classes: 2, inputs, labels }, settings, random) as NetworkClassifier;
  const path = join(folder, "network.onnx");
  writeFileSync(path, onnxModel("test", classifier));
  const predictor = loadPredictor(path);
  const ort = await import("onnxruntime-node");
  const session = await ort.InferenceSession.create(path);
  const [own, loaded] = [new Float64Array(2), new Float64Array(2)];
  for (const theta of inputs.slice(0, 10)) {
    classifier.scores(theta, own);
    predictor.evaluate(theta, loaded);
    const { output } = await session.run({ input: new ort.Tensor("float64", theta, [1, 3]) });
    for (const k of [0, 1]) {
      expect(loaded[k]).toBeCloseTo(own[k], 10);
      expect((output.data as Float64Array)[k]).toBeCloseTo(own[k], 10);
    }
  }
});

test("described classes are learned from few draws, rare ones among them", () => {
  const random = new Random(7);
  const normals = [0, 1, 2].map(() => Float64Array.from({ length: 30 }, () => random.normal()));
  const codes = Array.from({ length: 8 }, (_, k) => Float64Array.of(k & 1, (k >> 1) & 1, (k >> 2) & 1));
  const draw = (count: number): Sample => {
    const inputs = Array.from({ length: count }, () => Float64Array.from({ length: 30 }, () => random.normal()));
    const side = (theta: Float64Array, f: number): number =>
      theta.reduce((sum, value, j) => sum + value * normals[f][j], f === 0 ? 0 : 6) > 0 ? 1 : 0;
    const labels = Int32Array.from(inputs, (theta) => side(theta, 0) + 2 * side(theta, 1) + 4 * side(theta, 2));
    return { dimension: 30, classes: 8, inputs, labels };
  };
  const sample = draw(500);
  const settings = { widths: [], learningRate: 0.1, batch: 32, epochs: 50 };
  const plain = network.train(sample, settings, new Random(1));
  const described = network.train({ ...sample, codes }, settings, new Random(1));
  const unseen = draw(1000);
  expect(accuracy(described, unseen)).toBeGreaterThan(accuracy(plain, unseen) + 0.01);
  expect(accuracy(described, unseen)).toBeGreaterThan(0.85);
});
