import { Ranks } from "./ranks.js";
import type { Trees } from "./trees.js";

/** How many trees are walked side by side, so that the loads of one hide behind those of the others. */
const ABREAST = 4;

/** Words per node: feature, rank of its threshold, first child, place of its values. */
const WORDS = 4;

/**
 * Values of an ensemble at points. Each feature is located once among all its thresholds; below that, a node compares two
 * small integers, and the second child stands behind the first, so that a step is a load and an addition without a branch.
 * Trees are walked `ABREAST` at a time to the depth of the deepest of them; a leaf is its own first child.
 */
export class Evaluation {
  private readonly ranks: Ranks;
  private readonly words: Int32Array;
  private readonly values: Float64Array;
  private readonly starts: Int32Array;
  /** Steps that the k-th group of `ABREAST` trees needs. */
  private readonly steps: Int32Array;
  private readonly located: Int32Array;
  private readonly leaves: Int32Array;

  constructor(private readonly trees: Trees) {
    this.ranks = new Ranks(trees);
    this.located = new Int32Array(Math.max(1, trees.features));
    // Groups are filled up with copies of the last tree, whose leaves are not read.
    const groups = Math.ceil(trees.roots.length / ABREAST);
    this.starts = new Int32Array(groups * ABREAST);
    this.steps = new Int32Array(groups);
    this.leaves = new Int32Array(groups * ABREAST);
    this.words = new Int32Array(WORDS * (trees.feature.length + trees.roots.length));
    this.values = trees.values;
    this.layOut();
  }

  /** y = outputs at x, summed in float64: an estimate. */
  run(x: Float64Array, y: Float64Array): void {
    this.walk(x);
    const { leaves, values, trees } = this;
    const { outputs, base, aggregate } = trees;
    const count = trees.roots.length;
    if (aggregate === "minimum" || aggregate === "maximum") {
      this.extremes(y);
      return;
    }
    const share = aggregate === "average" ? 1 / Math.max(1, count) : 1;
    if (outputs === 1) {
      let sum = 0;
      for (let t = 0; t < count; t++) sum += values[leaves[t]];
      y[0] = sum * share + base[0];
      return;
    }
    y.fill(0);
    for (let t = 0; t < count; t++) {
      const from = leaves[t];
      for (let o = 0; o < outputs; o++) y[o] += values[from + o];
    }
    for (let o = 0; o < outputs; o++) y[o] = y[o] * share + base[o];
  }

  /** Writes the node of `trees` that x reaches in every tree. */
  leavesAt(x: Float64Array, out: Int32Array): void {
    this.walk(x);
    for (let t = 0; t < out.length; t++) out[t] = this.leaves[t] / this.trees.outputs;
  }

  private extremes(y: Float64Array): void {
    const { leaves, values, trees } = this;
    const { outputs, base, roots } = trees;
    for (let o = 0; o < outputs; o++) {
      let best = roots.length === 0 ? 0 : values[leaves[0] + o];
      for (let t = 1; t < roots.length; t++) {
        const value = values[leaves[t] + o];
        if (trees.aggregate === "minimum" ? value < best : value > best) best = value;
      }
      y[o] = best + base[o];
    }
  }

  /** Fills `leaves` with the places of the values. */
  private walk(x: Float64Array): void {
    const { words, starts, steps, located, leaves } = this;
    this.ranks.locate(x, located);
    for (let g = 0; g < steps.length; g++) {
      const t = g * ABREAST;
      let a = starts[t];
      let b = starts[t + 1];
      let c = starts[t + 2];
      let d = starts[t + 3];
      for (let step = steps[g]; step > 0; step--) {
        // rank >= located: x is at most the threshold, and the sign bit of the difference is 0.
        a = words[a + 2] + (((words[a + 1] - located[words[a]]) >> 31) & WORDS);
        b = words[b + 2] + (((words[b + 1] - located[words[b]]) >> 31) & WORDS);
        c = words[c + 2] + (((words[c + 1] - located[words[c]]) >> 31) & WORDS);
        d = words[d + 2] + (((words[d + 1] - located[words[d]]) >> 31) & WORDS);
      }
      leaves[t] = words[a + 3];
      leaves[t + 1] = words[b + 3];
      leaves[t + 2] = words[c + 3];
      leaves[t + 3] = words[d + 3];
    }
  }

  /** Children of a node side by side, each tree's nodes in order of their depth. */
  private layOut(): void {
    const { trees, words, ranks, starts, steps } = this;
    const { feature, threshold, left, right, roots, outputs } = trees;
    const nodes = new Int32Array(feature.length + roots.length);
    const depths = new Int32Array(nodes.length);
    let next = 0;
    for (let t = 0; t < starts.length; t++) {
      if (t >= roots.length) {
        starts[t] = starts[roots.length - 1];
        continue;
      }
      let read = next;
      starts[t] = next * WORDS;
      nodes[next] = roots[t];
      depths[next++] = 0;
      for (; read < next; read++) {
        const node = nodes[read];
        const at = read * WORDS;
        if (feature[node] < 0) {
          words.set([0, 0x7fffffff, at, node * outputs], at);
          continue;
        }
        words.set([feature[node], ranks.rankOf(feature[node], threshold[node]), next * WORDS, 0], at);
        nodes[next] = left[node];
        nodes[next + 1] = right[node];
        depths[next] = depths[next + 1] = depths[read] + 1;
        next += 2;
        steps[Math.floor(t / ABREAST)] = Math.max(steps[Math.floor(t / ABREAST)], depths[read] + 1);
      }
    }
  }
}
