import type { ConstantTensor } from "./algebra.js";
import { OnnxError, within } from "./error.js";
import { readGraph } from "./graph-reading.js";
import { DEFAULT_LIMITS, type Limits } from "./limits.js";
import { FunctionInliner } from "./local-function.js";
import { type ModelMessage, modelSchema, type TensorMessage, tensorSchema } from "./messages.js";
import type { Model } from "./model.js";
import { readOpsets } from "./opset.js";
import { type ExternalData, readTensor } from "./tensor-reading.js";
import { WireDecoder } from "./wire.js";

export interface ReadOptions {
  /** File name for error messages. */
  readonly file?: string | undefined;
  /** Gives the bytes of tensors stored outside of the file; absent: such tensors are refused. */
  readonly externalData?: ExternalData | undefined;
  readonly limits?: Partial<Limits> | undefined;
}

/**
 * Decodes an ONNX model: graph checked and sorted, local functions inlined, weights in float64.
 * @throws OnnxError if the bytes are not a model, or one that is not read; operators are checked by `interpret`.
 */
export function readModel(bytes: Uint8Array, options: ReadOptions = {}): Model {
  return within({ file: options.file }, () => decodeModel(bytes, options));
}

function decodeModel(bytes: Uint8Array, options: ReadOptions): Model {
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  if (bytes.length === 0) throw new OnnxError("malformed", "the file is empty");
  checkFileSize(bytes.length, limits);
  const decoder = new WireDecoder(limits);
  const message = decoder.decode(bytes, modelSchema) as ModelMessage;
  if (message.graph === undefined) throw new OnnxError("malformed", "not an ONNX model: there is no graph in it");
  const irVersion = message.irVersion ?? 0;
  const opsets = readOpsets(message.opsets);
  const inliner = new FunctionInliner(message.functions ?? [], limits);
  const source = { opsets, irVersion, inliner, elements: decoder.elements, externalData: options.externalData };
  const { graph } = readGraph(message.graph, source, false);
  if (graph.outputs.length === 0) throw new OnnxError("malformed", "the graph has no outputs");
  return {
    file: options.file,
    irVersion,
    producer: [message.producerName, message.producerVersion].filter(Boolean).join(" "),
    opsets,
    functions: (message.functions ?? []).map((body) => body.name ?? ""),
    graph: { ...graph, file: options.file },
  };
}

/** @throws OnnxError if a file of so many bytes is not read. */
export function checkFileSize(bytes: number, limits: Limits): void {
  if (bytes > limits.fileBytes) {
    throw new OnnxError("limit", `${bytes} bytes; at most ${limits.fileBytes} are read`);
  }
}

/** Decodes a lone TensorProto, as test data sets store them in .pb files. @throws OnnxError */
export function readTensorFile(bytes: Uint8Array): ConstantTensor {
  const decoder = new WireDecoder(DEFAULT_LIMITS);
  const message = decoder.decode(bytes, tensorSchema) as TensorMessage;
  return readTensor(message, { elements: decoder.elements });
}
