import type { Graph, Node } from "../../../onnx/model.js";

/** Is the scan what skl2onnx writes for squared distances: x handed on, the sum of the squares of x - row stacked? */
export function scannedDistance(node: Node): boolean {
  const body = node.attributes.get("body");
  const scanned = node.attributes.get("num_scan_inputs");
  if (body?.kind !== "graph" || scanned?.kind !== "integer" || scanned.value !== 1) return false;
  if (node.inputs.length !== 2 || node.outputs.length !== 2 || node.captured.length > 0) return false;
  const { inputs, outputs } = body.value;
  if (inputs.length !== 2 || outputs.length !== 2) return false;
  const state = inputs[0].name;
  if (origin(body.value, outputs[0].name) !== state) return false;
  const squares = producer(body.value, origin(body.value, outputs[1].name), "ReduceSumSquare");
  const keep = squares?.attributes.get("keepdims");
  if (squares === null || keep?.kind !== "integer" || keep.value !== 0 || !reducesColumns(body.value, squares)) {
    return false;
  }
  const difference = producer(body.value, origin(body.value, squares.inputs[0]), "Sub");
  const names = difference?.inputs.map((name) => origin(body.value, name)).sort();
  return names !== undefined && names.join("\n") === [state, inputs[1].name].sort().join("\n");
}

/** The axes are an attribute up to opset 17, an input from 18 on. */
function reducesColumns(body: Graph, node: Node): boolean {
  const attribute = node.attributes.get("axes");
  const axes = attribute?.kind === "integers" ? attribute.value : body.initializers.get(node.inputs[1] ?? "")?.data;
  return axes?.length === 1 && (axes[0] === 1 || axes[0] === -1);
}

function producer(graph: Graph, name: string, operator: string): Node | null {
  return (
    graph.nodes.find((node) => node.outputs[0] === name && node.operator === operator && node.domain === "") ?? null
  );
}

/** The name behind identities. */
function origin(graph: Graph, name: string): string {
  const identity = producer(graph, name, "Identity");
  return identity === null ? name : origin(graph, identity.inputs[0]);
}
