import { Random } from "../../numeric/random.js";
import { type Spread, spreadOf, squaredDistances, whitening } from "./covariance.js";

const STARTS = 50;
const FIRST_STEPS = 2;
const KEPT = 5;
const MOST_STEPS = 100;

/**
 * Mean and covariance of the half of the points whose covariance has the least determinant, found by concentration steps from random
 * small subsets (Rousseeuw and Van Driessen, "A fast algorithm for the minimum covariance determinant estimator", Technometrics 41 (1999)).
 * @param points N x dimension row-major
 * @param least variance that every direction has at least
 */
export function robustSpread(points: Float64Array, dimension: number, least: number, seed: number): Spread {
  const count = points.length / dimension;
  const half = Math.min(count, Math.floor((count + dimension + 1) / 2));
  const random = new Random(seed);
  const step = (spread: Spread): Spread => {
    const distances = squaredDistances(points, spread.mean, whitening(spread, least));
    return spreadOf(points, dimension, nearest(distances, half));
  };
  const starts = Array.from({ length: STARTS }, () => {
    const weights = new Uint8Array(count);
    for (let k = 0; k <= dimension; k++) weights[random.below(count)] = 1;
    let spread = spreadOf(points, dimension, weights);
    for (let k = 0; k < FIRST_STEPS; k++) spread = step(spread);
    return { spread, size: logDeterminant(spread, least) };
  }).sort((a, b) => a.size - b.size);
  const ends = starts.slice(0, KEPT).map(({ spread, size }) => {
    let best = { spread, size };
    for (let k = 0; k < MOST_STEPS; k++) {
      const next = step(best.spread);
      const nextSize = logDeterminant(next, least);
      if (!(nextSize < best.size - 1e-12)) break;
      best = { spread: next, size: nextSize };
    }
    return best;
  });
  return ends.reduce((best, end) => (end.size < best.size ? end : best)).spread;
}

/** 1 for the `half` smallest. */
function nearest(distances: Float64Array, half: number): Uint8Array {
  const weights = new Uint8Array(distances.length);
  const order = Array.from(distances, (_, i) => i).sort((a, b) => distances[a] - distances[b]);
  for (const i of order.slice(0, half)) weights[i] = 1;
  return weights;
}

/** Of the covariance with its least variance: minus twice the logarithm of the volume that the whitening shrinks to one. */
function logDeterminant(spread: Spread, least: number): number {
  return whitening(spread, least).reduce((sum, row) => sum - Math.log(row.reduce((s, w) => s + w * w, 0)), 0);
}
