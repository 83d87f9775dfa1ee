import type { Algebra, ConstantTensor, Tensor } from "../../src/onnx/algebra.js";
import { type InterpretOptions, interpret } from "../../src/onnx/interpretation.js";
import type { Model } from "../../src/onnx/model.js";
import { modelInputs } from "../../src/onnx/signature.js";
import { EagerAlgebra } from "./eager-algebra.js";

function never(): never {
  throw new Error("the algebra must not be asked where everything is constant");
}

/** For runs in which every input is a constant. */
export const constantsOnly: Algebra = {
  apply: never,
  combine: never,
  affine: never,
  kernelSum: never,
  ensemble: never,
  embed: never,
};

export function constantOf(shape: readonly number[], values: Iterable<number>): ConstantTensor {
  return { kind: "constant", type: "float", shape, data: Float64Array.from(values) };
}

/** The wanted output at a flat input vector, with the inputs as constants. */
export function evaluateConstant(
  model: Model,
  output: string,
  x: readonly number[],
  options?: InterpretOptions,
): ConstantTensor {
  const { inputs } = modelInputs(model.graph, [output]);
  const values = new Map<string, Tensor>(
    inputs.map(({ name, shape, size, offset }) => [name, constantOf(shape, x.slice(offset, offset + size))]),
  );
  return interpret(model.graph, constantsOnly, values, [output], options).get(output) as ConstantTensor;
}

/** The same with symbolic inputs; also what the algebra was asked. */
export function evaluateSymbolic(
  model: Model,
  output: string,
  x: readonly number[],
  options?: InterpretOptions,
): { values: number[]; algebra: EagerAlgebra } {
  const algebra = new EagerAlgebra();
  const { inputs } = modelInputs(model.graph, [output]);
  const values = new Map<string, Tensor>(
    inputs.map(({ name, shape, size, offset }) => [name, algebra.symbols(shape, x.slice(offset, offset + size))]),
  );
  const result = interpret(model.graph, algebra, values, [output], options).get(output)!;
  return { values: algebra.valuesOf(result), algebra };
}
