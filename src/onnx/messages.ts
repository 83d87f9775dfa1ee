import type { Schema } from "./wire.js";

/**
 * The messages of onnx.proto3 (ONNX IR version 13) that are read, as tables of field numbers with the type of the decoded
 * object beside each. Absent fields are absent in the object. Documentation strings, metadata, training information
 * and intermediate value types are skipped.
 */
export interface StringPairMessage {
  key?: string;
  value?: string;
}
const stringPair: Schema = { 1: ["key", "string"], 2: ["value", "string"] };

export interface TensorMessage {
  dims?: Float64Array;
  dataType?: number;
  segment?: unknown;
  floats?: Float64Array;
  int32s?: Float64Array;
  strings?: Uint8Array[];
  int64s?: Float64Array;
  name?: string;
  raw?: Uint8Array;
  doubles?: Float64Array;
  uint64s?: Float64Array;
  externalData?: StringPairMessage[];
  dataLocation?: number;
}
export const tensorSchema: Schema = {
  1: ["dims", "integers"],
  2: ["dataType", "integer"],
  3: ["segment", "bytes"],
  4: ["floats", "floats"],
  5: ["int32s", "integers"],
  6: ["strings", "byteStrings"],
  7: ["int64s", "integers"],
  8: ["name", "string"],
  9: ["raw", "bytes"],
  10: ["doubles", "doubles"],
  11: ["uint64s", "unsigneds"],
  13: ["externalData", "messages", () => stringPair],
  14: ["dataLocation", "integer"],
};

export interface SparseTensorMessage {
  values?: TensorMessage;
}
const sparseTensor: Schema = { 1: ["values", "message", () => tensorSchema] };

export interface DimensionMessage {
  value?: number;
  parameter?: string;
}
const dimension: Schema = { 1: ["value", "integer"], 2: ["parameter", "string"] };

export interface ShapeMessage {
  dimensions?: DimensionMessage[];
}
const shape: Schema = { 1: ["dimensions", "messages", () => dimension] };

export interface TypeMessage {
  tensor?: { elementType?: number; shape?: ShapeMessage };
  sequence?: Uint8Array;
  map?: Uint8Array;
  sparse?: Uint8Array;
  optional?: Uint8Array;
}
const tensorType: Schema = { 1: ["elementType", "integer"], 2: ["shape", "message", () => shape] };
const type: Schema = {
  1: ["tensor", "message", () => tensorType],
  4: ["sequence", "bytes"],
  5: ["map", "bytes"],
  8: ["sparse", "bytes"],
  9: ["optional", "bytes"],
};

export interface ValueInfoMessage {
  name?: string;
  type?: TypeMessage;
}
const valueInfo: Schema = { 1: ["name", "string"], 2: ["type", "message", () => type] };

export interface AttributeMessage {
  name?: string;
  f?: number;
  i?: number;
  s?: Uint8Array;
  t?: TensorMessage;
  g?: GraphMessage;
  floats?: Float64Array;
  ints?: Float64Array;
  strings?: Uint8Array[];
  tensors?: TensorMessage[];
  graphs?: GraphMessage[];
  typeProto?: Uint8Array;
  typeProtos?: Uint8Array[];
  type?: number;
  reference?: string;
  sparse?: SparseTensorMessage;
  sparses?: SparseTensorMessage[];
}
const attribute: Schema = {
  1: ["name", "string"],
  2: ["f", "float"],
  3: ["i", "integer"],
  4: ["s", "bytes"],
  5: ["t", "message", () => tensorSchema],
  6: ["g", "message", () => graph],
  7: ["floats", "floats"],
  8: ["ints", "integers"],
  9: ["strings", "byteStrings"],
  10: ["tensors", "messages", () => tensorSchema],
  11: ["graphs", "messages", () => graph],
  14: ["typeProto", "bytes"],
  15: ["typeProtos", "byteStrings"],
  20: ["type", "integer"],
  21: ["reference", "string"],
  22: ["sparse", "message", () => sparseTensor],
  23: ["sparses", "messages", () => sparseTensor],
};

export interface NodeMessage {
  inputs?: string[];
  outputs?: string[];
  name?: string;
  operator?: string;
  attributes?: AttributeMessage[];
  domain?: string;
  overload?: string;
}
const node: Schema = {
  1: ["inputs", "strings"],
  2: ["outputs", "strings"],
  3: ["name", "string"],
  4: ["operator", "string"],
  5: ["attributes", "messages", () => attribute],
  7: ["domain", "string"],
  8: ["overload", "string"],
};

export interface GraphMessage {
  nodes?: NodeMessage[];
  name?: string;
  initializers?: TensorMessage[];
  inputs?: ValueInfoMessage[];
  outputs?: ValueInfoMessage[];
  sparseInitializers?: SparseTensorMessage[];
}
const graph: Schema = {
  1: ["nodes", "messages", () => node],
  2: ["name", "string"],
  5: ["initializers", "messages", () => tensorSchema],
  11: ["inputs", "messages", () => valueInfo],
  12: ["outputs", "messages", () => valueInfo],
  15: ["sparseInitializers", "messages", () => sparseTensor],
};

export interface OperatorSetMessage {
  domain?: string;
  version?: number;
}
const operatorSet: Schema = { 1: ["domain", "string"], 2: ["version", "integer"] };

export interface FunctionMessage {
  name?: string;
  inputs?: string[];
  outputs?: string[];
  attributes?: string[];
  nodes?: NodeMessage[];
  opsets?: OperatorSetMessage[];
  domain?: string;
  attributeDefaults?: AttributeMessage[];
  overload?: string;
}
const localFunction: Schema = {
  1: ["name", "string"],
  4: ["inputs", "strings"],
  5: ["outputs", "strings"],
  6: ["attributes", "strings"],
  7: ["nodes", "messages", () => node],
  9: ["opsets", "messages", () => operatorSet],
  10: ["domain", "string"],
  11: ["attributeDefaults", "messages", () => attribute],
  13: ["overload", "string"],
};

export interface ModelMessage {
  irVersion?: number;
  producerName?: string;
  producerVersion?: string;
  domain?: string;
  modelVersion?: number;
  graph?: GraphMessage;
  opsets?: OperatorSetMessage[];
  functions?: FunctionMessage[];
}
export const modelSchema: Schema = {
  1: ["irVersion", "integer"],
  2: ["producerName", "string"],
  3: ["producerVersion", "string"],
  4: ["domain", "string"],
  5: ["modelVersion", "integer"],
  7: ["graph", "message", () => graph],
  8: ["opsets", "messages", () => operatorSet],
  25: ["functions", "messages", () => localFunction],
};
