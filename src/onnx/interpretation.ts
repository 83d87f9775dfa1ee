import type { Algebra, ConstantTensor, Tensor } from "./algebra.js";
import { apply } from "./arithmetic/elementwise.js";
import { type Workspace, workspace } from "./arithmetic/workspace.js";
import { doubleTensors } from "./double-precision.js";
import { OnnxError, quoted, within } from "./error.js";
import { withLeafFunctions } from "./leaf-functions.js";
import { DEFAULT_LIMITS, type Limits } from "./limits.js";
import { type Graph, type Node, qualifiedOperator } from "./model.js";
import { OperatorCall } from "./operator.js";
import { findOperator } from "./operators/table.js";
import { withPatterns } from "./patterns/table.js";

export interface InterpretOptions {
  readonly limits?: Partial<Limits> | undefined;
  /** Read groups of nodes that stand for one function (patterns/) as that function. Default: true. */
  readonly patterns?: boolean | undefined;
}

/**
 * Runs the nodes that the wanted outputs need, in order: constants are folded in float64 with error bounds, what depends
 * on a symbolic input is built by the algebra. `inputs` maps the graph's inputs to tensors (constants to evaluate the
 * graph, symbolic ones to build a model). Nodes behind other outputs are not looked at.
 * @throws OnnxError naming operator, node and opset.
 */
export function interpret(
  graph: Graph,
  algebra: Algebra,
  inputs: ReadonlyMap<string, Tensor>,
  wanted: readonly string[],
  options: InterpretOptions = {},
): Map<string, Tensor> {
  const limits = interpretationLimits(graph, { ...DEFAULT_LIMITS, ...options.limits });
  const w = workspace(algebra, limits, (body, given) => {
    if (body.inputs.length !== given.length) {
      throw new OnnxError("malformed", `its body takes ${body.inputs.length} inputs, but is given ${given.length}`);
    }
    const names = body.outputs.map((output) => output.name);
    const results = run(w, body, new Map(body.inputs.map(({ name }, k) => [name, given[k]!])), names, options);
    return names.map((name) => results.get(name)!);
  });
  return run(w, graph, inputs, wanted, options);
}

function run(
  w: Workspace,
  graph: Graph,
  inputs: ReadonlyMap<string, Tensor>,
  wanted: readonly string[],
  options: InterpretOptions,
): Map<string, Tensor> {
  const values = new Map<string, Tensor>(inputs);
  const doubles = doubleTensors(graph);
  const unchecked = new Set<Tensor>(graph.initializers.values());
  for (const [name, tensor] of graph.initializers) values.set(name, tensor);
  return within({ file: graph.file }, () => {
    const needed = neededNodes(options.patterns === false ? graph : withPatterns(graph), wanted);
    const nodes = withLeafFunctions({ ...graph, nodes: needed }, wanted, ofLeaf).nodes;
    const release = lastUses(nodes, new Set(wanted));
    nodes.forEach((node, index) => {
      within({ operator: qualifiedOperator(node), node: node.name, opset: node.opset }, () => evaluate(node));
      for (const name of release[index]!) values.delete(name);
    });
    return new Map(wanted.map((name) => [name, tensorNamed(name)]));
  });

  function ofLeaf(nodes: readonly Node[], input: string, value: ConstantTensor, end: string): ConstantTensor {
    const names = new Set(nodes.flatMap((node) => node.inputs));
    const initializers = new Map([...names].flatMap((name) => stored(name)));
    const part = { ...graph, nodes, initializers, inputs: [] };
    return interpret(part, w.algebra, new Map([[input, value]]), [end], options).get(end) as ConstantTensor;
  }

  function stored(name: string): [string, ConstantTensor][] {
    const tensor = graph.initializers.get(name);
    return tensor === undefined ? [] : [[name, tensor]];
  }

  function evaluate(node: Node): void {
    if (node.group !== undefined) {
      values.set(node.outputs[0]!, applyGroup(w, node.group, tensorNamed(node.inputs[0]!)));
      return;
    }
    const operator = findOperator(node);
    const given = node.inputs.map((name) => (name === "" ? undefined : checkedInput(node, name)));
    while (given.length > 0 && given[given.length - 1] === undefined) given.pop();
    const results = operator.apply(new OperatorCall(node, w, given, doubles.has(node.inputs[0] ?? "")));
    node.outputs.forEach((name, k) => {
      const result = results[k];
      if (name === "" || result === undefined) return;
      values.set(name, result);
      if (node.operator === "Constant") unchecked.add(result);
    });
  }

  function checkedInput(node: Node, name: string): Tensor {
    const value = tensorNamed(name);
    if (value.kind === "constant" && value.type === "string" && !TAKES_STRINGS.has(node.operator)) {
      throw new OnnxError("unsupported", `its input ${quoted(name)} is of type string`);
    }
    if (value.kind === "constant" && unchecked.has(value)) {
      if (requireWeights(node, name, value)) unchecked.delete(value);
    }
    return value;
  }

  function tensorNamed(name: string): Tensor {
    const value = values.get(name);
    if (value !== undefined) return value;
    if (graph.inputs.some((input) => input.name === name)) {
      throw new OnnxError("malformed", `the graph input ${quoted(name)} has no value`);
    }
    throw new OnnxError("unsupported", `the output ${quoted(name)} of its operator is not computed`);
  }
}

