import { type Dyadic, dyadic, product, sign, sum } from "../../numeric/dyadic.js";
import type { Trees } from "./trees.js";

/** factor * (element `feature`) + shift; the factor is not 0. */
export interface ScaledFeature {
  readonly feature: number;
  readonly factor: Dyadic;
  readonly shift: Dyadic;
}

/** Where a path leads to: above < x <= upTo of a feature, and the same of others. */
interface Stretch {
  readonly feature: number;
  readonly above: number;
  readonly upTo: number;
  readonly next: Stretch | null;
}

/**
 * The trees as functions of what their features are computed from: for every float64 number each comparison has the outcome that the exact value of the
 * scaled feature would have. Comparisons that others above them decide are left out.
 * @param inputs one per feature of the trees
 * @param features how many there are then
 */
export function rescaledTrees(trees: Trees, inputs: readonly ScaledFeature[], features: number): Trees {
  const { feature, threshold, values, outputs } = trees;
  const made = { feature: [] as number[], threshold: [] as number[], left: [] as number[], right: [] as number[] };
  const leaves: number[] = [];
  const roots: number[] = [];
  const cuts = new Map<string, number>();
  const cutOf = (node: number): number => {
    const key = `${feature[node]} ${threshold[node]}`;
    const known = cuts.get(key) ?? lastBefore(inputs[feature[node]], threshold[node]);
    cuts.set(key, known);
    return known;
  };
  for (const root of trees.roots) {
    roots.push(made.feature.length);
    const stack: [node: number, parent: number, isRight: boolean, path: Stretch | null][] = [[root, -1, false, null]];
    while (stack.length > 0) {
      const [top, parent, isRight, path] = stack.pop() as [number, number, boolean, Stretch | null];
      let node = top;
      let cut = 0;
      while (feature[node] >= 0) {
        cut = cutOf(node);
        const { above, upTo } = stretchOf(path, inputs[feature[node]].feature);
        const [low, high] = childrenOf(trees, inputs, node);
        if (cut >= upTo) node = low;
        else if (cut <= above) node = high;
        else break;
      }
      const place = made.feature.length;
      const isLeaf = feature[node] < 0;
      const own = isLeaf ? -1 : inputs[feature[node]].feature;
      made.feature.push(own);
      made.threshold.push(isLeaf ? 0 : cut);
      made.left.push(-1);
      made.right.push(-1);
      leaves.push(isLeaf ? node : -1);
      if (parent >= 0) (isRight ? made.right : made.left)[parent] = place;
      if (isLeaf) continue;
      const { above, upTo } = stretchOf(path, own);
      const [low, high] = childrenOf(trees, inputs, node);
      stack.push([high, place, true, { feature: own, above: cut, upTo, next: path }]);
      stack.push([low, place, false, { feature: own, above, upTo: cut, next: path }]);
    }
  }
  const numbers = new Float64Array(leaves.length * outputs);
  leaves.forEach((node, place) => {
    if (node >= 0) numbers.set(values.subarray(node * outputs, (node + 1) * outputs), place * outputs);
  });
  return {
    ...trees,
    features,
    roots: Int32Array.from(roots),
    feature: Int32Array.from(made.feature),
    threshold: Float64Array.from(made.threshold),
    left: Int32Array.from(made.left),
    right: Int32Array.from(made.right),
    values: numbers,
  };
}

function stretchOf(path: Stretch | null, feature: number): { readonly above: number; readonly upTo: number } {
  for (let at = path; at !== null; at = at.next) if (at.feature === feature) return at;
  return { above: Number.NEGATIVE_INFINITY, upTo: Number.POSITIVE_INFINITY };
}

/** Of low and high numbers. */
function childrenOf({ left, right, feature }: Trees, inputs: readonly ScaledFeature[], node: number): [number, number] {
  const isTurned = sign(inputs[feature[node]].factor) < 0;
  return isTurned ? [right[node], left[node]] : [left[node], right[node]];
}

/** The last float64 number with factor * x + shift <= t or, for a negative factor, > t; -Infinity if there is none, Infinity if there is no last one. */
function lastBefore({ factor, shift }: ScaledFeature, t: number): number {
  const isTurned = sign(factor) < 0;
  if (!Number.isFinite(t)) return t > 0 === isTurned ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  const rest = sum(shift, dyadic(-t));
  const isBefore = (x: number): boolean => sign(sum(product(factor, dyadic(x)), rest)) > 0 === isTurned;
  if (isBefore(Number.MAX_VALUE)) return Number.POSITIVE_INFINITY;
  if (!isBefore(-Number.MAX_VALUE)) return Number.NEGATIVE_INFINITY;
  const guess = -estimate(rest) / estimate(factor);
  const middle = Number.isFinite(guess) ? rankOf(guess) : 0n;
  let low = middle;
  for (let step = 1n; !isBefore(numberAt(low)); step *= 2n) low = larger(low - step, LOWEST);
  let high = low === middle ? middle + 1n : middle;
  for (let step = 1n; isBefore(numberAt(high)); step *= 2n) high = -larger(-high - step, LOWEST);
  while (high - low > 1n) {
    const between = (low + high) >> 1n;
    if (isBefore(numberAt(between))) low = between;
    else high = between;
  }
  return numberAt(low);
}

function estimate({ mantissa, exponent }: Dyadic): number {
  // In two steps, so that neither factor overflows.
  const bits = mantissa.toString(2).length;
  const drop = Math.max(0, bits - 60);
  return Number(mantissa >> BigInt(drop)) * 2 ** Math.max(-1000, Math.min(1000, exponent + drop));
}

const numbers = new Float64Array(1);
const words = new BigInt64Array(numbers.buffer);
const MAGNITUDE = 0x7fffffffffffffffn;
const LOWEST = -rankOf(Number.MAX_VALUE);

/** The finite float64 numbers in order, 0 at 0. */
function rankOf(x: number): bigint {
  numbers[0] = Math.abs(x);
  return x < 0 ? -words[0] : words[0];
}

function numberAt(rank: bigint): number {
  words[0] = (rank < 0n ? -rank : rank) & MAGNITUDE;
  return rank < 0n ? -numbers[0] : numbers[0];
}

function larger(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}
