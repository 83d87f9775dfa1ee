import type { LinearExpression } from "../linear-expression.js";
import { combined } from "../linear-expression.js";
import type { TreeEncoder } from "./tree.js";
import { addLeafColumns } from "./tree-leaves.js";

/**
 * Linked leaves: in every tree exactly one leaf is chosen, and the features lie in its box:
 * sum_l z_l = 1, sum_l lower_lj z_l <= x_j <= sum_l upper_lj z_l, without a binary for a threshold.
 * M. Biggs, R. Hariss, Tightness of prescriptive tree-based mixed-integer optimization formulations (2023), section 3.
 */
export const treeLinked: TreeEncoder = (task, leaves, label) => {
  const { model } = task.assembly;
  const chosen = addLeafColumns(task, leaves, label);
  task.features.forEach(({ expression, lower, upper, error }, j) => {
    const isCut = leaves.some((leaf) => leaf.lower[j] > lower || leaf.upper[j] < upper);
    if (!isCut) return;
    const side = (ends: readonly number[]): LinearExpression =>
      combined([expression, ...chosen], [1, ...ends.map((e) => -e)]);
    model.addRow(side(leaves.map((leaf) => leaf.lower[j])), 0, Number.POSITIVE_INFINITY, `${label}_l${j}`, error);
    model.addRow(side(leaves.map((leaf) => leaf.upper[j])), Number.NEGATIVE_INFINITY, 0, `${label}_u${j}`, error);
  });
  return chosen;
};
