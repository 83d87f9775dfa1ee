import type { Random } from "../../numeric/random.js";
import { mostLikely, type Sample } from "./classifier.js";
import { isLeft, leafOf, type Split, type TreeNode } from "./tree.js";
import { between, grownTree, leafFor } from "./tree-growing.js";

export interface TreeSettings {
  readonly depth: number;
  readonly minBucket: number;
  /** Price of a split's weights (their absolute sum, in standard deviations), in misclassified shares of the sample. */
  readonly price: number;
  readonly restarts: number;
}

const MOST_ROUNDS = 12;
/** Inputs whose weights a hyperplane's re-optimization tries, at most. */
const MOST_COORDINATES = 40;

/**
 * Optimal classification trees by local search (D. Bertsimas and J. Dunn, Machine Learning 106, 2017): from CART and from
 * random trees, the splits are re-optimized one at a time, everything else held, until nothing gains any more; the loss is the
 * share of misclassified draws plus price times the sum over splits of |weights|_1.
 * @param sample with inputs of like size
 */
export function searchedTree(
  sample: Sample,
  settings: TreeSettings,
  hasHyperplanes: boolean,
  random: Random,
  deadline = Number.POSITIVE_INFINITY,
): TreeNode {
  const all = Int32Array.from(sample.inputs.keys());
  let best: TreeNode | null = null;
  let least = Number.POSITIVE_INFINITY;
  for (let start = 0; start <= settings.restarts; start++) {
    const limits = { ...settings, inputShare: start === 0 ? 1 : 0.5 };
    let tree = grownTree(sample, all, limits, random);
    const search = new LocalSearch(sample, settings, hasHyperplanes, random, deadline);
    for (let round = 0; round < MOST_ROUNDS && performance.now() < deadline; round++) {
      const before = lossOf(tree, sample, settings.price);
      tree = search.improve(tree, all);
      if (before - lossOf(tree, sample, settings.price) < 1e-9) break;
    }
    const loss = lossOf(tree, sample, settings.price);
    if (loss < least) {
      least = loss;
      best = tree;
    }
    if (loss <= settings.price || performance.now() >= deadline) break;
  }
  return best as TreeNode;
}

export function lossOf(tree: TreeNode, { inputs, labels }: Sample, price: number): number {
  let wrong = 0;
  inputs.forEach((theta, k) => {
    if (mostLikely(leafOf(tree, theta).counts) !== labels[k]) wrong++;
  });
  return wrong / inputs.length + price * complexity(tree);
}

function complexity(node: TreeNode): number {
  if (node.kind === "leaf") return 0;
  const own = node.weights.reduce((sum, weight) => sum + Math.abs(weight), 0);
  return own + complexity(node.left) + complexity(node.right);
}

class LocalSearch {
  constructor(
    private readonly sample: Sample,
    private readonly settings: TreeSettings,
    private readonly hasHyperplanes: boolean,
    private readonly random: Random,
    private readonly deadline: number,
  ) {}

  /** Re-optimizes the node, then what is below it. */
  improve(node: TreeNode, rows: Int32Array): TreeNode {
    if (node.kind === "leaf") return leafFor(this.sample, rows);
    const leaf = leafFor(this.sample, rows);
    const wrongAsLeaf = rows.length - Math.max(...leaf.counts);
    const priced = this.settings.price * this.sample.inputs.length;
    if (wrongAsLeaf <= this.wrong(node, rows) + priced * complexity(node)) return leaf;
    if (performance.now() < this.deadline) this.reoptimize(node, rows);
    const left = rows.filter((k) => isLeft(node, this.sample.inputs[k]));
    const right = rows.filter((k) => !isLeft(node, this.sample.inputs[k]));
    if (left.length === 0) return this.improve(node.right, rows);
    if (right.length === 0) return this.improve(node.left, rows);
    node.left = this.improve(node.left, left);
    node.right = this.improve(node.right, right);
    return node;
  }

  private wrong(node: TreeNode, rows: Int32Array): number {
    const { inputs, labels } = this.sample;
    return rows.reduce((sum, k) => sum + (mostLikely(leafOf(node, inputs[k]).counts) === labels[k] ? 0 : 1), 0);
  }

