import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";

/** Writes small models, well-formed or not, for tests. Field numbers are those of onnx.proto3. */
export type Bytes = Uint8Array;

export function message(
  ...fields: readonly (readonly [number: number, value: number | string | Bytes | undefined])[]
): Bytes {
  const writer = new BinaryWriter();
  for (const [number, value] of fields) {
    if (value === undefined) continue;
    if (typeof value === "number") writer.tag(number, WireType.Varint).int64(value);
    else if (typeof value === "string") writer.tag(number, WireType.LengthDelimited).string(value);
    else writer.tag(number, WireType.LengthDelimited).bytes(value);
  }
  return writer.finish();
}

export function floats(values: readonly number[]): Bytes {
  return new Uint8Array(Float32Array.from(values).buffer);
}

export function doubles(values: readonly number[]): Bytes {
  return new Uint8Array(Float64Array.from(values).buffer);
}

export function int64s(values: readonly number[]): Bytes {
  return new Uint8Array(BigInt64Array.from(values, BigInt).buffer);
}

/** TensorProto with raw data. */
export function tensor(name: string, type: number, dims: readonly number[], raw: Bytes): Bytes {
  return message(...dims.map((size) => [1, size] as const), [2, type], [8, name], [9, raw]);
}

export const floatTensor = (name: string, dims: readonly number[], values: readonly number[]) =>
  tensor(name, 1, dims, floats(values));
export const doubleTensor = (name: string, dims: readonly number[], values: readonly number[]) =>
  tensor(name, 11, dims, doubles(values));
export const int64Tensor = (name: string, dims: readonly number[], values: readonly number[]) =>
  tensor(name, 7, dims, int64s(values));

export const integerAttribute = (name: string, value: number) => message([1, name], [3, value], [20, 2]);
export const integersAttribute = (name: string, values: readonly number[]) =>
  message([1, name], ...values.map((value) => [8, value] as const), [20, 7]);
export const tensorAttribute = (name: string, value: Bytes) => message([1, name], [5, value], [20, 4]);
export const textAttribute = (name: string, value: string) => message([1, name], [4, value], [20, 3]);

export function floatAttribute(name: string, value: number): Bytes {
  const writer = new BinaryWriter();
  writer.tag(1, WireType.LengthDelimited).string(name);
  writer.tag(2, WireType.Bit32).float(value);
  writer.tag(20, WireType.Varint).int32(1);
  return writer.finish();
}

export interface NodeOptions {
  readonly name?: string;
  readonly domain?: string;
  readonly attributes?: readonly Bytes[];
}

export function node(
  operator: string,
  inputs: readonly string[],
  outputs: readonly string[],
  options: NodeOptions = {},
): Bytes {
  return message(
    ...inputs.map((name) => [1, name] as const),
    ...outputs.map((name) => [2, name] as const),
    [3, options.name],
    [4, operator],
    ...(options.attributes ?? []).map((attribute) => [5, attribute] as const),
    [7, options.domain],
  );
}

/** A value of type float (or `type`); a string axis is a parameter, null an axis without size. */
export function value(name: string, shape: readonly (number | string | null)[] | null, type = 1): Bytes {
  const axes = (shape ?? []).map((size) =>
    size === null ? message() : message(typeof size === "number" ? [1, size] : [2, size]),
  );
  const declared = shape === null ? undefined : message(...axes.map((axis) => [1, axis] as const));
  return message([1, name], [2, message([1, message([1, type], [2, declared])])]);
}

export interface ModelOptions {
  readonly nodes: readonly Bytes[];
  readonly initializers?: readonly Bytes[];
  readonly inputs: readonly Bytes[];
  readonly outputs: readonly Bytes[];
  readonly opsets?: readonly (readonly [domain: string, version: number])[];
  readonly functions?: readonly Bytes[];
  readonly irVersion?: number;
}

export function model(options: ModelOptions): Bytes {
  const graph = message(
    ...options.nodes.map((bytes) => [1, bytes] as const),
    [2, "test"],
    ...(options.initializers ?? []).map((bytes) => [5, bytes] as const),
    ...options.inputs.map((bytes) => [11, bytes] as const),
    ...options.outputs.map((bytes) => [12, bytes] as const),
  );
  const opsets = options.opsets ?? [["", 17]];
  return message(
    [1, options.irVersion ?? 8],
    [7, graph],
    ...opsets.map(([domain, version]) => [8, message([1, domain], [2, version])] as const),
    ...(options.functions ?? []).map((bytes) => [25, bytes] as const),
  );
}

/** A model with one input x of the given shape, one output y, and the given nodes. */
export function simpleModel(
  shape: readonly (number | string | null)[],
  nodes: readonly Bytes[],
  initializers: readonly Bytes[] = [],
  opset = 17,
): Bytes {
  const inputs = [value("x", shape)];
  return model({ nodes, initializers, inputs, outputs: [value("y", null)], opsets: [["", opset]] });
}
