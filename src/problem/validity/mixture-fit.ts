import { type Spread, spreadOf, squaredDistances, whitening } from "./covariance.js";
import { kMeans } from "./k-means.js";
import { rowsOfMatrix } from "./quadratic-form.js";

const MOST_ROUNDS = 500;
/** Added to every variance, in units of the squared range, so that components do not collapse onto points. */
const LEAST_VARIANCE = 1e-6;
const TOLERANCE = 1e-8;

/** One Gaussian of a mixture. */
export interface MixtureComponent {
  /** Logarithm of weight times the density at the mean. */
  height: number;
  mean: number[];
  /** W with W' W the inverse covariance, row-major. */
  whitening: number[];
}

/**
 * A mixture of Gaussians with full covariances, by expectation maximization from a k-means clustering.
 * @param points N x dimension row-major
 */
export function fitMixture(points: Float64Array, dimension: number, size: number, seed: number): MixtureComponent[] {
  const count = points.length / dimension;
  const { labels } = kMeans(points, dimension, size, seed);
  const shares = Array.from({ length: size }, (_, k) => Float64Array.from(labels, (label) => (label === k ? 1 : 0)));
  let components = shares.map((share) => componentOf(points, dimension, share));
  let before = Number.NEGATIVE_INFINITY;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const parts = components.map((part) => partLogs(points, part));
    const totals = totalLogs(parts);
    const likelihood = totals.reduce((sum, total) => sum + total, 0) / count;
    if (!(likelihood > before + TOLERANCE)) break;
    before = likelihood;
    components = parts.map((logs, k) => {
      const share = logs.map((log, i) => Math.exp(log - totals[i]));
      // A component that has lost all points stays as it is.
      return share.some((s) => s > 1e-12) ? componentOf(points, dimension, share) : components[k];
    });
  }
  return components;
}

/** The logarithm of the mixture's density at every point. */
export function logDensities(points: Float64Array, components: readonly MixtureComponent[]): Float64Array {
  return totalLogs(components.map((part) => partLogs(points, part)));
}

function componentOf(points: Float64Array, dimension: number, share: Float64Array): MixtureComponent {
  const count = points.length / dimension;
  const spread: Spread = spreadOf(points, dimension, share);
  for (let j = 0; j < dimension; j++) spread.covariance.set(j, j, spread.covariance.get(j, j) + LEAST_VARIANCE);
  const matrix = whitening(spread, LEAST_VARIANCE);
  const weight = share.reduce((sum, s) => sum + s, 0) / count;
  // The rows are orthogonal: the determinant of W is the product of their lengths.
  const logDeterminant = matrix.reduce((sum, row) => sum + Math.log(Math.hypot(...row)), 0);
  const height = Math.log(weight) + logDeterminant - 0.5 * dimension * Math.log(2 * Math.PI);
  return { height, mean: [...spread.mean], whitening: matrix.flat() };
}

function partLogs(points: Float64Array, { height, mean, whitening: matrix }: MixtureComponent): Float64Array {
  return squaredDistances(points, mean, rowsOfMatrix(matrix, mean.length)).map((square) => height - 0.5 * square);
}

function totalLogs(parts: readonly Float64Array[]): Float64Array {
  return parts[0].map((_, i) => {
    const most = parts.reduce((top, logs) => Math.max(top, logs[i]), Number.NEGATIVE_INFINITY);
    return most + Math.log(parts.reduce((sum, logs) => sum + Math.exp(logs[i] - most), 0));
  });
}
