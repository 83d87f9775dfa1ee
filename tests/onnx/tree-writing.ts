import { BRANCH_MODES, type TreeEnsembleDefinition } from "../../src/onnx/tree-ensemble-definition.js";
import {
  doubleTensor,
  floatTensor,
  integerAttribute,
  integersAttribute,
  message,
  model,
  node,
  tensor,
  tensorAttribute,
  textAttribute,
  value,
} from "./model-writing.js";

type Bytes = Uint8Array;

const floatsAttribute = (name: string, values: readonly number[]): Bytes =>
  message([1, name], [7, new Uint8Array(Float32Array.from(values).buffer)], [20, 6]);
const textsAttribute = (name: string, values: readonly string[]): Bytes =>
  message([1, name], ...values.map((text) => [9, text] as const), [20, 8]);

const MODES = ["BRANCH_LEQ", "BRANCH_LT", "BRANCH_GTE", "BRANCH_GT", "BRANCH_EQ", "BRANCH_NEQ"];
const AGGREGATES = { sum: "SUM", average: "AVERAGE", minimum: "MIN", maximum: "MAX" };

export interface TreeFileOptions {
  readonly kind?: "target" | "class";
  readonly transform?: string;
  /** Double inputs, thresholds and weights in the attributes ending in _as_tensor. */
  readonly isDouble?: boolean;
  /** Class labels 0 .. labels - 1. */
  readonly labels?: number;
  readonly base?: readonly number[];
  /** Missing values go the way of true at every node. */
  readonly hasMissingWays?: boolean;
  /** Name of the output; "y" if absent. */
  readonly output?: string;
  /** Which leaf values are written; absent: all. */
  readonly isWritten?: (node: number, target: number) => boolean;
}

/** The nodes of each tree, numbered from its root on. */
function placesOf({ roots, feature, whenTrue, whenFalse }: TreeEnsembleDefinition) {
  return Array.from(roots).flatMap((root, tree) => {
    const nodes = [root];
    for (let k = 0; k < nodes.length; k++)
      if (feature[nodes[k]!]! >= 0) nodes.push(whenTrue[nodes[k]!]!, whenFalse[nodes[k]!]!);
    return nodes.map((node, id) => ({ tree, node, id }));
  });
}

/** A node TreeEnsembleRegressor or TreeEnsembleClassifier that reads x. */
export function listedTreeNode(definition: TreeEnsembleDefinition, options: TreeFileOptions = {}): Bytes {
  const { kind = "target", isDouble = false } = options;
  const { feature, mode, threshold, whenTrue, whenFalse, values, outputs } = definition;
  const places = placesOf(definition);
  const idOf = new Map(places.map(({ node, id }) => [node, id]));
  const isInner = ({ node }: { node: number }) => feature[node]! >= 0;
  const numbers = (name: string, list: readonly number[]) =>
    isDouble
      ? tensorAttribute(`${name}_as_tensor`, doubleTensor("", [list.length], list))
      : floatsAttribute(name, list);
  const leaves = places
    .filter((place) => !isInner(place))
    .flatMap(({ tree, node, id }) =>
      Array.from({ length: outputs }, (_, target) => ({
        tree,
        id,
        target,
        weight: values[node * outputs + target]!,
        node,
      })),
    )
    .filter(({ node, target }) => options.isWritten?.(node, target) ?? true);
  const ints = (name: string, of: (place: (typeof places)[number]) => number) =>
    integersAttribute(name, places.map(of));
  const attributes = [
    ints("nodes_treeids", ({ tree }) => tree),
    ints("nodes_nodeids", ({ id }) => id),
    ints("nodes_featureids", (place) => (isInner(place) ? feature[place.node]! : 0)),
    ints("nodes_truenodeids", (place) => (isInner(place) ? idOf.get(whenTrue[place.node]!)! : 0)),
    ints("nodes_falsenodeids", (place) => (isInner(place) ? idOf.get(whenFalse[place.node]!)! : 0)),
    numbers(
      "nodes_values",
      places.map((place) => (isInner(place) ? threshold[place.node]! : 0)),
    ),
    textsAttribute(
      "nodes_modes",
      places.map((place) => (isInner(place) ? MODES[mode[place.node]!]! : "LEAF")),
    ),
    integersAttribute(
      `${kind}_treeids`,
      leaves.map(({ tree }) => tree),
    ),
    integersAttribute(
      `${kind}_nodeids`,
      leaves.map(({ id }) => id),
    ),
    integersAttribute(
      `${kind}_ids`,
      leaves.map(({ target }) => target),
    ),
    numbers(
      `${kind}_weights`,
      leaves.map(({ weight }) => weight),
    ),
    textAttribute("post_transform", options.transform ?? "NONE"),
  ];
  const base = options.base ?? Array.from(definition.base);
  if (options.hasMissingWays) attributes.push(ints("nodes_missing_value_tracks_true", () => 1));
  if (base.length > 0) attributes.push(numbers("base_values", base));
  if (kind === "class")
    attributes.push(
      integersAttribute(
        "classlabels_int64s",
        Array.from({ length: options.labels ?? outputs }, (_, k) => k),
      ),
    );
  else
    attributes.push(
      integerAttribute("n_targets", outputs),
      textAttribute("aggregate_function", AGGREGATES[definition.aggregate]),
    );
  const name = kind === "class" ? "TreeEnsembleClassifier" : "TreeEnsembleRegressor";
  const { output = "y" } = options;
  return node(name, ["x"], kind === "class" ? ["label", output] : [output], { domain: "ai.onnx.ml", attributes });
}

