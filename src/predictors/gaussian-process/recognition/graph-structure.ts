import type { Algebra, ConstantTensor, Tensor } from "../../../onnx/algebra.js";
import { interpret, neededNodes } from "../../../onnx/interpretation.js";
import type { Graph, Node } from "../../../onnx/model.js";
import { type ModelInput, modelInputs } from "../../../onnx/signature.js";
import { nodeStructure } from "./node-structure.js";
import type { Structure } from "./structure.js";

/** For graphs whose inputs are constants. */
const CONSTANTS: Algebra = {
  apply: never,
  combine: never,
  affine: never,
  kernelSum: never,
  ensemble: never,
  embed: never,
};

function never(): never {
  throw new Error("the algebra was asked although everything is constant");
}

/** The value of an output in float64, the flat inputs being x: an estimate. @throws OnnxError */
export function outputAt(graph: Graph, output: string, x: Float64Array): number {
  const { inputs } = modelInputs(graph, [output]);
  return numbersOf(graph, inputs, x, [output]).get(output)!.data[0];
}

/** What the outputs stand for, by name. @throws OnnxError where constants of the graph cannot be computed */
export function outputStructures(graph: Graph, outputs: readonly string[]): Map<string, Structure> {
  const { inputs, total } = modelInputs(graph, outputs);
  if (inputs.length !== 1) return new Map();
  const nodes = neededNodes(graph, outputs);
  const dependent = dependentNames(nodes, inputs[0].name);
  const used = new Set(nodes.filter(({ outputs: [name] }) => dependent.has(name)).flatMap((node) => node.inputs));
  const constants = [...used].filter((name) => name !== "" && !dependent.has(name));
  const values = numbersOf(graph, inputs, new Float64Array(total), constants);
  const structures = new Map<string, Structure>();
  for (const [name, tensor] of values) structures.set(name, { kind: "constant", tensor });
  structures.set(inputs[0].name, {
    kind: "inputs",
    offset: new Float64Array(total),
    factor: new Float64Array(total).fill(1),
  });
  for (const node of nodes) {
    const [first, second] = node.outputs;
    if (!node.outputs.some((name) => dependent.has(name))) continue;
    const structure = nodeStructure(
      node,
      node.inputs.map((name) => structures.get(name) ?? null),
    );
    // A scan hands the inputs on and stacks the distances.
    structures.set(node.operator === "Scan" ? second : first, structure);
  }
  return structures;
}

/** The names whose values depend on the input; shapes do not, the batch being 1. */
function dependentNames(nodes: readonly Node[], input: string): Set<string> {
  const dependent = new Set([input]);
  for (const node of nodes) {
    if (node.operator === "Shape" || node.operator === "Size") continue;
    if (node.inputs.some((name) => dependent.has(name))) for (const name of node.outputs) dependent.add(name);
  }
  return dependent;
}

function numbersOf(
  graph: Graph,
  inputs: readonly ModelInput[],
  x: Float64Array,
  wanted: readonly string[],
): Map<string, ConstantTensor> {
  const given = new Map<string, Tensor>(
    inputs.map(({ name, shape, offset, size }) => [
      name,
      { kind: "constant", type: "float", shape, data: x.slice(offset, offset + size) },
    ]),
  );
  return interpret(graph, CONSTANTS, given, wanted) as Map<string, ConstantTensor>;
}
