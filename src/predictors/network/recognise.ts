import type { SymbolicTensor, Tensor } from "../../onnx/algebra.js";
import { OnnxError, quoted } from "../../onnx/error.js";
import { interpret } from "../../onnx/interpretation.js";
import type { Model } from "../../onnx/model.js";
import { readModelFile } from "../../onnx/model-file.js";
import { chooseOutput, modelInputs } from "../../onnx/signature.js";
import { NetworkBuilder } from "./builder.js";
import type { Network } from "./network.js";

export interface RecognitionOptions {
  /** Name of the ONNX output; the first floating-point one if absent. */
  readonly output?: string | undefined;
  /** Whether weights may lie in other files of the model's folder. */
  readonly allowExternalData?: boolean | undefined;
}

/** Reads an ONNX file as a network. @throws OnnxError naming file, operator and node. */
export function loadNetwork(path: string, options: RecognitionOptions = {}): Network {
  return networkOf(readModelFile(path, { allowExternalData: options.allowExternalData }), options);
}

/** The layered network of a model's output: flat inputs in the file's order, flat outputs in row-major order. */
export function networkOf(model: Model, options: RecognitionOptions = {}): Network {
  const { graph } = model;
  try {
    const name = chooseOutput(graph, options.output);
    const { inputs, total } = modelInputs(graph, [name]);
    if (total === 0) throw new OnnxError("unsupported", `the output ${quoted(name)} does not depend on any input`);
    const builder = new NetworkBuilder(total);
    const all = builder.inputTensor();
    const tensors = new Map<string, Tensor>(
      inputs.map(({ name: input, shape, offset, size }) => [
        input,
        { ...all, shape, elements: all.elements.subarray(offset, offset + size) },
      ]),
    );
    const result = interpret(graph, builder, tensors, [name]).get(name) as Tensor;
    return builder.build(flat(result, builder));
  } catch (error) {
    throw error instanceof OnnxError && model.file !== undefined ? error.at({ file: model.file }) : error;
  }
}

function flat(result: Tensor, builder: NetworkBuilder): SymbolicTensor {
  const symbolic = result.kind === "symbolic" ? result : builder.embed(result);
  return { ...symbolic, shape: [symbolic.elements.length] };
}