/** A file with that node, input x [N, features], output y. */
export function listedTreeFile(definition: TreeEnsembleDefinition, options: TreeFileOptions = {}): Bytes {
  return file(definition, listedTreeNode(definition, options), options.isDouble ?? false, 3);
}

/** A file with one TreeEnsemble of version 5; each leaf gives its value to one target: the first `outputs` of its values that are not 0. */
export function separateTreeFile(definition: TreeEnsembleDefinition, isDouble = false): Bytes {
  const { feature, mode, threshold, whenTrue, whenFalse, values, outputs, sets } = definition;
  const inner = placesOf(definition)
    .filter(({ node }) => feature[node]! >= 0)
    .map(({ node }) => node);
  const leaves = placesOf(definition)
    .filter(({ node }) => feature[node]! < 0)
    .map(({ node }) => node);
  const place = (node: number) => (feature[node]! < 0 ? leaves.indexOf(node) : inner.indexOf(node));
  const ints = (name: string, of: (node: number) => number) => integersAttribute(name, inner.map(of));
  const numbers = (name: string, list: readonly number[]) =>
    tensorAttribute(name, (isDouble ? doubleTensor : floatTensor)("", [list.length], list));
  const target = (leaf: number) =>
    Math.max(
      0,
      Array.from({ length: outputs }, (_, o) => o).findIndex((o) => values[leaf * outputs + o] !== 0),
    );
  const delimited = inner
    .filter((k) => BRANCH_MODES[mode[k]!] === "member")
    .flatMap((k) => [...sets.get(k)!, Number.NaN]);
  const attributes = [
    ints("nodes_featureids", (k) => feature[k]!),
    ints("nodes_truenodeids", (k) => place(whenTrue[k]!)),
    ints("nodes_falsenodeids", (k) => place(whenFalse[k]!)),
    ints("nodes_trueleafs", (k) => (feature[whenTrue[k]!]! < 0 ? 1 : 0)),
    ints("nodes_falseleafs", (k) => (feature[whenFalse[k]!]! < 0 ? 1 : 0)),
    numbers(
      "nodes_splits",
      inner.map((k) => threshold[k]!),
    ),
    tensorAttribute(
      "nodes_modes",
      tensor(
        "",
        2,
        [inner.length],
        Uint8Array.from(inner, (k) => mode[k]!),
      ),
    ),
    integersAttribute("leaf_targetids", leaves.map(target)),
    numbers(
      "leaf_weights",
      leaves.map((leaf) => values[leaf * outputs + target(leaf)]!),
    ),
    integersAttribute("tree_roots", Array.from(definition.roots, place)),
    integerAttribute("n_targets", outputs),
    integerAttribute("aggregate_function", ["average", "sum", "minimum", "maximum"].indexOf(definition.aggregate)),
  ];
  if (delimited.length > 0) attributes.push(numbers("membership_values", delimited));
  return file(definition, node("TreeEnsemble", ["x"], ["y"], { domain: "ai.onnx.ml", attributes }), isDouble, 5);
}

function file({ features }: TreeEnsembleDefinition, trees: Bytes, isDouble: boolean, version: number): Bytes {
  const type = isDouble ? 11 : 1;
  return model({
    nodes: [trees],
    inputs: [value("x", [null, features], type)],
    outputs: [value("y", [null, null], version === 5 ? type : 1)],
    opsets: [
      ["", 17],
      ["ai.onnx.ml", version],
    ],
  });
}
