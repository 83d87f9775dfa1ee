import { OnnxError } from "../../onnx/error.js";
import { Ranks } from "./ranks.js";
import type { Trees } from "./trees.js";

/** How many trees are walked side by side, so that the loads of one hide behind those of the others. */
const ABREAST = 4;

/** Words per node: rank of its threshold and feature in one, and its first child. */
const WORDS = 2;

/** In the place of rank and feature of a leaf: above everything it is compared with. */
const LEAF = 0x7fffffff;

/**
 * Values of an ensemble at points. Each feature is located once among all its thresholds; below that, a node compares two
 * integers, rank * 2^bits + feature with the shifted place of x[feature], and the second child stands behind the first, so
 * that a step is two loads and an addition without a branch. Trees are walked `ABREAST` at a time to the depth of the deepest
 * of them; a leaf is its own first child.
 */
export class Evaluation {
  private readonly ranks: Ranks;
  private readonly words: Int32Array;
  /** Node of `trees` by place in `words`, which has `WORDS` for each. */
  private readonly nodes: Int32Array;
  private readonly starts: Int32Array;
  /** Steps that the k-th group of `ABREAST` trees needs. */
  private readonly steps: Int32Array;
  /** Bits that hold a feature. */
  private readonly bits: number;
  /** Places of a point among the thresholds, shifted by `bits`; zero behind the last feature, where leaves look. */
  private readonly located: Int32Array;
  /** The leaf that each tree gives. */
  private readonly leaves: Int32Array;

  /** @throws OnnxError for more thresholds than a 31-bit number holds beside the feature */
  constructor(private readonly trees: Trees) {
    this.ranks = new Ranks(trees);
    this.bits = Math.ceil(Math.log2(trees.features + 1));
    const most = this.ranks.starts.reduce((most, start, j, starts) => Math.max(most, start - (starts[j - 1] ?? 0)), 0);
    if (!((most + 1) * 2 ** this.bits < LEAF))
      throw new OnnxError("limit", `${most} thresholds of a feature are too many beside ${trees.features} features`);
    this.located = new Int32Array(2 ** this.bits);
    // Groups are filled up with copies of the last tree, whose leaves are not read.
    const groups = Math.ceil(trees.roots.length / ABREAST);
    this.starts = new Int32Array(groups * ABREAST);
    this.steps = new Int32Array(groups);
    this.leaves = new Int32Array(groups * ABREAST);
    this.nodes = new Int32Array(trees.feature.length);
    this.words = new Int32Array(WORDS * trees.feature.length);
    this.layOut();
  }

  /** y = outputs at x, summed in float64: an estimate. */
  run(x: Float64Array, y: Float64Array): void {
    this.walk(x);
    const { leaves, trees } = this;
    const { outputs, base, aggregate, values } = trees;
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
      const from = leaves[t] * outputs;
      for (let o = 0; o < outputs; o++) y[o] += values[from + o];
    }
    for (let o = 0; o < outputs; o++) y[o] = y[o] * share + base[o];
  }

  /** Writes the node of `trees` that x reaches in every tree. */
  leavesAt(x: Float64Array, out: Int32Array): void {
    this.walk(x);
    for (let t = 0; t < out.length; t++) out[t] = this.leaves[t];
  }

  private extremes(y: Float64Array): void {
    const { leaves, trees } = this;
    const { outputs, base, roots, values } = trees;
    for (let o = 0; o < outputs; o++) {
      let best = roots.length === 0 ? 0 : values[leaves[0] * outputs + o];
      for (let t = 1; t < roots.length; t++) {
        const value = values[leaves[t] * outputs + o];
        if (trees.aggregate === "minimum" ? value < best : value > best) best = value;
      }
      y[o] = best + base[o];
    }
  }

  private walk(x: Float64Array): void {
    const { words, nodes, starts, steps, located, leaves, bits } = this;
    this.ranks.locate(x, located);
    for (let j = 0; j < x.length; j++) located[j] <<= bits;
    const mask = located.length - 1;
    for (let g = 0; g < steps.length; g++) {
      const t = g * ABREAST;
      let a = starts[t];
      let b = starts[t + 1];
      let c = starts[t + 2];
      let d = starts[t + 3];
      for (let step = steps[g]; step > 0; step--) {
        // Negative where x exceeds the threshold: the sign is the step to the second child.
        const wa = words[a];
        const wb = words[b];
        const wc = words[c];
        const wd = words[d];
        a = words[a + 1] + (((wa - located[wa & mask]) >> 31) & WORDS);
        b = words[b + 1] + (((wb - located[wb & mask]) >> 31) & WORDS);
        c = words[c + 1] + (((wc - located[wc & mask]) >> 31) & WORDS);
        d = words[d + 1] + (((wd - located[wd & mask]) >> 31) & WORDS);
      }
      leaves[t] = nodes[a >> 1];
      leaves[t + 1] = nodes[b >> 1];
      leaves[t + 2] = nodes[c >> 1];
      leaves[t + 3] = nodes[d >> 1];
    }
  }

  /** Children of a node side by side, each tree's nodes in order of their depth. */
  private layOut(): void {
    const { trees, words, nodes, ranks, starts, steps, bits } = this;
    const { feature, threshold, left, right, roots } = trees;
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
          words[at] = LEAF;
          words[at + 1] = at;
          continue;
        }
        words[at] = ranks.rankOf(feature[node], threshold[node]) * 2 ** bits + feature[node];
        words[at + 1] = next * WORDS;
        nodes[next] = left[node];
        nodes[next + 1] = right[node];
        depths[next] = depths[next + 1] = depths[read] + 1;
        next += 2;
        steps[Math.floor(t / ABREAST)] = Math.max(steps[Math.floor(t / ABREAST)], depths[read] + 1);
      }
    }
  }
}