/** Weights that were let in may be rearranged a few times besides. */
function interpretationLimits(graph: Graph, limits: Limits): Limits {
  let stored = 0;
  for (const tensor of graph.initializers.values()) stored += tensor.data.length;
  return { ...limits, derivedElements: limits.derivedElements + 4 * stored, work: limits.work + 20 * stored };
}

/** For each node, the names that no later node needs, so that their memory can be given back. */
function lastUses(nodes: readonly Node[], keep: ReadonlySet<string>): string[][] {
  const last = new Map<string, number>();
  nodes.forEach((node, index) => {
    for (const name of node.inputs) last.set(name, index);
  });
  const release: string[][] = nodes.map(() => []);
  for (const [name, index] of last) if (!keep.has(name)) release[index]!.push(name);
  return release;
}

/** The function of x; constants of the group may have had more axes than x. */
function applyGroup(w: Workspace, { phi, axes }: NonNullable<Node["group"]>, x: Tensor): Tensor {
  const missing = Math.max(0, axes - x.shape.length);
  return apply(w, phi, missing === 0 ? x : { ...x, shape: [...new Array<number>(missing).fill(1), ...x.shape] });
}

/** Operators that only move elements. */
const TAKES_STRINGS: ReadonlySet<string> = new Set([
  "ArrayFeatureExtractor",
  "Concat",
  "Flatten",
  "Gather",
  "Identity",
  "Reshape",
  "Shape",
  "Size",
  "Slice",
  "Squeeze",
  "Transpose",
  "Unsqueeze",
]);

/** Weights must be numbers; only bounds of a clip may be infinite. Returns whether all are finite. */
function requireWeights(node: Node, name: string, weights: ConstantTensor): boolean {
  const infinityAllowed = node.operator === "Clip" || node.operator === "Min" || node.operator === "Max";
  let finite = true;
  for (let k = 0; k < weights.data.length; k++) {
    const value = weights.data[k]!;
    if (Number.isFinite(value)) continue;
    finite = false;
    if (infinityAllowed && !Number.isNaN(value)) continue;
    throw new OnnxError("number", `the weights contain ${value} at position ${k}`, { tensor: name });
  }
  return finite;
}

/** The nodes on which the wanted names depend, in the graph's order. */
export function neededNodes(graph: Graph, wanted: readonly string[]): Node[] {
  const needed = new Set(wanted);
  const nodes: Node[] = [];
  for (let k = graph.nodes.length - 1; k >= 0; k--) {
    const node = graph.nodes[k]!;
    if (!node.outputs.some((name) => needed.has(name))) continue;
    nodes.push(node);
    for (const name of node.inputs) needed.add(name);
    for (const name of node.captured) needed.add(name);
  }
  return nodes.reverse();
}
