import { type Box, midpoint } from "../numeric/box.js";
import { up } from "../numeric/rounding.js";
import { ReachableLeaves } from "../predictors/tree-ensemble/reachable.js";
import type { Trees } from "../predictors/tree-ensemble/trees.js";
import type { Bounder, Split } from "./bounder.js";

/**
 * Bounds weights . outputs of the minimum or maximum of trees, by the trees' reachable leaves. A box is split where the tree
 * that decides has its topmost open comparison: a minimum is decided by the tree that may be lowest, a maximum by the one
 * that may be highest. (With several outputs, these are judged by the weighted sums of their leaves.)
 */
export class ExtremumEnsembleBounder implements Bounder {
  readonly variables: number;
  readonly candidate: Float64Array;
  private readonly leaves: ReachableLeaves;
  /** Weighted sum of each leaf's values; an estimate. */
  private readonly sums: Float64Array;
  /** 1: the tree with the highest leaf decides; -1: the one with the lowest. */
  private readonly direction: number;

  /** @param weights one per output */
  constructor(
    private readonly trees: Trees,
    private readonly weights: Float64Array,
  ) {
    const { features, outputs, values, feature, aggregate } = trees;
    this.variables = features;
    this.candidate = new Float64Array(features);
    this.leaves = new ReachableLeaves(trees);
    this.sums = Float64Array.from(feature, (_, node) =>
      weights.reduce((sum, weight, o) => sum + weight * values[node * outputs + o], 0),
    );
    const heaviest = weights.reduce((most, weight) => (Math.abs(weight) > Math.abs(most) ? weight : most), 0);
    this.direction = (aggregate === "maximum") === heaviest >= 0 ? 1 : -1;
  }

  bound(box: Box, cutoff: number): number {
    const bound = this.leaves.least(box, this.weights);
    if (!(bound > cutoff)) midpoint(box, this.candidate);
    return bound;
  }

  /** None: `chooseSplit` always has an answer. */
  branchingScores(_box: Box, out: Float64Array): void {
    out.fill(0);
  }

  chooseSplit(box: Box, out: Split): boolean {
    const { roots, feature, threshold } = this.trees;
    let best = Number.NEGATIVE_INFINITY;
    let fallback = -1;
    let node = -1;
    for (const root of roots) {
      const open = this.firstOpen(box, root);
      const value = this.highest(box, open);
      if (value > best) {
        best = value;
        node = open;
      }
      if (feature[open] >= 0) fallback = open;
    }
    // One output: where the tree that decides is constant, so is the ensemble. Several: until every tree is.
    const chosen = feature[node] >= 0 || this.trees.outputs === 1 ? node : fallback;
    out.variable = chosen < 0 ? -1 : feature[chosen];
    if (out.variable < 0) return true;
    out.point = threshold[chosen];
    out.above = up(threshold[chosen]);
    return true;
  }

  /** The first comparison below the root that the box leaves open, or the leaf that it leads to. */
  private firstOpen({ lower, upper }: Box, root: number): number {
    const { feature, threshold, left, right } = this.trees;
    let node = root;
    for (let j = feature[node]; j >= 0; j = feature[node]) {
      if (upper[j] <= threshold[node]) node = left[node];
      else if (lower[j] > threshold[node]) node = right[node];
      else return node;
    }
    return node;
  }

  /** The largest sum of a reachable leaf below a node, in the direction that decides. */
  private highest(box: Box, node: number): number {
    const { feature, left, right } = this.trees;
    const stack = [node];
    let best = Number.NEGATIVE_INFINITY;
    while (stack.length > 0) {
      const open = this.firstOpen(box, stack.pop() as number);
      if (feature[open] >= 0) stack.push(left[open], right[open]);
      else best = Math.max(best, this.direction * this.sums[open]);
    }
    return best;
  }
}
