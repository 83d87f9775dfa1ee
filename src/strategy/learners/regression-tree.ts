import { between } from "./tree-growing.js";

/**
 * A complete binary tree by levels: node n has the children 2n + 1 (where theta[inputs[n]] < thresholds[n]) and 2n + 2; the
 * nodes after the splits are the leaves, with values. Splits that gain nothing send everything left.
 */
export interface RegressionTree {
  readonly inputs: Int32Array;
  readonly thresholds: Float64Array;
  readonly values: Float64Array;
}

export interface RegressionLimits {
  readonly depth: number;
  readonly minBucket: number;
  /** Leaf values are multiplied by this. */
  readonly scale: number;
}

/** Keeps steps finite where all draws of a leaf are classified with certainty. */
const RIDGE = 1e-3;
const EVERYTHING_LEFT = Number.MAX_VALUE;

export function valueAt({ inputs, thresholds, values }: RegressionTree, theta: Float64Array): number {
  let node = 0;
  while (node < inputs.length) node = 2 * node + (theta[inputs[node]] < thresholds[node] ? 1 : 2);
  return values[node - inputs.length];
}

/**
 * Greedy splits by the gain of Newton's step, sum(target)^2 / sum(curvature) in the leaves (T. Chen and C. Guestrin, KDD 2016).
 * @param orders the draws by each input, ascending
 */
export function regressionTree(
  points: readonly Float64Array[],
  orders: readonly Int32Array[],
  targets: Float64Array,
  curvatures: Float64Array,
  { depth, minBucket, scale }: RegressionLimits,
): RegressionTree {
  const splits = 2 ** depth - 1;
  const inputs = new Int32Array(splits);
  const thresholds = new Float64Array(splits).fill(EVERYTHING_LEFT);
  const node = new Int32Array(points.length);
  for (let n = 0; n < splits; n++) {
    const split = bestSplit(n);
    if (split !== null) {
      inputs[n] = split.input;
      thresholds[n] = split.threshold;
    }
    for (let i = 0; i < points.length; i++) {
      if (node[i] === n) node[i] = 2 * n + (points[i][inputs[n]] < thresholds[n] ? 1 : 2);
    }
  }
  const values = new Float64Array(splits + 1);
  const weights = new Float64Array(splits + 1).fill(RIDGE);
  for (let i = 0; i < points.length; i++) {
    values[node[i] - splits] += targets[i];
    weights[node[i] - splits] += curvatures[i];
  }
  return { inputs, thresholds, values: values.map((value, k) => (scale * value) / weights[k]) };

  function bestSplit(n: number): { input: number; threshold: number } | null {
    let count = 0;
    let target = 0;
    let curvature = RIDGE;
    for (let i = 0; i < points.length; i++) {
      if (node[i] !== n) continue;
      count++;
      target += targets[i];
      curvature += curvatures[i];
    }
    let most = (target * target) / curvature + 1e-9;
    let best: { input: number; threshold: number } | null = null;
    orders.forEach((order, input) => {
      let below = 0;
      let leftTarget = 0;
      let leftCurvature = RIDGE;
      let before = -1;
      for (const i of order) {
        if (node[i] !== n) continue;
        const isCut = before >= 0 && points[before][input] < points[i][input];
        if (isCut && below >= minBucket && count - below >= minBucket) {
          const right = target - leftTarget;
          const gain =
            (leftTarget * leftTarget) / leftCurvature + (right * right) / (curvature - leftCurvature + 2 * RIDGE);
          if (gain > most) {
            most = gain;
            best = { input, threshold: between(points[before][input], points[i][input]) };
          }
        }
        below++;
        leftTarget += targets[i];
        leftCurvature += curvatures[i];
        before = i;
      }
    });
    return best;
  }
}
