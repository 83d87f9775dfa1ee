import type { Random } from "../../numeric/random.js";
import type { Sample } from "./classifier.js";
import type { TreeLeaf, TreeNode } from "./tree.js";

export interface GrowthLimits {
  readonly depth: number;
  /** Fewest draws in a leaf. */
  readonly minBucket: number;
  /** Share of the inputs that each split chooses from; 1 for plain CART. */
  readonly inputShare: number;
}

/** CART: greedy axis-parallel splits by the Gini index (L. Breiman et al., 1984). @param rows the draws of the sample to use */
export function grownTree(sample: Sample, rows: Int32Array, limits: GrowthLimits, random: Random): TreeNode {
  const leaf = leafFor(sample, rows);
  const { depth, minBucket, inputShare } = limits;
  if (depth === 0 || rows.length < 2 * minBucket || leaf.counts.some((count) => count === rows.length)) return leaf;
  let best = { impurity: Number.POSITIVE_INFINITY, input: -1, threshold: 0 };
  for (let input = 0; input < sample.dimension; input++) {
    if (inputShare < 1 && random.uniform() >= inputShare) continue;
    const { impurity, threshold } = bestThreshold(sample, rows, input, minBucket, leaf.counts);
    if (impurity < best.impurity) best = { impurity, input, threshold };
  }
  if (best.input < 0) return leaf;
  const weights = new Float64Array(sample.dimension);
  weights[best.input] = 1;
  const { input, threshold } = best;
  const below = { ...limits, depth: depth - 1 };
  const left = rows.filter((k) => sample.inputs[k][input] < threshold);
  const right = rows.filter((k) => !(sample.inputs[k][input] < threshold));
  return {
    kind: "split",
    weights,
    threshold,
    left: grownTree(sample, left, below, random),
    right: grownTree(sample, right, below, random),
  };
}

export function leafFor({ labels, classes }: Sample, rows: Int32Array): TreeLeaf {
  const counts = new Float64Array(classes);
  for (const k of rows) counts[labels[k]]++;
  return { kind: "leaf", counts };
}

/** The threshold with the least sum of Gini impurities, each times its size. */
function bestThreshold(sample: Sample, rows: Int32Array, input: number, minBucket: number, counts: Float64Array) {
  const { inputs, labels } = sample;
  const order = rows.slice().sort((a, b) => inputs[a][input] - inputs[b][input]);
  const left = new Float64Array(counts.length);
  const right = counts.slice();
  let leftSquares = 0;
  let rightSquares = right.reduce((sum, count) => sum + count * count, 0);
  const best = { impurity: Number.POSITIVE_INFINITY, threshold: 0 };
  for (let k = 0; k + 1 < order.length; k++) {
    const label = labels[order[k]];
    leftSquares += 2 * left[label] + 1;
    left[label]++;
    rightSquares -= 2 * right[label] - 1;
    right[label]--;
    const low = inputs[order[k]][input];
    const high = inputs[order[k + 1]][input];
    const size = k + 1;
    if (!(low < high) || size < minBucket || order.length - size < minBucket) continue;
    const impurity = order.length - leftSquares / size - rightSquares / (order.length - size);
    if (impurity < best.impurity) {
      best.impurity = impurity;
      best.threshold = between(low, high);
    }
  }
  return best;
}

/** A number t with low < t <= high, in the middle where there is one. */
export function between(low: number, high: number): number {
  const middle = 0.5 * low + 0.5 * high;
  return middle > low ? middle : high;
}
