import { OnnxError, quoted } from "../error.js";
import type { OperatorCall } from "../operator.js";
import { BRANCH_MODES } from "../tree-ensemble-definition.js";
import type { LeafEntries, TreeNodes } from "./tree-leaves.js";

/** The names of `BRANCH_MODES` in files up to version 3 of the operators. */
const MODE_NAMES = ["BRANCH_LEQ", "BRANCH_LT", "BRANCH_GTE", "BRANCH_GT", "BRANCH_EQ", "BRANCH_NEQ"];

/** Numbers of an attribute that is stored as float32 list or, with "_as_tensor" behind its name, as a tensor. */
export function numbersOf(call: OperatorCall, name: string): Float64Array | undefined {
  const list = call.attribute(name, "floats")?.value;
  const tensor = call.attribute(`${name}_as_tensor`, "tensor")?.value;
  if (list !== undefined && list.length > 0 && tensor !== undefined)
    throw call.fail("malformed", `both ${quoted(name)} and ${quoted(`${name}_as_tensor`)} are given`);
  return tensor === undefined ? list : tensor.data;
}

/** Positions of nodes by tree and node number. */
class NodeIndex {
  private readonly trees = new Map<number, Map<number, number>>();

  add(tree: number, node: number, position: number): void {
    const own = this.trees.get(tree) ?? new Map<number, number>();
    this.trees.set(tree, own);
    if (own.has(node)) throw new OnnxError("malformed", `node ${node} of tree ${tree} is given twice`);
    own.set(node, position);
  }

  position(tree: number, node: number): number {
    const position = this.trees.get(tree)?.get(node);
    if (position === undefined) throw new OnnxError("malformed", `there is no node ${node} in tree ${tree}`);
    return position;
  }
}

/**
 * The nodes of TreeEnsembleRegressor and TreeEnsembleClassifier: parallel lists with one entry per node, leaves among them.
 * The root of a tree is the node that no other refers to. Where missing values go (nodes_missing_value_tracks_true) and hit
 * rates are not read: inputs are numbers here.
 * @param kind "target" or "class": the prefix of the lists of leaf values
 */
export function listedNodes(call: OperatorCall, features: number, kind: "target" | "class") {
  const list = (name: string, length?: number): number[] => {
    const values = call.integers(name) ?? [];
    if (length !== undefined && values.length !== length)
      throw call.fail("malformed", `${quoted(name)} has ${values.length} entries where ${length} are needed`);
    return values;
  };
  const nodeIds = list("nodes_nodeids");
  const count = nodeIds.length;
  const treeIds = list("nodes_treeids", count);
  const featureIds = list("nodes_featureids", count);
  const trueIds = list("nodes_truenodeids", count);
  const falseIds = list("nodes_falsenodeids", count);
  const modeNames = call.attribute("nodes_modes", "strings")?.value ?? [];
  const thresholds = numbersOf(call, "nodes_values") ?? new Float64Array(0);
  if (modeNames.length !== count || thresholds.length !== count)
    throw call.fail("malformed", `${count} nodes with ${modeNames.length} modes and ${thresholds.length} thresholds`);

  const index = new NodeIndex();
  nodeIds.forEach((node, k) => {
    index.add(treeIds[k]!, node, k);
  });
  const feature = Int32Array.from(featureIds);
  const mode = new Uint8Array(count);
  const [whenTrue, whenFalse] = [new Int32Array(count).fill(-1), new Int32Array(count).fill(-1)];
  const isBelow = new Uint8Array(count);
  modeNames.forEach((name, k) => {
    if (name === "LEAF") {
      feature[k] = -1;
      return;
    }
    const code = MODE_NAMES.indexOf(name);
    if (code < 0) throw call.fail("unsupported", `the branch mode ${quoted(name)} is not known`);
    if (feature[k]! < 0) throw call.fail("malformed", `node ${nodeIds[k]} reads feature ${featureIds[k]}`);
    mode[k] = code;
    whenTrue[k] = index.position(treeIds[k]!, trueIds[k]!);
    whenFalse[k] = index.position(treeIds[k]!, falseIds[k]!);
    isBelow[whenTrue[k]!] = isBelow[whenFalse[k]!] = 1;
  });
  const roots = rootsOf(treeIds, isBelow);
  const nodes: TreeNodes = {
    features,
    roots,
    feature,
    mode,
    threshold: thresholds,
    sets: new Map(),
    whenTrue,
    whenFalse,
  };

  const weight = numbersOf(call, `${kind}_weights`) ?? new Float64Array(0);
  const target = list(`${kind}_ids`, weight.length);
  const leafTrees = list(`${kind}_treeids`, weight.length);
  const node = list(`${kind}_nodeids`, weight.length).map((id, k) => index.position(leafTrees[k]!, id));
  const entries: LeafEntries = { node, target, weight };
  return { nodes, entries };
}

