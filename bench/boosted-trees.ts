import type { Random } from "../dist/numeric/random.js";
import type { Trees } from "../dist/predictors/tree-ensemble/trees.js";

const SAMPLES = 600;
const CANDIDATES = 12;
const LEARNING_RATE = 0.15;
const LEAST_LEAF = 5;

/** A wavy function of all inputs in [0, 1]^n, for there to be something to learn. */
function target(x: Float64Array): number {
  let value = 0;
  for (let j = 0; j < x.length; j++) value += Math.sin(7 * x[j] + j) + 0.8 * Math.cos(9 * x[j] * x[(j + 1) % x.length]);
  return value;
}

/** Gradient boosting on samples of a wavy function: regression trees of least squares over random candidate splits. */
export function boostedTrees(shape: { inputs: number; trees: number; depth: number }, random: Random): Trees {
  const { inputs, trees, depth } = shape;
  const points = Array.from({ length: SAMPLES }, () =>
    Float64Array.from({ length: inputs }, () => random.between(0, 1)),
  );
  const residual = Float64Array.from(points, target);
  const base = mean(residual, [...residual.keys()]);
  residual.forEach((value, i) => {
    residual[i] = value - base;
  });
  const nodes = { feature: [] as number[], threshold: [] as number[], left: [] as number[], right: [] as number[] };
  const values: number[] = [];
  const grow = (members: readonly number[], level: number): number => {
    const node = nodes.feature.length;
    const split = level === 0 ? null : bestSplit(points, residual, members, random);
    nodes.feature.push(split?.feature ?? -1);
    nodes.threshold.push(split?.threshold ?? 0);
    nodes.left.push(-1);
    nodes.right.push(-1);
    const value = split === null ? Math.fround(LEARNING_RATE * mean(residual, members)) : 0;
    values.push(value);
    if (split === null) {
      for (const i of members) residual[i] -= value;
      return node;
    }
    nodes.left[node] = grow(split.low, level - 1);
    nodes.right[node] = grow(split.high, level - 1);
    return node;
  };
  const everyone = [...points.keys()];
  const roots = Array.from({ length: trees }, () => grow(everyone, depth));
  return {
    features: inputs,
    outputs: 1,
    roots: Int32Array.from(roots),
    feature: Int32Array.from(nodes.feature),
    threshold: Float64Array.from(nodes.threshold),
    left: Int32Array.from(nodes.left),
    right: Int32Array.from(nodes.right),
    values: Float64Array.from(values),
    base: Float64Array.of(Math.fround(base)),
    aggregate: "sum",
  };
}

function mean(values: Float64Array, members: readonly number[]): number {
  return members.reduce((sum, i) => sum + values[i], 0) / Math.max(1, members.length);
}

function bestSplit(
  points: readonly Float64Array[],
  residual: Float64Array,
  members: readonly number[],
  random: Random,
) {
  let best: { gain: number; feature: number; threshold: number; low: number[]; high: number[] } | null = null;
  for (let c = 0; c < CANDIDATES; c++) {
    const feature = Math.floor(random.between(0, points[0].length));
    const pick = members[Math.floor(random.between(0, members.length))];
    const threshold = Math.fround(points[pick][feature]);
    const low = members.filter((i) => points[i][feature] <= threshold);
    const high = members.filter((i) => points[i][feature] > threshold);
    if (low.length < LEAST_LEAF || high.length < LEAST_LEAF) continue;
    const gain = low.length * mean(residual, low) ** 2 + high.length * mean(residual, high) ** 2;
    if (best === null || gain > best.gain) best = { gain, feature, threshold, low, high };
  }
  return best;
}
