import { columnExpression, combined, type LinearExpression, valueAt } from "../linear-expression.js";
import type { TreeTask } from "./tree.js";

/** A leaf that the features' bounds leave reachable: its node, and its box, closed: lower <= x <= upper. */
export interface Leaf {
  readonly node: number;
  readonly lower: readonly number[];
  readonly upper: readonly number[];
  /** The decisions on the way: the inner node, and whether the left child follows. */
  readonly path: readonly { readonly node: number; readonly isLeft: boolean }[];
}

/** The ends of what a threshold parts: the feature is at most `below`, or at least `above`. */
export interface Cut {
  readonly below: number;
  readonly above: number;
}

/**
 * A threshold of feature j. A variable that takes whole numbers leaves a gap around it, without which a solver would take a
 * category that lies on the threshold, or an ulp beside it, for both sides.
 */
export function cutAt({ assembly, features }: TreeTask, j: number, threshold: number): Cut {
  const { columns, coefficients, constant } = features[j].expression;
  const isPlain = columns.length === 1 && coefficients[0] === 1 && constant === 0;
  if (!isPlain || !assembly.model.isInteger[columns[0]]) return { below: threshold, above: threshold };
  return { below: Math.floor(threshold), above: Math.floor(threshold) + 1 };
}

/** The leaves of the tree at `root` that some point within the bounds reaches. */
export function reachableLeaves(task: TreeTask, root: number): Leaf[] {
  const { trees, features } = task;
  const leaves: Leaf[] = [];
  const lower = features.map((feature) => feature.lower);
  const upper = features.map((feature) => feature.upper);
  const path: { node: number; isLeft: boolean }[] = [];
  const visit = (node: number): void => {
    const j = trees.feature[node];
    if (j < 0) {
      leaves.push({ node, lower: [...lower], upper: [...upper], path: [...path] });
      return;
    }
    const threshold = trees.threshold[node];
    const [low, high] = [lower[j], upper[j]];
    const { below, above } = cutAt(task, j, threshold);
    if (low <= threshold) {
      upper[j] = Math.min(high, below);
      path.push({ node, isLeft: true });
      visit(trees.left[node]);
      path.pop();
      upper[j] = high;
    }
    if (high > threshold) {
      lower[j] = Math.max(low, above);
      path.push({ node, isLeft: false });
      visit(trees.right[node]);
      path.pop();
      lower[j] = low;
    }
  };
  visit(root);
  return leaves;
}

/** A binary per leaf, of which exactly one is 1. A tree with one reachable leaf needs none. */
export function addLeafColumns(task: TreeTask, leaves: readonly Leaf[], label: string): LinearExpression[] {
  const { assembly, trees, features } = task;
  if (leaves.length === 1) return [{ columns: [], coefficients: [], constant: 1 }];
  const isReached = (leaf: Leaf, point: Float64Array): boolean =>
    leaf.path.every(({ node, isLeft }) => {
      const value = valueAt(features[trees.feature[node]].expression, point);
      return value <= trees.threshold[node] === isLeft;
    });
  const chosen = leaves.map((leaf) =>
    columnExpression(assembly.addBinary((point) => isReached(leaf, point), `${label}_z${leaf.node}`)),
  );
  const ones = chosen.map(() => 1);
  assembly.model.addRow(combined(chosen, ones), 1, 1, `${label}_one`);
  return chosen;
}