function rootsOf(treeIds: readonly number[], isBelow: Uint8Array): Int32Array {
  const roots = new Map<number, number>();
  treeIds.forEach((tree, k) => {
    if (isBelow[k] === 1) return;
    if (roots.has(tree)) throw new OnnxError("malformed", `tree ${tree} has two nodes that no other node refers to`);
    roots.set(tree, k);
  });
  for (const tree of treeIds)
    if (!roots.has(tree)) throw new OnnxError("malformed", `tree ${tree} has no root: its nodes refer to each other`);
  return Int32Array.from(roots.values());
}

/**
 * The nodes of TreeEnsemble (version 5): inner nodes and leaves are numbered apart, flags tell which of them a node refers to,
 * and each leaf has one target. A leaf is written once for each node that refers to it.
 */
export function separateNodes(call: OperatorCall, features: number) {
  const tensor = (name: string) => call.attribute(name, "tensor")?.value.data ?? new Float64Array(0);
  const list = (name: string) => call.integers(name) ?? [];
  const thresholds = tensor("nodes_splits");
  const inner = thresholds.length;
  const featureIds = list("nodes_featureids");
  const modes = tensor("nodes_modes");
  const sides = [
    { ids: list("nodes_truenodeids"), flags: list("nodes_trueleafs") },
    { ids: list("nodes_falsenodeids"), flags: list("nodes_falseleafs") },
  ];
  const lengths = [featureIds, modes, ...sides.flatMap(({ ids, flags }) => [ids, flags])].map((x) => x.length);
  if (lengths.some((length) => length !== inner))
    throw call.fail("malformed", `the lists of nodes have ${[inner, ...lengths].join(", ")} entries`);
  const targetIds = list("leaf_targetids");
  const weights = tensor("leaf_weights");
  if (targetIds.length !== weights.length)
    throw call.fail("malformed", `${targetIds.length} leaf targets for ${weights.length} leaf weights`);

  const feature = featureIds.slice();
  const node: number[] = [];
  const target: number[] = [];
  const weight: number[] = [];
  const [whenTrue, whenFalse] = sides.map(({ ids, flags }) =>
    ids.map((id, k) => {
      if (!flags[k]) return id < inner ? id : -1;
      if (!(id >= 0 && id < weights.length))
        throw call.fail("malformed", `node ${k} refers to leaf ${id} of ${weights.length}`);
      node.push(feature.length);
      target.push(targetIds[id]!);
      weight.push(weights[id]!);
      return feature.push(-1) - 1;
    }),
  ) as [number[], number[]];
  featureIds.forEach((id, k) => {
    if (!(id >= 0)) throw call.fail("malformed", `node ${k} reads feature ${id}`);
    if (!(modes[k]! < BRANCH_MODES.indexOf("within")))
      throw call.fail("unsupported", `the branch mode ${modes[k]} is not known`);
  });
  const nodes: TreeNodes = {
    features,
    roots: Int32Array.from(list("tree_roots")),
    feature: Int32Array.from(feature),
    mode: padded(Uint8Array, modes, feature.length),
    threshold: padded(Float64Array, thresholds, feature.length),
    sets: memberSets(call, modes),
    whenTrue: padded(Int32Array, whenTrue, feature.length),
    whenFalse: padded(Int32Array, whenFalse, feature.length),
  };
  return { nodes, entries: { node, target, weight } satisfies LeafEntries };
}

function padded<T extends Uint8Array | Int32Array | Float64Array>(
  type: new (length: number) => T,
  values: ArrayLike<number>,
  length: number,
): T {
  const result = new type(length);
  result.set(values);
  return result;
}

/** One set for each node of mode "member", in their order, with a NaN behind each. */
function memberSets(call: OperatorCall, modes: ArrayLike<number>): Map<number, Float64Array> {
  const sets = new Map<number, Float64Array>();
  const values = call.attribute("membership_values", "tensor")?.value.data ?? new Float64Array(0);
  let from = 0;
  for (let k = 0; k < modes.length; k++) {
    if (BRANCH_MODES[modes[k]!] !== "member") continue;
    let to = from;
    while (to < values.length && !Number.isNaN(values[to])) to++;
    if (to === from || from >= values.length)
      throw call.fail("malformed", `node ${k} tests membership in a set that is not given`);
    sets.set(k, values.slice(from, to));
    from = to + 1;
  }
  return sets;
}
