import { gamma, SMALLEST } from "../../../numeric/rounding.js";
import type { Trees } from "../trees.js";

/** weights . values of every leaf, divided by the number of trees where the ensemble averages: what a tree adds to the sum. */
export interface WeightedLeaves {
  /** Per node, 0 for inner nodes; an estimate. */
  readonly estimates: Float64Array;
  /** By how much the estimate may err. */
  readonly errors: Float64Array;
  /** weights . base and its error. */
  readonly base: number;
  readonly baseError: number;
}

export function weightedLeaves(trees: Trees, weights: Float64Array): WeightedLeaves {
  const { outputs, feature, values, aggregate } = trees;
  const nodes = feature.length;
  const estimates = new Float64Array(nodes);
  const errors = new Float64Array(nodes);
  const divisor = aggregate === "average" ? trees.roots.length : 1;
  for (let k = 0; k < nodes; k++) {
    if (feature[k] >= 0) continue;
    const { sum, error } = weightedSum(values, k * outputs, weights, divisor);
    estimates[k] = sum;
    errors[k] = error;
  }
  const { sum, error } = weightedSum(trees.base, 0, weights, 1);
  return { estimates, errors, base: sum, baseError: error };
}

/** Sum over the trees of the largest magnitude of a leaf. */
export function magnitudeOf({ roots, feature }: Trees, { estimates, errors, base, baseError }: WeightedLeaves): number {
  let magnitude = Math.abs(base) + baseError;
  for (let t = 0; t < roots.length; t++) {
    const end = t + 1 < roots.length ? roots[t + 1] : feature.length;
    let largest = 0;
    for (let k = roots[t]; k < end; k++) largest = Math.max(largest, Math.abs(estimates[k]) + errors[k]);
    magnitude += largest;
  }
  return magnitude;
}

function weightedSum(values: Float64Array, from: number, weights: Float64Array, divisor: number) {
  let sum = 0;
  let magnitude = 0;
  let terms = 0;
  let isExact = divisor === 1;
  for (let o = 0; o < weights.length; o++) {
    const value = values[from + o];
    // Trees of ensembles that were put side by side have a value for one output of many.
    if (weights[o] === 0 || value === 0) continue;
    const product = weights[o] * value;
    if (Math.abs(weights[o]) !== 1) isExact = false;
    sum += product;
    magnitude += Math.abs(product);
    terms++;
  }
  if (isExact && terms <= 1) return { sum, error: 0 };
  return { sum: sum / divisor, error: 2 * gamma(terms + 2) * (magnitude / divisor) + 2 * (terms + 2) * SMALLEST };
}
