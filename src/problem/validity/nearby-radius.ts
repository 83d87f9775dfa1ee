import { coverageLimit } from "./coverage.js";
import { neighbourDistances } from "./neighbours.js";

const NEIGHBOURS = 10;

/**
 * A length at which points have neighbours: the median of the mean distances to the ten nearest others; 1 for a single point.
 * @param points N x dimension row-major, all different
 */
export function nearbyRadius(points: Float64Array, dimension: number): number {
  const k = Math.min(NEIGHBOURS, points.length / dimension - 1);
  return k === 0 ? 1 : coverageLimit(neighbourDistances(points, dimension, "l2", k), 0.5);
}
