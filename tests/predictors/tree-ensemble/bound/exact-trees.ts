import type { Trees } from "../../../../src/predictors/tree-ensemble/trees.js";

/** Numbers as integers in units of 2^-200, of products in units of 2^-400. */
const SCALE = 2 ** 200;

function exact(x: number): bigint {
  const scaled = x * SCALE;
  if (!Number.isInteger(scaled)) throw new RangeError(`${x} is not a multiple of 2^-200`);
  return BigInt(scaled);
}

/** weights . y(x) + slopes . x in exact arithmetic, times `denominator`, in units of 2^-400. */
export class ExactTrees {
  /** What the value is multiplied with, so that an average is a sum. */
  readonly denominator: bigint;
  private readonly leaf: bigint[];
  private readonly base: bigint;
  private readonly slopes: bigint[];

  constructor(
    private readonly trees: Trees,
    weights: Float64Array,
    slopes: Float64Array | null = null,
  ) {
    const { values, outputs, aggregate, feature, base } = trees;
    this.denominator = aggregate === "average" ? BigInt(trees.roots.length) : 1n;
    const weigh = (source: Float64Array, from: number) =>
      weights.reduce((sum, weight, o) => sum + exact(weight) * exact(source[from + o]), 0n);
    this.leaf = Array.from(feature, (_, k) => weigh(values, k * outputs));
    this.base = weigh(base, 0) * this.denominator;
    this.slopes = Array.from(slopes ?? [], exact);
  }

  at(x: readonly number[]): bigint {
    const { roots, feature, threshold, left, right } = this.trees;
    let sum = this.base;
    for (const root of roots) {
      let node = root;
      while (feature[node] >= 0) node = x[feature[node]] <= threshold[node] ? left[node] : right[node];
      sum += this.leaf[node];
    }
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

export function least(values: Iterable<bigint>): bigint | null {
  let best: bigint | null = null;
  for (const value of values) if (best === null || value < best) best = value;
  return best;
}
