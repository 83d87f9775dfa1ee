import { combined, type LinearExpression } from "../linear-expression.js";
import type { TreeEncoder, TreeTask } from "./tree.js";
import { addLeafColumns, cutAt, type Leaf } from "./tree-leaves.js";

/**
 * A binary per distinct threshold of a feature, shared by all trees, and in every tree one chosen leaf: the leaves to the left
 * of a node need its binary, those to the right forbid it. V. V. Misic, Operations Research 68 (2020) 1605-1624, model (2).
 */
export const treeMisic: TreeEncoder = (task, leaves, label) => {
  const chosen = addLeafColumns(task, leaves, label);
  for (const node of decidedNodes(leaves)) {
    const isBelow = thresholdBinary(task, node);
    const side = (isLeft: boolean): LinearExpression[] =>
      chosen.filter((_, k) => leaves[k].path.some((step) => step.node === node && step.isLeft === isLeft));
    const { model } = task.assembly;
    const left = side(true);
    const right = side(false);
    const ones = (list: readonly LinearExpression[]): number[] => list.map(() => 1);
    const NONE = Number.NEGATIVE_INFINITY;
    model.addRow(combined([...left, isBelow], [...ones(left), -1]), NONE, 0, `${label}_l${node}`);
    model.addRow(combined([...right, isBelow], [...ones(right), 1]), NONE, 1, `${label}_r${node}`);
  }
  return chosen;
};

/** The inner nodes on the paths of which both sides are reachable. */
function decidedNodes(leaves: readonly Leaf[]): number[] {
  const sides = new Map<number, Set<boolean>>();
  for (const { path } of leaves) {
    for (const { node, isLeft } of path) sides.set(node, (sides.get(node) ?? new Set()).add(isLeft));
  }
  return [...sides].filter(([, both]) => both.size === 2).map(([node]) => node);
}

function thresholdBinary(task: TreeTask, node: number): LinearExpression {
  const { thresholds, trees } = task;
  const j = trees.feature[node];
  return thresholds[j].get(cutAt(task, j, trees.threshold[node]).below) as LinearExpression;
}
