import type { Algebra, ConstantTensor, Tensor } from "../../src/onnx/algebra.js";
import { interpret } from "../../src/onnx/interpretation.js";
import type { Model } from "../../src/onnx/model.js";
import { modelInputs } from "../../src/onnx/signature.js";

function never(): never {
  throw new Error("the algebra must not be asked where everything is constant");
}

/** For runs in which every input is a constant. */
export const constantsOnly: Algebra = { apply: never, combine: never, affine: never, embed: never };

export function constantOf(shape: readonly number[], values: Iterable<number>): ConstantTensor {
  return { kind: "constant", type: "float", shape, data: Float64Array.from(values) };
}

/** The wanted output at a flat input vector, with the inputs as constants. */
export function evaluateConstant(model: Model, output: string, x: readonly number[]): ConstantTensor {
  const { inputs } = modelInputs(model.graph, [output]);
  const values = new Map<string, Tensor>(
    inputs.map(({ name, shape, size, offset }) => [name, constantOf(shape, x.slice(offset, offset + size))]),
  );
  return interpret(model.graph, constantsOnly, values, [output]).get(output) as ConstantTensor;
}
