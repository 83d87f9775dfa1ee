import { float64Above } from "./cut.js";
import { Evaluation } from "./evaluation.js";
import { Ranks } from "./ranks.js";
import type { Trees } from "./trees.js";

/** The x with above < x <= upTo; infinite where nothing ends it. */
export interface Stretch {
  readonly above: number;
  readonly upTo: number;
}

/** The leaf of one tree. */
export interface LeafExplanation {
  readonly tree: number;
  /** One per output. */
  readonly values: readonly number[];
  /** What brings a point to this leaf: the features that are looked at on the way, with where they have to lie. */
  readonly conditions: readonly (Stretch & { readonly feature: number })[];
}

/** How far one feature may move while the others stay. */
export interface FeatureExplanation {
  readonly value: number;
  /** No tree changes its leaf: together these stretches are the cell of the point, a box on which the prediction is constant. */
  readonly cell: Stretch;
  /** The prediction stays the same, though leaves may change. */
  readonly same: Stretch;
  /** The outputs just below and just above `same`; null where nothing is there. */
  readonly below: readonly number[] | null;
  readonly beyond: readonly number[] | null;
}

/** Why an ensemble gives what it gives at a point. */
export interface PointExplanation {
  readonly outputs: readonly number[];
  readonly leaves: readonly LeafExplanation[];
  readonly features: readonly FeatureExplanation[];
}

/** @param x of length trees.features */
export function explainPoint(trees: Trees, x: Float64Array): PointExplanation {
  const evaluation = new Evaluation(trees);
  const ranks = new Ranks(trees);
  const outputs = valueAt(evaluation, trees, x);
  return {
    outputs,
    leaves: Array.from(trees.roots, (root, tree) => explainLeaf(trees, root, tree, x)),
    features: Array.from(x, (_, j) => explainFeature(trees, evaluation, ranks, x, j, outputs)),
  };
}

function valueAt(evaluation: Evaluation, trees: Trees, x: Float64Array): number[] {
  const y = new Float64Array(trees.outputs);
  evaluation.run(x, y);
  return Array.from(y);
}

function explainLeaf(trees: Trees, root: number, tree: number, x: Float64Array): LeafExplanation {
  const stretches = new Map<number, Stretch>();
  let node = root;
  while (trees.feature[node] >= 0) {
    const feature = trees.feature[node];
    const threshold = trees.threshold[node];
    const known = stretches.get(feature) ?? { above: Number.NEGATIVE_INFINITY, upTo: Number.POSITIVE_INFINITY };
    const isLeft = x[feature] <= threshold;
    stretches.set(feature, isLeft ? { ...known, upTo: threshold } : { ...known, above: threshold });
    node = isLeft ? trees.left[node] : trees.right[node];
  }
  const values = Array.from(trees.values.subarray(node * trees.outputs, (node + 1) * trees.outputs));
  const conditions = Array.from(stretches, ([feature, stretch]) => ({ feature, ...stretch }));
  return { tree, values, conditions: conditions.sort((a, b) => a.feature - b.feature) };
}

function explainFeature(
  trees: Trees,
  evaluation: Evaluation,
  ranks: Ranks,
  x: Float64Array,
  j: number,
  outputs: readonly number[],
): FeatureExplanation {
  const cuts = ranks.thresholds.subarray(ranks.starts[j], ranks.starts[j + 1]);
  const own = ranks.rankOf(j, x[j]);
  const moved = x.slice();
  /** The outputs with feature j in cell k, between cut k - 1 and cut k. */
  const outputsIn = (k: number): number[] => {
    moved[j] = k < cuts.length ? cuts[k] : float64Above(cuts[k - 1]);
    return valueAt(evaluation, trees, moved);
  };
  const isSame = (y: readonly number[]): boolean => y.every((value, o) => value === outputs[o]);
  const end = (step: 1 | -1): { cell: number; next: number[] | null } => {
    for (let k = own + step; k >= 0 && k <= cuts.length; k += step) {
      const next = outputsIn(k);
      if (!isSame(next)) return { cell: k - step, next };
    }
    return { cell: step < 0 ? 0 : cuts.length, next: null };
  };
  const [low, high] = [end(-1), end(1)];
  const stretch = (from: number, to: number): Stretch => ({
    above: from > 0 ? cuts[from - 1] : Number.NEGATIVE_INFINITY,
    upTo: to < cuts.length ? cuts[to] : Number.POSITIVE_INFINITY,
  });
  const same = stretch(low.cell, high.cell);
  return { value: x[j], cell: stretch(own, own), same, below: low.next, beyond: high.next };
}
