import type { Box } from "../../numeric/box.js";
import { gamma, SMALLEST } from "../../numeric/rounding.js";
import type { Trees } from "./trees.js";

/**
 * What an ensemble can give on a box, from the leaves of each tree that points of the box reach: the simplest bound. Exact
 * for one tree; for a sum it is the sum of the trees' own extremes.
 */
export class ReachableLeaves {
  private readonly stack: Int32Array;
  /** Least and largest value of each output among the reached leaves of one tree. */
  private readonly low: Float64Array;
  private readonly high: Float64Array;
  /** Sum of the magnitudes of what was added up for each output. */
  private readonly size: Float64Array;
  private readonly lower: Float64Array;
  private readonly upper: Float64Array;

  constructor(private readonly trees: Trees) {
    this.stack = new Int32Array(trees.feature.length + 1);
    this.low = new Float64Array(trees.outputs);
    this.high = new Float64Array(trees.outputs);
    this.size = new Float64Array(trees.outputs);
    this.lower = new Float64Array(trees.outputs);
    this.upper = new Float64Array(trees.outputs);
  }

  /** Enclosure of each output over the box. */
  range(box: Box, lower: Float64Array, upper: Float64Array): void {
    const { roots, outputs, aggregate } = this.trees;
    const isSum = aggregate === "sum" || aggregate === "average";
    const { size } = this;
    size.fill(0);
    lower.fill(0);
    upper.fill(0);
    for (let t = 0; t < roots.length; t++) {
      this.collect(box, roots[t]);
      for (let o = 0; o < outputs; o++) {
        const low = this.low[o];
        const high = this.high[o];
        if (isSum) {
          lower[o] += low;
          upper[o] += high;
          size[o] += Math.max(Math.abs(low), Math.abs(high));
        } else if (aggregate === "minimum") {
          lower[o] = t === 0 ? low : Math.min(lower[o], low);
          upper[o] = t === 0 ? high : Math.min(upper[o], high);
        } else {
          lower[o] = t === 0 ? low : Math.max(lower[o], low);
          upper[o] = t === 0 ? high : Math.max(upper[o], high);
        }
      }
    }
    this.finish(lower, upper);
  }

  /** A number that is at most weights . outputs on the whole box. */
  least(box: Box, weights: Float64Array): number {
    const { roots, outputs, aggregate, base } = this.trees;
    if (aggregate === "minimum" || aggregate === "maximum") return this.leastOfOutputs(box, weights);
    let sum = 0;
    let size = 0;
    for (let t = 0; t < roots.length; t++) {
      const start = this.reach(box, roots[t]);
      let least = Number.POSITIVE_INFINITY;
      let largest = 0;
      for (let k = this.stack.length - 1; k >= start; k--) {
        let value = 0;
        let magnitude = 0;
        const from = this.stack[k] * outputs;
        for (let o = 0; o < outputs; o++) {
          const product = weights[o] * this.trees.values[from + o];
          value += product;
          magnitude += Math.abs(product);
        }
        least = Math.min(least, value);
        largest = Math.max(largest, magnitude);
      }
      sum += least;
      size += largest;
    }
    if (aggregate === "average") {
      sum /= roots.length || 1;
      size /= roots.length || 1;
    }
    for (let o = 0; o < outputs; o++) {
      sum += weights[o] * base[o];
      size += Math.abs(weights[o] * base[o]);
    }
    const operations = roots.length + 2 * outputs + 4;
    return sum - gamma(operations) * size - operations * outputs * SMALLEST * 2;
  }

  private leastOfOutputs(box: Box, weights: Float64Array): number {
    const { outputs } = this.trees;
    const { lower, upper } = this;
    this.range(box, lower, upper);
    let sum = 0;
    let size = 0;
    for (let o = 0; o < outputs; o++) {
      const product = weights[o] * (weights[o] > 0 ? lower[o] : upper[o]);
      sum += product;
      size += Math.abs(product);
    }
    return sum - gamma(outputs + 2) * size - 2 * (outputs + 2) * SMALLEST;
  }

  /** Divides where the mean is meant, adds the base and what rounding may have done. */
  private finish(lower: Float64Array, upper: Float64Array): void {
    const { size } = this;
    const { roots, outputs, aggregate, base } = this.trees;
    const share = aggregate === "average" ? roots.length || 1 : 1;
    for (let o = 0; o < outputs; o++) {
      const magnitude = size[o] / share + Math.max(Math.abs(lower[o]), Math.abs(upper[o])) + Math.abs(base[o]);
      const margin = gamma(roots.length + 4) * magnitude + 4 * SMALLEST;
      lower[o] = lower[o] / share + base[o] - margin;
      upper[o] = upper[o] / share + base[o] + margin;
    }
  }

  /** Writes `low` and `high` of one tree. */
  private collect(box: Box, root: number): void {
    const { outputs, values } = this.trees;
    this.low.fill(Number.POSITIVE_INFINITY);
    this.high.fill(Number.NEGATIVE_INFINITY);
    const start = this.reach(box, root);
    for (let k = this.stack.length - 1; k >= start; k--) {
      const from = this.stack[k] * outputs;
      for (let o = 0; o < outputs; o++) {
        this.low[o] = Math.min(this.low[o], values[from + o]);
        this.high[o] = Math.max(this.high[o], values[from + o]);
      }
    }
  }

  /** Puts the reached leaves of a tree at the end of `stack`; returns the position of the last found. */
  private reach(box: Box, root: number): number {
    const { feature, threshold, left, right } = this.trees;
    const { stack } = this;
    let depth = 0;
    let leaves = stack.length;
    stack[depth++] = root;
    while (depth > 0) {
      const node = stack[--depth];
      const j = feature[node];
      if (j < 0) {
        stack[--leaves] = node;
        continue;
      }
      // Not the negations: an edge that is NaN leaves both ways open.
      if (!(box.upper[j] <= threshold[node])) stack[depth++] = right[node];
      if (!(box.lower[j] > threshold[node])) stack[depth++] = left[node];
    }
    return leaves;
  }
}
