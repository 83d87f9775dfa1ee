import type { Trees } from "../../../../src/predictors/tree-ensemble/trees.js";

/** Numbers as integers in units of 2^-200, of products in units of 2^-400. */
const SCALE = 2 ** 200;

function exact(x: number): bigint {
  const scaled = x * SCALE;
  if (!Number.isInteger(scaled)) throw new RangeError(`${x} is not a multiple of 2^-200`);
  return BigInt(scaled);
}

/** For any way of aggregation: weights . y(x) + slopes . x in exact arithmetic, times `denominator`, in units of 2^-400. */
export class ExactTrees {
  /** What the value is multiplied with, so that an average is a sum. */
  readonly denominator: bigint;
  /** Weighted values, per node and output. */
  private readonly leaf: bigint[][];
  private readonly base: bigint;
  private readonly signs: number[];
  private readonly slopes: bigint[];

  constructor(
    private readonly trees: Trees,
    weights: Float64Array,
    slopes: Float64Array | null = null,
  ) {
    const { values, outputs, aggregate, feature, base } = trees;
    this.denominator = aggregate === "average" ? BigInt(trees.roots.length) : 1n;
    const weigh = (source: Float64Array, from: number) =>
      Array.from(weights, (weight, o) => exact(weight) * exact(source[from + o]));
    this.leaf = Array.from(feature, (_, k) => weigh(values, k * outputs));
    this.base = weigh(base, 0).reduce((sum, value) => sum + value, 0n) * this.denominator;
    this.signs = Array.from(weights, Math.sign);
    this.slopes = Array.from(slopes ?? [], exact);
  }

  at(x: readonly number[]): bigint {
    const { roots, feature, threshold, left, right, aggregate } = this.trees;
    const reached = Array.from(roots, (root) => {
      let node = root;
      while (feature[node] >= 0) node = x[feature[node]] <= threshold[node] ? left[node] : right[node];
      return this.leaf[node];
    });
    let sum = this.base;
    this.signs.forEach((sign, o) => {
      const values = reached.map((leaf) => leaf[o]);
      if (aggregate === "sum" || aggregate === "average") sum += values.reduce((total, value) => total + value, 0n);
      // The weight is inside the values: a negative one turns the minimum into the maximum.
      else sum += extreme(values, (aggregate === "maximum") === sign >= 0);
    });
    this.slopes.forEach((slope, j) => {
      sum += slope * exact(x[j]) * this.denominator;
    });
    return sum;
  }

  /** A finite number in the same units as `at`. */
  of(x: number): bigint {
    return exact(x) * BigInt(SCALE) * this.denominator;
  }

  /** Back to float64, nearly. */
  toNumber(value: bigint): number {
    return Number(value / this.denominator) / SCALE / SCALE;
  }
}

function extreme(values: readonly bigint[], isLargest: boolean): bigint {
  return values.reduce((best, value) => (value > best === isLargest ? value : best));
}

export function least(values: Iterable<bigint>): bigint | null {
  let best: bigint | null = null;
  for (const value of values) if (best === null || value < best) best = value;
  return best;
}
