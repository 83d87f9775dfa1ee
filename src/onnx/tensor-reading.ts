import type { ConstantTensor } from "./algebra.js";
import { type StoredType, storedType } from "./element-type.js";
import { OnnxError, within } from "./error.js";
import { bfloat16Value, float16Value } from "./half-precision.js";
import { type Allowance, checkedCount } from "./limits.js";
import type { StringPairMessage, TensorMessage } from "./messages.js";

/** Gives `length` bytes of external data, or throws an OnnxError. */
export type ExternalData = (location: string, offset: number, length: number) => Uint8Array;

export interface TensorSource {
  /** Absent: a tensor stored outside of the file is refused. */
  readonly externalData?: ExternalData | undefined;
  /** Numbers that may still be read from raw bytes (lists were counted by the decoder). */
  readonly elements: Allowance;
}

/** Decodes TensorProto. @throws OnnxError naming the tensor. */
export function readTensor(message: TensorMessage, source: TensorSource): ConstantTensor {
  return within({ tensor: message.name || "(unnamed)" }, () => decodeTensor(message, source));
}

function decodeTensor(message: TensorMessage, source: TensorSource): ConstantTensor {
  const type = storedType(message.dataType ?? 0);
  if (type.kind === null) throw new OnnxError("unsupported", `element type ${type.name} is not read`);
  if (message.segment !== undefined) throw new OnnxError("unsupported", "tensors stored in segments are not read");
  const count = checkedCount(message.dims ?? []);
  const shape = Array.from(message.dims ?? []);
  if (type.kind === "string") return decodeStrings(message, shape, count);
  const external = message.dataLocation === 1;
  if (external || (message.raw !== undefined && (message.raw.length > 0 || count === 0))) {
    source.elements.take(count);
    const raw = external ? externalBytes(message, type, count, source) : message.raw!;
    if (raw.length !== count * type.bytes) {
      throw new OnnxError("malformed", `${raw.length} bytes of data for ${count} elements of type ${type.name}`);
    }
    return { kind: "constant", type: type.kind, shape, data: rawValues(raw, type.name, count) };
  }
  const list = listOf(message, type.name);
  if (list.length !== count) {
    throw new OnnxError("malformed", `${list.length} elements of data for shape [${shape.join(", ")}]`);
  }
  const half = type.name === "float16" ? float16Value : type.name === "bfloat16" ? bfloat16Value : null;
  if (half !== null) source.elements.take(count);
  const data = half === null ? list : list.map(half);
  if (type.kind === "integer")
    data.forEach((value, k) => {
      data[k] = safeInteger(value);
    });
  return { kind: "constant", type: type.kind, shape, data };
}

function decodeStrings(message: TensorMessage, shape: readonly number[], count: number): ConstantTensor {
  const stored = message.strings ?? [];
  if (stored.length !== count) throw new OnnxError("malformed", `${stored.length} strings for ${count} elements`);
  const strings = stored.map((bytes) => new TextDecoder().decode(bytes));
  return { kind: "constant", type: "string", shape, data: new Float64Array(0), strings };
}

function listOf(message: TensorMessage, type: string): Float64Array {
  const list =
    type === "float"
      ? message.floats
      : type === "double"
        ? message.doubles
        : type === "int64"
          ? message.int64s
          : type === "uint64" || type === "uint32"
            ? message.uint64s
            : message.int32s;
  return list ?? new Float64Array(0);
}

function externalBytes(message: TensorMessage, type: StoredType, count: number, source: TensorSource): Uint8Array {
  const entry = (key: string) => message.externalData?.find((pair: StringPairMessage) => pair.key === key)?.value;
  const location = entry("location");
  if (location === undefined) throw new OnnxError("malformed", "external data without a location");
  if (source.externalData === undefined) {
    throw new OnnxError(
      "file",
      `its data is in another file ("${location}"), which is read only if external data is allowed (allowExternalData; --allow-external-data)`,
    );
  }
  const bytes = count * type.bytes;
  const offset = byteCount(entry("offset"), "offset", 0);
  const length = byteCount(entry("length"), "length", bytes);
  if (length !== bytes) throw new OnnxError("malformed", `external data of ${length} bytes where ${bytes} are needed`);
  return source.externalData(location, offset, length);
}

function byteCount(text: string | undefined, what: string, absent: number): number {
  if (text === undefined || text === "") return absent;
  const value = /^[0-9]{1,15}$/.test(text) ? Number(text) : Number.NaN;
  if (!Number.isSafeInteger(value))
    throw new OnnxError("malformed", `${what} "${text}" of external data is not a byte count`);
  return value;
}

function rawValues(raw: Uint8Array, type: string, count: number): Float64Array {
  const view = new DataView(raw.buffer, raw.byteOffset, raw.byteLength);
  const read = RAW_READERS[type]!;
  const out = new Float64Array(count);
  for (let k = 0; k < count; k++) out[k] = read(view, k);
  return out;
}

const RAW_READERS: Readonly<Record<string, (view: DataView, k: number) => number>> = {
  float: (view, k) => view.getFloat32(4 * k, true),
  double: (view, k) => view.getFloat64(8 * k, true),
  float16: (view, k) => float16Value(view.getUint16(2 * k, true)),
  bfloat16: (view, k) => bfloat16Value(view.getUint16(2 * k, true)),
  uint8: (view, k) => view.getUint8(k),
  int8: (view, k) => view.getInt8(k),
  bool: (view, k) => (view.getUint8(k) === 0 ? 0 : 1),
  uint16: (view, k) => view.getUint16(2 * k, true),
  int16: (view, k) => view.getInt16(2 * k, true),
  int32: (view, k) => view.getInt32(4 * k, true),
  uint32: (view, k) => view.getUint32(4 * k, true),
  int64: (view, k) => safeInteger(view.getInt32(8 * k + 4, true) * 2 ** 32 + view.getUint32(8 * k, true)),
  uint64: (view, k) => safeInteger(view.getUint32(8 * k + 4, true) * 2 ** 32 + view.getUint32(8 * k, true)),
};

/** Exporters write the ends of the int64 range for "up to the end" of a slice: these stay, rounded; others must be exact. */
function safeInteger(value: number): number {
  if (Number.isSafeInteger(value) || Math.abs(value) >= 2 ** 62) return value;
  throw new OnnxError("number", `integer ${value} is beyond 2^53`);
}
