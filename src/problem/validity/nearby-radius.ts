import { coverageLimit } from "./coverage.js";
import { neighbourDistances } from "./neighbours.js";

const FEWEST_NEIGHBOURS = 10;
const NEIGHBOUR_SHARE = 0.05;
/** Whose distances are looked at. */
const MOST_POINTS = 500;

/**
 * A length at which points have neighbours: the median of the mean distances to the nearest others, 5 % of them but at least ten; 1 for a single
 * point. It does not shrink as points become many.
 * @param points N x dimension row-major, all different
 */
export function nearbyRadius(points: Float64Array, dimension: number): number {
  const others = points.length / dimension - 1;
  const k = Math.min(others, Math.max(FEWEST_NEIGHBOURS, Math.ceil(NEIGHBOUR_SHARE * others)));
  return k === 0 ? 1 : coverageLimit(neighbourDistances(points, dimension, "l2", k, MOST_POINTS), 0.5);
}