  /** Chooses the split anew, with both subtrees as they are. */
  private reoptimize(node: Split, rows: Int32Array): void {
    const { inputs, labels, dimension } = this.sample;
    // What going left costs over going right, per draw.
    const costs = new Float64Array(rows.length);
    let rightTotal = 0;
    rows.forEach((k, i) => {
      const onLeft = mostLikely(leafOf(node.left, inputs[k]).counts) === labels[k] ? 0 : 1;
      const onRight = mostLikely(leafOf(node.right, inputs[k]).counts) === labels[k] ? 0 : 1;
      costs[i] = onLeft - onRight;
      rightTotal += onRight;
    });
    const price = this.settings.price * inputs.length;
    let best = this.wrong(node, rows) + price * norm(node.weights);
    const values = new Float64Array(rows.length);
    for (let j = 0; j < dimension; j++) {
      rows.forEach((k, i) => {
        values[i] = inputs[k][j];
      });
      const cut = bestCut(values, costs, this.settings.minBucket);
      if (cut === null || !(rightTotal + cut.cost + price < best - 1e-9)) continue;
      best = rightTotal + cut.cost + price;
      node.weights = new Float64Array(dimension);
      node.weights[j] = 1;
      node.threshold = cut.threshold;
    }
    if (this.hasHyperplanes) this.tilt(node, rows, costs, rightTotal, best);
  }

  /** Changes one weight of the hyperplane at a time, threshold and other weights held, and the threshold after it. */
  private tilt(node: Split, rows: Int32Array, costs: Float64Array, rightTotal: number, start: number): void {
    const { inputs, dimension } = this.sample;
    const price = this.settings.price * inputs.length;
    const { minBucket } = this.settings;
    let best = start;
    const products = new Float64Array(rows.length);
    const values = new Float64Array(rows.length);
    const order = Int32Array.from({ length: dimension }, (_, j) => j).sort(() => this.random.uniform() - 0.5);
    for (const j of order.slice(0, MOST_COORDINATES)) {
      const others = norm(node.weights) - Math.abs(node.weights[j]);
      rows.forEach((k, i) => {
        products[i] = dot(node.weights, inputs[k]) - node.weights[j] * inputs[k][j];
      });
      for (const weight of this.weightsToTry(node, j, rows, products)) {
        if (weight === 0 && others === 0) continue;
        for (let i = 0; i < rows.length; i++) values[i] = products[i] + weight * inputs[rows[i]][j];
        const cut = bestCut(values, costs, minBucket);
        if (cut === null) continue;
        const loss = rightTotal + cut.cost + price * (others + Math.abs(weight));
        if (!(loss < best - 1e-9)) continue;
        best = loss;
        node.weights = node.weights.slice();
        node.weights[j] = weight;
        node.threshold = cut.threshold;
      }
    }
  }

  /** 0, and weights at which some draws lie on the hyperplane as it is. */
  private weightsToTry(node: Split, j: number, rows: Int32Array, products: Float64Array): number[] {
    const weights = [0];
    for (let tries = 0; tries < 8; tries++) {
      const i = this.random.below(rows.length);
      const weight = (node.threshold - products[i]) / this.sample.inputs[rows[i]][j];
      if (Math.abs(weight) < 10) weights.push(weight);
    }
    return weights;
  }
}

/** The threshold below which draws go left with the least sum of costs on the left; null if none leaves enough on both sides. */
function bestCut(
  values: Float64Array,
  costs: Float64Array,
  minBucket: number,
): { cost: number; threshold: number } | null {
  const order = Int32Array.from(values.keys()).sort((a, b) => values[a] - values[b]);
  let best: { cost: number; threshold: number } | null = null;
  let cost = 0;
  for (let k = 0; k + 1 < order.length; k++) {
    cost += costs[order[k]];
    const low = values[order[k]];
    const high = values[order[k + 1]];
    if (!(low < high) || k + 1 < minBucket || order.length - k - 1 < minBucket) continue;
    if (best === null || cost < best.cost) best = { cost, threshold: between(low, high) };
  }
  return best;
}

function norm(weights: Float64Array): number {
  return weights.reduce((sum, weight) => sum + Math.abs(weight), 0);
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let j = 0; j < a.length; j++) sum += a[j] * b[j];
  return sum;
}
