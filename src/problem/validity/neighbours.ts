import { DataDistance } from "../../predictors/data-distance/data-distance.js";
import type { Norm } from "../../predictors/data-distance/norm.js";

/**
 * For every point the mean distance to its k nearest other points; of equal points the others count.
 * @param points N x dimension row-major, N > k
 * @param most of so many points at most, spread evenly over the rows
 */
export function neighbourDistances(
  points: Float64Array,
  dimension: number,
  norm: Norm,
  k: number,
  most = Number.POSITIVE_INFINITY,
): Float64Array {
  const count = points.length / dimension;
  const asked = Math.min(count, most);
  const model = new DataDistance(dimension, points, norm, k + 1);
  const y = new Float64Array(1);
  return Float64Array.from({ length: asked }, (_, q) => {
    const i = Math.floor((q * count) / asked);
    model.evaluate(points.subarray(i * dimension, (i + 1) * dimension), y);
    // The nearest of the k + 1 is the point itself at distance 0.
    return (y[0] * (k + 1)) / k;
  });
}

/** The rows of a matrix that differ from each other, in their order. */
export function distinctRows(points: ArrayLike<number>, dimension: number): Float64Array {
  const rows = new Map<string, number[]>();
  for (let p = 0; p < points.length; p += dimension) {
    const row = Array.from({ length: dimension }, (_, j) => points[p + j] + 0);
    rows.set(row.join(), row);
  }
  return Float64Array.from([...rows.values()].flat());
}

/** The rows at the given places, row-major. */
export function rowsAt(points: ArrayLike<number>, dimension: number, places: readonly number[]): number[] {
  return places.flatMap((i) => Array.from({ length: dimension }, (_, j) => points[i * dimension + j]));
}
