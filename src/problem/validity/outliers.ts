import { coveredPlaces } from "./coverage.js";
import { neighbourDistances } from "./neighbours.js";

const NEIGHBOURS = 5;

/**
 * The places of the share of the points that have others close by: those with the largest mean distances to their five nearest are left out.
 * @param points N x dimension row-major, in comparable units
 */
export function typicalPlaces(points: Float64Array, dimension: number, coverage: number): number[] {
  const count = points.length / dimension;
  if (coverage === 1 || count < 3) return Array.from({ length: count }, (_, i) => i);
  const distances = neighbourDistances(points, dimension, "l2", Math.min(NEIGHBOURS, count - 1));
  return coveredPlaces(distances, coverage);
}
