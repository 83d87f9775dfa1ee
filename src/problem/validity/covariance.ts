import { EigenvalueDecomposition, Matrix } from "ml-matrix";

/** Location and spread of points. */
export interface Spread {
  readonly mean: readonly number[];
  readonly covariance: Matrix;
}

/** Directions in which points vary independently, by decreasing variance. */
export interface PrincipalAxes {
  /** Orthonormal, one row per direction. */
  readonly directions: readonly (readonly number[])[];
  readonly variances: readonly number[];
}

/**
 * Mean and covariance of the points at the given places (weights: of all points), divided by their number or total weight.
 * @param points N x dimension row-major
 */
export function spreadOf(points: Float64Array, dimension: number, weights: ArrayLike<number>): Spread {
  const count = points.length / dimension;
  let total = 0;
  for (let i = 0; i < count; i++) total += weights[i];
  const mean = new Array<number>(dimension).fill(0);
  for (let i = 0; i < count; i++) {
    for (let j = 0; j < dimension; j++) mean[j] += (weights[i] / total) * points[i * dimension + j];
  }
  const covariance = Matrix.zeros(dimension, dimension);
  for (let i = 0; i < count; i++) {
    if (weights[i] === 0) continue;
    const share = weights[i] / total;
    for (let j = 0; j < dimension; j++) {
      const scaled = share * (points[i * dimension + j] - mean[j]);
      for (let k = 0; k <= j; k++) {
        const product = scaled * (points[i * dimension + k] - mean[k]);
        covariance.set(j, k, covariance.get(j, k) + product);
      }
    }
  }
  for (let j = 0; j < dimension; j++) for (let k = 0; k < j; k++) covariance.set(k, j, covariance.get(j, k));
  return { mean, covariance };
}

export function principalAxes({ covariance }: Spread): PrincipalAxes {
  const { eigenvectorMatrix, realEigenvalues } = new EigenvalueDecomposition(covariance, { assumeSymmetric: true });
  const order = realEigenvalues.map((_, k) => k).sort((a, b) => realEigenvalues[b] - realEigenvalues[a]);
  return {
    directions: order.map((k) => eigenvectorMatrix.getColumn(k)),
    variances: order.map((k) => Math.max(0, realEigenvalues[k])),
  };
}

/**
 * W with W' W = covariance^-1, rows along the principal axes: |W (z - mean)| is the Mahalanobis distance.
 * @param least variance that every direction has at least, so that data on a plane have a thin ellipsoid and not none
 */
export function whitening(spread: Spread, least: number): number[][] {
  const { directions, variances } = principalAxes(spread);
  return directions.map((direction, k) => direction.map((value) => value / Math.sqrt(Math.max(least, variances[k]))));
}

/** |W (z_i - mean)|^2 for every point. */
export function squaredDistances(
  points: Float64Array,
  mean: readonly number[],
  matrix: readonly (readonly number[])[],
): Float64Array {
  const dimension = mean.length;
  return Float64Array.from({ length: points.length / dimension }, (_, i) =>
    matrix.reduce((sum, row) => {
      const product = row.reduce((part, w, j) => part + w * (points[i * dimension + j] - mean[j]), 0);
      return sum + product * product;
    }, 0),
  );
}
