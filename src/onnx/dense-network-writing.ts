import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";

/** An affine map, weights by rows of outputs, followed by a rectifier unless it is the last one. */
export interface DenseLayer {
  readonly inputs: number;
  readonly outputs: number;
  readonly weights: Float64Array;
  readonly biases: Float64Array;
}

const OPSET = 14;
const IR_VERSION = 8;
const DOUBLE = 11;
const INTEGER = 2;

/**
 * A ReLU network as an ONNX model in float64: Gemm and Relu in turn, from `input` (1 x n) to `output`. Field numbers are
 * those of onnx.proto3.
 * @throws RangeError if the layers do not fit together
 */
export function denseNetworkModel(name: string, layers: readonly DenseLayer[]): Uint8Array {
  if (layers.length === 0) throw new RangeError("a network needs a layer");
  const nodes: Uint8Array[] = [];
  const tensors: Uint8Array[] = [];
  let value = "input";
  layers.forEach(({ inputs, outputs, weights, biases }, l) => {
    if (weights.length !== inputs * outputs || biases.length !== outputs) {
      throw new RangeError(`layer ${l}: ${weights.length} weights for ${inputs} inputs and ${outputs} outputs`);
    }
    tensors.push(tensor(`W${l}`, [outputs, inputs], weights), tensor(`b${l}`, [outputs], biases));
    const isLast = l + 1 === layers.length;
    const sum = isLast ? "output" : `sum${l}`;
    const transposed = message([1, "transB"], [3, 1], [20, INTEGER]);
    nodes.push(message([1, value], [1, `W${l}`], [1, `b${l}`], [2, sum], [4, "Gemm"], [5, transposed]));
    if (isLast) return;
    value = `rectified${l}`;
    nodes.push(message([1, sum], [2, value], [4, "Relu"]));
  });
  const graph = message(
    ...nodes.map((node) => [1, node] as const),
    [2, name],
    ...tensors.map((one) => [5, one] as const),
    [11, valueInfo("input", [1, layers[0].inputs])],
    [12, valueInfo("output", [1, layers[layers.length - 1].outputs])],
  );
  return message([1, IR_VERSION], [2, "surety"], [7, graph], [8, message([2, OPSET])]);
}

type Field = readonly [number: number, value: number | string | Uint8Array];

function message(...fields: readonly Field[]): Uint8Array {
  const writer = new BinaryWriter();
  for (const [number, value] of fields) {
    if (typeof value === "number") writer.tag(number, WireType.Varint).int64(value);
    else if (typeof value === "string") writer.tag(number, WireType.LengthDelimited).string(value);
    else writer.tag(number, WireType.LengthDelimited).bytes(value);
  }
  return writer.finish();
}

/** TensorProto; its raw data are little-endian. */
function tensor(name: string, sizes: readonly number[], values: Float64Array): Uint8Array {
  const raw = new Uint8Array(8 * values.length);
  const view = new DataView(raw.buffer);
  values.forEach((value, k) => {
    view.setFloat64(8 * k, value, true);
  });
  return message(...sizes.map((size) => [1, size] as const), [2, DOUBLE], [8, name], [9, raw]);
}

function valueInfo(name: string, sizes: readonly number[]): Uint8Array {
  const shape = message(...sizes.map((size) => [1, message([1, size])] as const));
  return message([1, name], [2, message([1, message([1, DOUBLE], [2, shape])])]);
}
