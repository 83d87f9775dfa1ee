import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { ConstantTensor, Tensor } from "../../src/onnx/algebra.js";
import { interpret } from "../../src/onnx/interpretation.js";
import type { Model } from "../../src/onnx/model.js";
import { readModelFile } from "../../src/onnx/model-file.js";
import { readTensorFile } from "../../src/onnx/model-reading.js";
import { EagerAlgebra } from "./eager-algebra.js";
import { constantsOnly } from "./evaluation.js";
import { SHARED_MODELS } from "./shared-models.js";

export const NODE_TESTS = join(SHARED_MODELS, "onnx_node_tests");

export interface NodeTest {
  readonly name: string;
  readonly model: Model;
  readonly inputs: readonly ConstantTensor[];
  readonly expected: readonly ConstantTensor[];
}

export function nodeTestNames(): string[] {
  return existsSync(NODE_TESTS) ? readdirSync(NODE_TESTS).filter((name) => name.startsWith("test_")) : [];
}

/** @throws OnnxError if the model or a tensor is not read. */
export function readNodeTest(name: string): NodeTest {
  const folder = join(NODE_TESTS, name);
  const data = join(folder, "test_data_set_0");
  const tensors = (prefix: string) =>
    readdirSync(data)
      .filter((file) => file.startsWith(prefix))
      .sort((a, b) => Number(a.replace(/\D/g, "")) - Number(b.replace(/\D/g, "")))
      .map((file) => readTensorFile(readFileSync(join(data, file))));
  return {
    name,
    model: readModelFile(join(folder, "model.onnx")),
    inputs: tensors("input_"),
    expected: tensors("output_"),
  };
}

/**
 * The outputs with the first floating-point inputs symbolic (`symbolic` says how many of them) and the others constant.
 */
export function runNodeTest({ model, inputs }: NodeTest, symbolic: number): ConstantTensor[] {
  const algebra = new EagerAlgebra();
  let left = symbolic;
  const values = new Map<string, Tensor>();
  model.graph.inputs.forEach(({ name }, k) => {
    const input = inputs[k]!;
    if (left > 0 && input.type === "float") {
      values.set(name, algebra.symbols(input.shape, input.data));
      left--;
    } else values.set(name, input);
  });
  const wanted = model.graph.outputs.map((output) => output.name);
  const results = interpret(model.graph, symbolic > 0 ? algebra : constantsOnly, values, wanted);
  return wanted.map((name) => {
    const result = results.get(name)!;
    if (result.kind === "constant") return result;
    return { kind: "constant", type: "float", shape: result.shape, data: Float64Array.from(algebra.valuesOf(result)) };
  });
}

/** What differs between results and expectations; null if nothing does. Tolerance of the ONNX backend tests. */
export function difference(results: readonly ConstantTensor[], expected: readonly ConstantTensor[]): string | null {
  for (let k = 0; k < expected.length; k++) {
    const [found, wanted] = [results[k]!, expected[k]!];
    if (found.shape.join() !== wanted.shape.join()) return `shape [${found.shape}] instead of [${wanted.shape}]`;
    for (let i = 0; i < wanted.data.length; i++) {
      const [a, b] = [found.data[i]!, wanted.data[i]!];
      if (Object.is(a, b) || a === b) continue;
      if (!(Math.abs(a - b) <= 1e-7 + 1e-3 * Math.abs(b))) return `element ${i} is ${a} instead of ${b}`;
    }
  }
  return null;
}
