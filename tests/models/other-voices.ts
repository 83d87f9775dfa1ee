import { readFileSync } from "node:fs";
import { InferenceSession as OnnxjsSession, Tensor as OnnxjsTensor } from "onnxjs";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { type Card, modelPath } from "./cards.js";

/** Bundled models that onnxjs 0.1.8 cannot read, and the operator (in its opset) that it does not know. */
export const refusedByOnnxjs: ReadonlyMap<string, string> = new Map([
  ["camel-gelu", "Gelu"],
  ["goldstein-softplus", "Softplus"],
  ["hartmann3-sigmoid", "Cast"],
  ["peaks-relu", "Cast"],
  ["peaks-tanh", "Scaler"],
  ["profile-convolution", "AveragePool"],
]);

function rows(flat: ArrayLike<number>, width: number): number[][] {
  return Array.from({ length: flat.length / width }, (_, i) =>
    Array.from({ length: width }, (_, k) => flat[i * width + k]),
  );
}

/** The outputs of onnxruntime at the card's test points, graph optimizations off. */
export async function runtimeOutputs(card: Card): Promise<number[][]> {
  const session = await InferenceSession.create(modelPath(card), {
    graphOptimizationLevel: "disabled",
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
  });
  const flat = card.test.points.flat();
  const shape = [card.test.points.length, card.inputs];
  const input =
    card.elementType === "float64"
      ? new Tensor("float64", Float64Array.from(flat), shape)
      : new Tensor("float32", Float32Array.from(flat), shape);
  const results = await session.run({ [session.inputNames[0]]: input });
  return rows(results[session.outputNames[0]].data as Float32Array | Float64Array, card.outputs);
}

/** The outputs of onnxjs (float32) at the card's test points. @throws if it does not know an operator */
export async function onnxjsOutputs(card: Card): Promise<number[][]> {
  const session = new OnnxjsSession({ backendHint: "cpu" });
  const bytes = readFileSync(modelPath(card));
  await session.loadModel(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) as ArrayBuffer);
  const outputs: number[][] = [];
  for (const point of card.test.points) {
    const results = await session.run([new OnnxjsTensor(Float32Array.from(point), "float32", [1, card.inputs])]);
    for (const tensor of results.values()) outputs.push(Array.from(tensor.data as Float32Array));
  }
  return outputs;
}
