import { OnnxError } from "./error.js";
import { neededNodes } from "./interpretation.js";
import { type Graph, type Model, qualifiedOperator, type ValueInfo } from "./model.js";
import { findOperator } from "./operators/table.js";
import { withPatterns } from "./patterns/table.js";
import { chooseOutput } from "./signature.js";

/** What is in a model file, for `surety info`. */
export interface ModelDescription {
  readonly file: string | undefined;
  readonly irVersion: number;
  readonly producer: string;
  /** "ai.onnx" is written out. */
  readonly opsets: readonly { readonly domain: string; readonly version: number }[];
  readonly inputs: readonly ValueInfo[];
  readonly outputs: readonly ValueInfo[];
  /** How often each operator occurs, most frequent first; constants are not counted. */
  readonly operators: readonly { readonly name: string; readonly count: number }[];
  /** Floating-point numbers stored in initializers and constants. */
  readonly parameters: number;
  readonly functions: readonly string[];
  /** The output that is modelled unless another is named; null if none can be. */
  readonly output: string | null;
  /** The first node that this output needs and that is not interpreted, as a sentence; null if there is none. */
  readonly unsupported: string | null;
}

/** Describes a model without interpreting it; an output may be chosen by name. */
export function describe(model: Model, output?: string | undefined): ModelDescription {
  const { graph } = model;
  const chosen = outputOrReason(graph, output);
  return {
    file: model.file,
    irVersion: model.irVersion,
    producer: model.producer,
    opsets: Array.from(model.opsets, ([domain, version]) => ({ domain: domain === "" ? "ai.onnx" : domain, version })),
    inputs: graph.inputs,
    outputs: graph.outputs,
    operators: histogram(graph),
    parameters: parameterCount(graph),
    functions: model.functions,
    output: chosen.name,
    unsupported: chosen.name === null ? chosen.reason : firstUnsupported(graph, chosen.name),
  };
}

function outputOrReason(graph: Graph, output: string | undefined): { name: string | null; reason: string } {
  try {
    return { name: chooseOutput(graph, output), reason: "" };
  } catch (error) {
    if (error instanceof OnnxError) return { name: null, reason: error.message };
    throw error;
  }
}

function histogram(graph: Graph): { name: string; count: number }[] {
  const counts = new Map<string, number>();
  for (const node of graph.nodes) {
    const name = qualifiedOperator(node);
    if (name !== "Constant") counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return Array.from(counts, ([name, count]) => ({ name, count })).sort(
    (a, b) => b.count - a.count || (a.name < b.name ? -1 : 1),
  );
}

function parameterCount(graph: Graph): number {
  let count = 0;
  for (const tensor of graph.initializers.values()) if (tensor.type === "float") count += tensor.data.length;
  for (const node of graph.nodes) {
    for (const attribute of node.attributes.values()) {
      if (attribute.kind === "tensor" && attribute.value.type === "float") count += attribute.value.data.length;
    }
  }
  return count;
}

function firstUnsupported(graph: Graph, output: string): string | null {
  for (const node of neededNodes(withPatterns(graph), [output])) {
    if (node.group !== undefined) continue;
    try {
      findOperator(node);
    } catch (error) {
      if (!(error instanceof OnnxError)) throw error;
      return error.at({ operator: qualifiedOperator(node), node: node.name, opset: node.opset }).message;
    }
  }
  return null;
}
