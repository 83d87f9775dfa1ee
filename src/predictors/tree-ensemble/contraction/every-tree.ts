import { down } from "../../../numeric/rounding.js";
import type { WeightedLeaves } from "../bound/weighted-leaves.js";
import type { LiveLeaves } from "./live-leaves.js";

/**
 * Cuts a box to what every tree by itself allows, where the largest of all trees is limited: the smallest box around each tree's leaves within the
 * limit that meet the others' boxes.
 */
export class EveryTree {
  /** Per leaf of the layout: at most what the tree gives there. */
  private readonly values: Float64Array;
  /** The largest of the trees with one leaf. */
  private readonly constant: number;

  /** @param leaves base included by none of the trees */
  constructor(
    roots: Int32Array,
    { estimates, errors, base, baseError }: WeightedLeaves,
    private readonly leafSet: LiveLeaves,
  ) {
    const least = (node: number) => down(down(estimates[node] - errors[node]) + down(base - baseError));
    this.values = Float64Array.from(leafSet.nodeOf, least);
    const isFactor = new Set(leafSet.layout.tree);
    let constant = Number.NEGATIVE_INFINITY;
    roots.forEach((root, t) => {
      if (!isFactor.has(t)) constant = Math.max(constant, least(root));
    });
    this.constant = constant;
  }

  /** Cuts the box that the leaves have taken up; false if a tree is above the limit in all of it. */
  run(limit: number): boolean {
    const { leafSet } = this;
    const { layout } = leafSet;
    if (this.constant > limit) return false;
    let unchanged = 0;
    for (let g = 0; unchanged < layout.factors; g = (g + 1) % layout.factors, unchanged++) {
      this.drop(g, limit);
      if (leafSet.end[g] === layout.leafStart[g]) return false;
      for (let s = layout.slotStart[g]; s < layout.slotStart[g + 1]; s++) {
        if (!this.cut(g, s)) continue;
        unchanged = -1;
        leafSet.restrict(layout.slotFeature[s]);
        if (leafSet.end[g] === layout.leafStart[g]) return false;
      }
    }
    return true;
  }

  /** Leaves out the leaves of a factor that are above the limit. */
  private drop(g: number, limit: number): void {
    const { values, leafSet } = this;
    const { live, end, layout } = leafSet;
    let kept = layout.leafStart[g];
    for (let k = kept; k < end[g]; k++) {
      // Not <=: NaN leaves a leaf in.
      if (!(values[live[k]] > limit)) live[kept++] = live[k];
    }
    end[g] = kept;
  }

  /** Cuts the slot's feature to what the live leaves cover; false if neither end moves. */
  private cut(g: number, s: number): boolean {
    const { layout, live, end, low, high } = this.leafSet;
    const { leafStart, slotStart, entryStart, slotFeature, segmentStart, segmentCell, first, last, cellStart } = layout;
    const from = leafStart[g];
    const entry = entryStart[g] + (s - slotStart[g]) * (leafStart[g + 1] - from) - from;
    let lowest = Number.POSITIVE_INFINITY;
    let highest = -1;
    for (let k = from; k < end[g]; k++) {
      lowest = Math.min(lowest, first[entry + live[k]]);
      highest = Math.max(highest, last[entry + live[k]]);
    }
    const j = slotFeature[s];
    const start = segmentStart[s];
    const least = segmentCell[start + lowest];
    const after = start + highest + 1;
    const most = after < segmentStart[s + 1] ? segmentCell[after] - 1 : cellStart[j + 1] - cellStart[j] - 1;
    if (least <= low[j] && most >= high[j]) return false;
    low[j] = Math.max(low[j], least);
    high[j] = Math.min(high[j], most);
    return true;
  }
}
