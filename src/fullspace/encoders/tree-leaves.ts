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

/** The leaves of the tree at `root` that some point within the bounds reaches. */
export function reachableLeaves({ trees, features }: TreeTask, root: number): Leaf[] {
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
    if (low <= threshold) {
      upper[j] = Math.min(high, threshold);
      path.push({ node, isLeft: true });
      visit(trees.left[node]);
      path.pop();
      upper[j] = high;
    }
    if (high > threshold) {
      lower[j] = Math.max(low, threshold);
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
