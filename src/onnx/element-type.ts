import type { ElementType } from "./algebra.js";

/** What is known about an element type of TensorProto.DataType. */
export interface StoredType {
  /** ONNX name in lower case, for messages. */
  readonly name: string;
  /** As which kind its values are held; null: not read (complex, 8-bit and 4-bit floats, 4-bit integers). */
  readonly kind: ElementType | null;
  /** Bytes per element in raw_data; 0 where raw_data is not allowed. */
  readonly bytes: number;
}

const TABLE: readonly (readonly [number, string, ElementType | null, number])[] = [
  [1, "float", "float", 4],
  [2, "uint8", "integer", 1],
  [3, "int8", "integer", 1],
  [4, "uint16", "integer", 2],
  [5, "int16", "integer", 2],
  [6, "int32", "integer", 4],
  [7, "int64", "integer", 8],
  [8, "string", "string", 0],
  [9, "bool", "boolean", 1],
  [10, "float16", "float", 2],
  [11, "double", "float", 8],
  [12, "uint32", "integer", 4],
  [13, "uint64", "integer", 8],
  [14, "complex64", null, 8],
  [15, "complex128", null, 16],
  [16, "bfloat16", "float", 2],
  [17, "float8e4m3fn", null, 1],
  [18, "float8e4m3fnuz", null, 1],
  [19, "float8e5m2", null, 1],
  [20, "float8e5m2fnuz", null, 1],
  [21, "uint4", null, 0],
  [22, "int4", null, 0],
  [23, "float4e2m1", null, 0],
];

const BY_NUMBER = new Map<number, StoredType>(TABLE.map(([code, name, kind, bytes]) => [code, { name, kind, bytes }]));

/** The type with the number that TensorProto.DataType gives it; an unknown number is a type that is not read. */
export function storedType(code: number): StoredType {
  return BY_NUMBER.get(code) ?? { name: `type ${code}`, kind: null, bytes: 0 };
}
