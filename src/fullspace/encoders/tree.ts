import type { TreeEnsemble } from "../../predictors/tree-ensemble/tree-ensemble.js";
import type { Trees } from "../../predictors/tree-ensemble/trees.js";
import type { Assembly } from "../assembly.js";
import type { Element } from "../element.js";
import {
  columnExpression,
  combined,
  constantExpression,
  type LinearExpression,
  valueAt,
} from "../linear-expression.js";
import { maximum, minimum } from "./extremum.js";
import { type Cut, cutAt, type Leaf, reachableLeaves } from "./tree-leaves.js";
import { treeLinked } from "./tree-linked.js";
import { treeMisic } from "./tree-misic.js";
import type { Encoded } from "./univariate-encoder.js";

/** One ensemble and what is known of its features. */
export interface TreeTask {
  readonly assembly: Assembly;
  readonly trees: Trees;
  readonly features: readonly Element[];
  /** Per feature: by the end below a threshold, the binary that is 1 where the feature is at most that; Misic's formulation only. */
  readonly thresholds: ReadonlyMap<number, LinearExpression>[];
}

/** Writes which of the leaves of one tree is reached; returns an expression per leaf that is 1 for it. */
export type TreeEncoder = (task: TreeTask, leaves: readonly Leaf[], label: string) => LinearExpression[];

/** Writes an ensemble; one encoded element per output. On a threshold, where the ensemble jumps, both sides are allowed. */
export function encodeTrees(
  assembly: Assembly,
  { trees }: TreeEnsemble,
  features: readonly Element[],
  label: string,
): Encoded[] {
  const isMisic = assembly.formulation.trees === "misic";
  const task: TreeTask = { assembly, trees, features, thresholds: [] };
  if (isMisic) {
    features.forEach((feature, j) => {
      task.thresholds.push(addThresholds(assembly, feature, usedCuts(task, j), `${label}_f${j}`));
    });
  }
  const encode = isMisic ? treeMisic : treeLinked;
  const chosen = Array.from(trees.roots, (root, t) => {
    const leaves = reachableLeaves(task, root);
    return { leaves, indicators: encode(task, leaves, `${label}_t${t}`) };
  });
  return Array.from({ length: trees.outputs }, (_, output) => {
    const values = chosen.map(({ leaves, indicators }) => treeValue(trees, leaves, indicators, output));
    return aggregated(task, values, output, label);
  });
}

/** The value of one tree as an element: exact in real arithmetic. */
function treeValue(
  trees: Trees,
  leaves: readonly Leaf[],
  indicators: readonly LinearExpression[],
  output: number,
): Element {
  const values = leaves.map(({ node }) => trees.values[node * trees.outputs + output]);
  const expression = combined(indicators, values);
  return { expression, definition: expression, lower: Math.min(...values), upper: Math.max(...values), error: 0 };
}

function aggregated({ assembly, trees }: TreeTask, values: readonly Element[], output: number, label: string): Encoded {
  const base = trees.base[output];
  const size = values.reduce((sum, { lower, upper }) => sum + Math.max(-lower, upper), Math.abs(base));
  const rounding = (values.length + 4) * 2 ** -52 * size;
  if (trees.aggregate === "sum" || trees.aggregate === "average") {
    const share = trees.aggregate === "sum" ? 1 : 1 / values.length;
    return {
      expression: combined(
        values.map((value) => value.expression),
        values.map(() => share),
        base,
      ),
      error: rounding,
    };
  }
  const encode = trees.aggregate === "minimum" ? minimum : maximum;
  const best = values.reduce((left, right, t) => {
    const pick = trees.aggregate === "minimum" ? Math.min : Math.max;
    const [lower, upper] = [pick(left.lower, right.lower), pick(left.upper, right.upper)];
    const { expression, error } = encode({ assembly, left, right, lower, upper, label: `${label}_o${output}_${t}` });
    return { expression, definition: expression, lower, upper, error };
  });
  return { expression: combined([best.expression], [1], base), error: best.error + rounding };
}

