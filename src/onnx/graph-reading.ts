import type { ConstantTensor } from "./algebra.js";
import { readAttribute } from "./attribute-reading.js";
import { storedType } from "./element-type.js";
import { OnnxError, quoted, within } from "./error.js";
import { topologicalOrder } from "./graph-order.js";
import type { FunctionInliner, PlacedNode } from "./local-function.js";
import type { GraphMessage, NodeMessage, TypeMessage, ValueInfoMessage } from "./messages.js";
import { type Attribute, type Dimension, type Graph, type Node, qualifiedOperator, type ValueInfo } from "./model.js";
import { canonicalDomain, impliedOpset } from "./opset.js";
import { readTensor, type TensorSource } from "./tensor-reading.js";

/** Everything that reading a graph needs besides the graph. */
export interface GraphSource extends TensorSource {
  readonly opsets: ReadonlyMap<string, number>;
  readonly irVersion: number;
  readonly inliner: FunctionInliner;
}

/**
 * A checked graph in topological order. @throws OnnxError for names that nothing produces, produced twice, and cycles.
 * `inner`: a subgraph, which may use names of the graph around it; they are returned in `captured`.
 */
export function readGraph(
  message: GraphMessage,
  source: GraphSource,
  inner: boolean,
): { graph: Graph; captured: string[] } {
  if (message.sparseInitializers !== undefined) {
    const name = message.sparseInitializers[0]?.values?.name ?? "";
    throw new OnnxError("unsupported", "sparse initializers are not read", { tensor: name });
  }
  const initializers = new Map<string, ConstantTensor>();
  for (const tensor of message.initializers ?? []) {
    const name = tensor.name ?? "";
    if (initializers.has(name)) throw new OnnxError("malformed", "stored twice", { tensor: name });
    initializers.set(name, readTensor(tensor, source));
  }
  const inputs = (message.inputs ?? []).map(readValueInfo).filter((input) => !initializers.has(input.name));
  const outputs = (message.outputs ?? []).map(readValueInfo);
  const placed = source.inliner.inline(message.nodes ?? [], source.opsets);
  const nodes = placed.map((node, index) => readNode(node, index, source));
  const given = new Set([...initializers.keys(), ...inputs.map((input) => input.name)]);
  const { order, missing } = topologicalOrder(nodes, given);
  const captured = new Set(missing.map((use) => use.name));
  if (!inner && missing.length > 0) {
    const { name, node } = missing[0]!;
    throw new OnnxError("malformed", `nothing produces its input ${quoted(name)}`, {
      operator: qualifiedOperator(node),
      node: node.name,
    });
  }
  const known = new Set(given);
  for (const node of nodes) for (const name of node.outputs) known.add(name);
  for (const output of outputs) {
    if (known.has(output.name)) continue;
    if (!inner) throw new OnnxError("malformed", `nothing produces the graph output ${quoted(output.name)}`);
    captured.add(output.name);
  }
  return { graph: { name: message.name ?? "", nodes: order, initializers, inputs, outputs }, captured: [...captured] };
}

function readNode({ message, opsets }: PlacedNode, index: number, source: GraphSource): Node {
  const domain = canonicalDomain(message.domain);
  const operator = message.operator ?? "";
  const name = message.name || `#${index}`;
  const opset = opsets.get(domain) ?? (domain === "" ? impliedOpset(source.irVersion) : undefined);
  return within({ operator: qualifiedOperator({ domain, operator }), node: name }, () => {
    const captured: string[] = [];
    const readInner = (graph: GraphMessage) => {
      const inner = readGraph(graph, { ...source, opsets }, true);
      for (const name of inner.captured) captured.push(name);
      return inner.graph;
    };
    const attributes = readAttributes(message, source, readInner);
    const outputs = message.outputs ?? [];
    return { name, operator, domain, opset, inputs: message.inputs ?? [], outputs, attributes, captured };
  });
}

function readAttributes(
  message: NodeMessage,
  source: GraphSource,
  readInner: (graph: GraphMessage) => Graph,
): Map<string, Attribute> {
  const attributes = new Map<string, Attribute>();
  for (const attribute of message.attributes ?? []) {
    const name = attribute.name ?? "";
    if (attributes.has(name)) throw new OnnxError("malformed", `attribute ${quoted(name)} is given twice`);
    attributes.set(name, readAttribute(attribute, source, readInner));
  }
  return attributes;
}

function readValueInfo(message: ValueInfoMessage): ValueInfo {
  const type = message.type;
  if (message.name === undefined || message.name === "")
    throw new OnnxError("malformed", "an input or output has no name");
  return { name: message.name, type: typeName(type), shape: declaredShape(type) };
}

function typeName(type: TypeMessage | undefined): string {
  if (type === undefined) return "unknown";
  if (type.sequence !== undefined) return "sequence";
  if (type.map !== undefined) return "map";
  if (type.sparse !== undefined) return "sparse";
  if (type.optional !== undefined) return "optional";
  const code = type.tensor?.elementType ?? 0;
  return code === 0 ? "unknown" : storedType(code).name;
}

function declaredShape(type: TypeMessage | undefined): Dimension[] | null {
  const shape = type?.tensor?.shape;
  if (shape === undefined) return null;
  return (shape.dimensions ?? []).map(({ value, parameter }) => {
    if (value === undefined) return parameter === undefined || parameter === "" ? null : parameter;
    if (!Number.isSafeInteger(value) || value < -1)
      throw new OnnxError("malformed", `axis of size ${value} in a declared shape`);
    return value === -1 ? null : value;
  });
}
