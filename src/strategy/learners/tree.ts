import { InputError } from "../../problem/input-error.js";
import type { Classifier, ClassifierJson } from "./classifier.js";
import { numbersFrom } from "./json-numbers.js";

/** Goes left where weights' theta < threshold. */
export interface Split {
  readonly kind: "split";
  weights: Float64Array;
  threshold: number;
  left: TreeNode;
  right: TreeNode;
}

/** How often each class was seen here in training. */
export interface TreeLeaf {
  readonly kind: "leaf";
  counts: Float64Array;
}

export type TreeNode = Split | TreeLeaf;

export function isLeft({ weights, threshold }: Split, theta: Float64Array): boolean {
  let sum = 0;
  for (let j = 0; j < weights.length; j++) if (weights[j] !== 0) sum += weights[j] * theta[j];
  return sum < threshold;
}

export function leafOf(root: TreeNode, theta: Float64Array): TreeLeaf {
  let node = root;
  while (node.kind === "split") node = isLeft(node, theta) ? node.left : node.right;
  return node;
}

export function depthOf(node: TreeNode): number {
  return node.kind === "leaf" ? 0 : 1 + Math.max(depthOf(node.left), depthOf(node.right));
}

export function leafCount(node: TreeNode): number {
  return node.kind === "leaf" ? 1 : leafCount(node.left) + leafCount(node.right);
}

/** How much less what a node saw counts than what the node below it saw. */
const BACKOFF = 1e-3;

/** A tree over parameters in their own units, axis-parallel or with hyperplanes. */
export class TreeClassifier implements Classifier {
  /** Of every node, the share of each class. */
  private readonly shares = new Map<TreeNode, Float64Array>();

  constructor(
    private readonly learner: string,
    readonly root: TreeNode,
    readonly classes: number,
  ) {
    this.count(root);
  }

  /** Shares in the leaf; those in the nodes above it rank the classes that the leaf did not see. */
  scores(theta: Float64Array, out: Float64Array): void {
    out.fill(0);
    let node: TreeNode = this.root;
    for (;;) {
      const shares = this.shares.get(node) as Float64Array;
      for (let k = 0; k < out.length; k++) out[k] = BACKOFF * out[k] + shares[k];
      if (node.kind === "leaf") return;
      node = isLeft(node, theta) ? node.left : node.right;
    }
  }

  private count(node: TreeNode): Float64Array {
    const counts = node.kind === "leaf" ? node.counts.slice() : this.count(node.left);
    if (node.kind === "split")
      this.count(node.right).forEach((count, k) => {
        counts[k] += count;
      });
    const total = counts.reduce((sum, count) => sum + count, 0) || 1;
    this.shares.set(
      node,
      counts.map((count) => count / total),
    );
    return counts;
  }

  toJson(): ClassifierJson {
    return { learner: this.learner, classes: this.classes, root: nodeJson(this.root) };
  }
}

type NodeJson =
  | { readonly counts: number[] }
  | {
      readonly weights: [number, number][];
      readonly inputs: number;
      readonly threshold: number;
      readonly left: NodeJson;
      readonly right: NodeJson;
    };

function nodeJson(node: TreeNode): NodeJson {
  if (node.kind === "leaf") return { counts: [...node.counts] };
  const weights = Array.from(node.weights.entries()).filter(([, weight]) => weight !== 0);
  return {
    weights,
    inputs: node.weights.length,
    threshold: node.threshold,
    left: nodeJson(node.left),
    right: nodeJson(node.right),
  };
}

export function treeFromJson(json: ClassifierJson): TreeClassifier {
  const classes = Number(json["classes"]);
  if (!Number.isInteger(classes) || classes < 1) throw new InputError("tree: the number of classes is missing");
  return new TreeClassifier(json.learner, nodeFrom(json["root"] as NodeJson, classes), classes);
}

function nodeFrom(json: NodeJson | undefined, classes: number): TreeNode {
  if (json === undefined || json === null) throw new InputError("tree: a node is missing");
  if ("counts" in json) return { kind: "leaf", counts: numbersFrom(json.counts, "tree: counts", classes) };
  const weights = new Float64Array(json.inputs);
  for (const [input, weight] of json.weights) weights[input] = weight;
  numbersFrom([json.threshold, ...weights], "tree: a split");
  return {
    kind: "split",
    weights,
    threshold: json.threshold,
    left: nodeFrom(json.left, classes),
    right: nodeFrom(json.right, classes),
  };
}
