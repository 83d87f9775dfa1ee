import type { ConstantTensor } from "./algebra.js";
import { floatConstant } from "./arithmetic/constant.js";
import type { Attribute, Graph, Node } from "./model.js";

/** Evaluates nodes whose only input that is not stored is given; the wanted tensor. @throws OnnxError */
export type NodeEvaluation = (
  nodes: readonly Node[],
  input: string,
  value: ConstantTensor,
  wanted: string,
) => ConstantTensor;

/** Operators that treat every row alike, where all that they are given besides is one number. */
const ROWWISE: ReadonlySet<string> = new Set(
  "Abs Add Cast Div Equal Exp Greater Identity LabelEncoder Less Log Max Min Mul Neg Pow Sqrt Sub Sum".split(" "),
);

/**
 * A tree that gives the number of its leaf, and after it a table and arithmetic that make of it what is meant: skl2onnx writes
 * isolation forests so. The nodes after such a tree depend on nothing but the leaf; they are evaluated for all leaves, one
 * in a row, and the tree gets the results as values. Only where the number is cast to an integer: other trees are left alone.
 */
export function withLeafFunctions(graph: Graph, wanted: readonly string[], evaluate: NodeEvaluation): Graph {
  const trees = graph.nodes.filter(isSingleTree);
  const owners = dependencies(graph, trees);
  const replaced = new Map<Node, Node[]>();
  for (const tree of trees) {
    const leaf = tree.outputs[0]!;
    const own = graph.nodes.filter((node) => node.outputs.some((name) => owners.get(name) === leaf) && node !== tree);
    if (!own.some(isIntegerCast) || !own.every((node) => isRowwise(node, graph))) continue;
    const read = readOutside(graph, wanted, own);
    const ends = own.flatMap((node) => node.outputs.filter((name) => read.has(name)));
    const valued = ends.map((end) => withValues(tree, own, end, evaluate));
    replaced.set(tree, read.has(leaf) ? [tree, ...valued] : valued);
    for (const node of own) replaced.set(node, []);
  }
  return replaced.size === 0 ? graph : { ...graph, nodes: graph.nodes.flatMap((node) => replaced.get(node) ?? [node]) };
}

function isSingleTree(node: Node): boolean {
  if (node.domain !== "ai.onnx.ml" || node.operator !== "TreeEnsembleRegressor") return false;
  const { attributes } = node;
  const trees = integers(attributes.get("nodes_treeids"));
  const plain = ["NONE", undefined].includes(attributes.get("post_transform")?.value as string | undefined);
  const targets = attributes.get("n_targets")?.value ?? 1;
  return (
    plain &&
    targets === 1 &&
    trees.length > 0 &&
    trees.every((tree) => tree === trees[0]) &&
    !attributes.has("base_values")
  );
}

function integers(
  attribute: Attribute | undefined,
): ArrayLike<number> & Iterable<number> & { every(f: (v: number) => boolean): boolean } {
  return attribute?.kind === "integers" ? attribute.value : [];
}

function isRowwise({ operator, inputs }: Node, { initializers }: Graph): boolean {
  const stored = inputs.flatMap((name) => initializers.get(name) ?? []);
  if (operator === "Reshape") return stored.length === 1 && Array.from(stored[0]!.data).join() === "-1,1";
  return ROWWISE.has(operator) && stored.every(({ data }) => data.length === 1);
}

function isIntegerCast(node: Node): boolean {
  const to = node.attributes.get("to")?.value;
  return node.operator === "Cast" && (to === 6 || to === 7);
}

/** For each tensor that depends on exactly one of the trees and on no other input: that tree's output. */
function dependencies(graph: Graph, trees: readonly Node[]): Map<string, string> {
  const owners = new Map<string, string>();
  const free = new Set<string>(graph.initializers.keys());
  for (const node of graph.nodes) {
    if (trees.includes(node)) {
      owners.set(node.outputs[0]!, node.outputs[0]!);
      continue;
    }
    const depends = [...node.inputs, ...node.captured].filter((name) => name !== "" && !free.has(name));
    if (depends.length === 0) for (const name of node.outputs) free.add(name);
    const owner = owners.get(depends[0] ?? "");
    if (owner !== undefined && depends.every((name) => owners.get(name) === owner))
      for (const name of node.outputs) owners.set(name, owner);
  }
  return owners;
}

/** Names that are wanted or that nodes other than these read. */
function readOutside(graph: Graph, wanted: readonly string[], own: readonly Node[]): ReadonlySet<string> {
  const inside = new Set(own);
  const read = new Set(wanted);
  for (const node of graph.nodes) {
    if (!inside.has(node)) for (const name of [...node.inputs, ...node.captured]) read.add(name);
  }
  return read;
}

/** The tree with the values of tensor `end` in its leaves. */
function withValues(tree: Node, own: readonly Node[], end: string, evaluate: NodeEvaluation): Node {
  const stored = tree.attributes.get("target_weights");
  const numbers = stored?.kind === "floats" ? stored.value : new Float64Array(0);
  const rows = floatConstant([numbers.length, 1], Float64Array.from(numbers));
  const { data, error } = evaluate(own, tree.outputs[0]!, rows, end);
  const attributes = new Map(tree.attributes);
  attributes.delete("target_weights");
  attributes.set("target_weights_as_tensor", { kind: "tensor", value: floatConstant([data.length], data, error) });
  return { ...tree, outputs: [end], attributes };
}