/** The distinct thresholds of feature j inside its bounds, ascending. */
function usedCuts(task: TreeTask, j: number): Cut[] {
  const { trees, features } = task;
  const { lower, upper } = features[j];
  const used = new Map<number, Cut>();
  trees.feature.forEach((feature, node) => {
    const threshold = trees.threshold[node];
    if (feature !== j || !(threshold >= lower && threshold < upper)) return;
    const cut = cutAt(task, j, threshold);
    used.set(cut.below, cut);
  });
  return [...used.values()].sort((a, b) => a.below - b.below);
}

/**
 * A binary b_k per threshold, ascending, that is 1 where x_j is at most t_k, its end below, and 0 where it is at least u_k, its end above;
 * x_j between what they name: x_j >= lower + sum (u_k - u_(k-1)) (1 - b_k), x_j <= t_1 + sum (t_(k+1) - t_k) (1 - b_k).
 */
function addThresholds(
  assembly: Assembly,
  { expression: x, lower, upper, error }: Element,
  cuts: readonly Cut[],
  label: string,
): Map<number, LinearExpression> {
  const { model } = assembly;
  const thresholds = cuts.map(({ below }) => below);
  const binaries = thresholds.map((threshold, k) =>
    columnExpression(assembly.addBinary((point) => valueAt(x, point) <= threshold, `${label}_b${k}`)),
  );
  for (let k = 1; k < binaries.length; k++) {
    model.addRow(combined([binaries[k - 1], binaries[k]], [1, -1]), Number.NEGATIVE_INFINITY, 0, `${label}_o${k}`);
  }
  if (binaries.length > 0) {
    const floors = [lower, ...cuts.map((cut) => cut.above)];
    const ceilings = [...thresholds, upper];
    const above = binaries.map((binary) => combined([constantExpression(1), binary], [1, -1]));
    const floor = combined(
      above,
      cuts.map((_, k) => floors[k + 1] - floors[k]),
      lower,
    );
    const ceiling = combined(
      above,
      cuts.map((_, k) => ceilings[k + 1] - ceilings[k]),
      thresholds[0],
    );
    const slack = error + (thresholds.length + 4) * 2 ** -52 * Math.max(-lower, upper);
    model.addRow(combined([x, floor], [1, -1]), 0, Number.POSITIVE_INFINITY, `${label}_lo`, slack);
    model.addRow(combined([x, ceiling], [1, -1]), Number.NEGATIVE_INFINITY, 0, `${label}_hi`, slack);
  }
  addRepair(assembly, x, binaries, [lower, ...thresholds, upper]);
  return new Map(thresholds.map((threshold, k) => [threshold, binaries[k]]));
}

/** How far into its cell, relative to the cell's width, a decision variable is moved off the threshold below it. */
const INWARD = 1e-9;

/** A feature that is a decision variable and lies on the lower end of its cell, where the ensemble still has the cell below's value. */
function addRepair(
  assembly: Assembly,
  x: LinearExpression,
  binaries: readonly LinearExpression[],
  ends: readonly number[],
): void {
  const [variable] = x.columns;
  if (x.columns.length !== 1 || x.coefficients[0] !== 1 || x.constant !== 0 || variable >= assembly.variables) return;
  if (assembly.model.isInteger[variable]) return;
  assembly.repairs.push((point, out) => {
    const cell = binaries.reduce((count, binary) => count + (valueAt(binary, point) < 0.5 ? 1 : 0), 0);
    const [low, high] = [ends[cell], ends[cell + 1]];
    if (cell > 0 && !(out[variable] > low + INWARD * (high - low))) out[variable] = low + INWARD * (high - low);
    if (out[variable] > high) out[variable] = high;
    if (cell > 0 && !(out[variable] > low)) out[variable] = high;
  });
}
