import { down } from "../../../numeric/rounding.js";
import type { Trees } from "../trees.js";
import type { WeightedLeaves } from "./weighted-leaves.js";

/** How much of an ensemble is looked at. */
export interface Coarseness {
  /** Trees are cut off there: nodes at this depth become leaves; the root is at depth 0. Absent: nowhere. */
  readonly depth?: number;
  /** Only that many trees, those with the widest range of leaves, have more than one leaf. Absent: all. */
  readonly trees?: number;
}

/** Trees and the numbers in their leaves, which bound another ensemble's from below at every point. */
export interface CoarseTrees {
  readonly trees: Trees;
  readonly leaves: WeightedLeaves;
}

/** Puts the least leaf of a subtree in its place: a sum of smaller trees that is nowhere above the given one. */
export function coarseTrees(trees: Trees, leaves: WeightedLeaves, coarseness: Coarseness): CoarseTrees {
  const { roots, left, right } = trees;
  const { depth = Number.POSITIVE_INFINITY, trees: count = roots.length } = coarseness;
  const feature = trees.feature.slice();
  const estimates = leaves.estimates.slice();
  const errors = leaves.errors.slice();
  const { least, widths } = extentOf(trees, leaves);
  const order = Array.from(roots.keys()).sort((a, b) => widths[b] - widths[a]);
  const depths = new Int32Array(feature.length);
  order.forEach((t, place) => {
    const most = place < count ? depth : 0;
    const end = t + 1 < roots.length ? roots[t + 1] : feature.length;
    // A node stands before those below it.
    for (let k = roots[t]; k < end; k++) {
      if (feature[k] < 0) continue;
      if (depths[k] >= most) {
        feature[k] = -1;
        estimates[k] = least[k];
        errors[k] = 0;
      }
      depths[left[k]] = depths[k] + 1;
      depths[right[k]] = depths[k] + 1;
    }
  });
  return { trees: { ...trees, feature }, leaves: { ...leaves, estimates, errors } };
}

/** The least that a leaf below each node may be, and per tree about how far its leaves are apart. */
function extentOf({ roots, feature, left, right }: Trees, { estimates, errors }: WeightedLeaves) {
  const least = new Float64Array(feature.length);
  const most = new Float64Array(feature.length);
  for (let k = feature.length - 1; k >= 0; k--) {
    const isLeaf = feature[k] < 0;
    least[k] = isLeaf ? down(estimates[k] - errors[k]) : Math.min(least[left[k]], least[right[k]]);
    most[k] = isLeaf ? estimates[k] : Math.max(most[left[k]], most[right[k]]);
  }
  return { least, widths: Float64Array.from(roots, (root) => most[root] - least[root]) };
}
