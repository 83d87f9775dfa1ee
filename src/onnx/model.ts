import type { UnivariateFunction } from "../functions/univariate.js";
import type { ConstantTensor } from "./algebra.js";

/** Size of an axis: a number, a name (any size), or null where the file does not say. */
export type Dimension = number | string | null;

/** Name and declared type of an input or output. */
export interface ValueInfo {
  readonly name: string;
  /** Lower-case ONNX element type ("float", "double", "int64", …), "sequence", "map", "optional", "sparse" or "unknown". */
  readonly type: string;
  /** Null: the file does not say. */
  readonly shape: readonly Dimension[] | null;
}

export type Attribute =
  | { readonly kind: "float" | "integer"; readonly value: number }
  | { readonly kind: "string"; readonly value: string }
  | { readonly kind: "tensor"; readonly value: ConstantTensor }
  | { readonly kind: "graph"; readonly value: Graph }
  | { readonly kind: "floats" | "integers"; readonly value: Float64Array }
  | { readonly kind: "strings"; readonly value: readonly string[] }
  | { readonly kind: "tensors"; readonly value: readonly ConstantTensor[] }
  | { readonly kind: "graphs"; readonly value: readonly Graph[] }
  | { readonly kind: "unsupported"; readonly value: string };

export interface Node {
  /** Its name, or "#k" with its position in the file where it has none. */
  readonly name: string;
  readonly operator: string;
  /** "" is the ONNX domain ("ai.onnx" in files). */
  readonly domain: string;
  /** Version of its domain's operator set; undefined where the file imports none. */
  readonly opset: number | undefined;
  /** "" stands for an omitted optional input. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: ReadonlyMap<string, Attribute>;
  /** Names of the enclosing graph that its subgraphs use. */
  readonly captured: readonly string[];
  /** Only on the last node of a recognised group (patterns/): what it is of inputs[0]; the result has at least `axes` axes. */
  readonly group?: { readonly phi: UnivariateFunction; readonly axes: number };
}

export interface Graph {
  /** File name as given by the caller, for messages. */
  readonly file?: string | undefined;
  readonly name: string;
  /** In topological order. */
  readonly nodes: readonly Node[];
  readonly initializers: ReadonlyMap<string, ConstantTensor>;
  /** Without those that have an initializer. */
  readonly inputs: readonly ValueInfo[];
  readonly outputs: readonly ValueInfo[];
}

export interface Model {
  /** File name as given by the caller, for messages. */
  readonly file: string | undefined;
  readonly irVersion: number;
  readonly producer: string;
  /** Domain to version, as imported by the model. */
  readonly opsets: ReadonlyMap<string, number>;
  /** Names of the model's local functions, which are inlined in the graph. */
  readonly functions: readonly string[];
  readonly graph: Graph;
}

/** "Conv" or "ai.onnx.ml.Scaler". */
export function qualifiedOperator(node: { readonly domain: string; readonly operator: string }): string {
  return node.domain === "" ? node.operator : `${node.domain}.${node.operator}`;
}
