import { NearestPoint } from "./nearest-point.js";

/** Distance, relative to the coordinates, from which on a point counts as outside a hull. */
const OUTSIDE = 1e-10;
/** More extreme points are not looked for: then all points are kept. */
const MOST_EXTREME = 256;

/**
 * Points with the same convex hull, up to a relative distance of 1e-10: those that are corners of it where these are few (K. L. Clarkson, "More output-sensitive
 * geometric algorithms", FOCS 1994), otherwise all.
 * @param points N x dimension row-major, at least one
 */
export function extremePoints(points: Float64Array, dimension: number): Float64Array {
  const count = points.length / dimension;
  const reach = points.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const chosen = new Set<number>([farthest(points, dimension, new Float64Array(dimension).fill(1))]);
  const at = { lower: new Float64Array(dimension), upper: new Float64Array(dimension) };
  let nearest = new NearestPoint(rowsAt(points, dimension, chosen), dimension);
  for (let i = 0; i < count; i++) {
    at.lower.set(points.subarray(i * dimension, (i + 1) * dimension));
    at.upper.set(at.lower);
    while (!chosen.has(i)) {
      nearest.run(at);
      if (!isOutside(points, dimension, i, nearest.difference, chosen, OUTSIDE * reach)) break;
      const corner = farthest(points, dimension, nearest.difference);
      // Where rounding makes a known corner the farthest, the point itself is taken.
      chosen.add(chosen.has(corner) ? i : corner);
      if (chosen.size > MOST_EXTREME) return points;
      nearest = new NearestPoint(rowsAt(points, dimension, chosen), dimension);
    }
  }
  return rowsAt(points, dimension, chosen);
}

/** Whether the direction separates point i from the chosen ones by more than the given distance. */
function isOutside(
  points: Float64Array,
  dimension: number,
  i: number,
  direction: Float64Array,
  chosen: ReadonlySet<number>,
  distance: number,
): boolean {
  const product = (k: number): number => {
    let sum = 0;
    for (let j = 0; j < dimension; j++) sum += direction[j] * points[k * dimension + j];
    return sum;
  };
  let most = Number.NEGATIVE_INFINITY;
  for (const k of chosen) most = Math.max(most, product(k));
  return product(i) - most > distance * Math.hypot(...direction);
}

/** The point with the largest product; of equal ones that with the largest coordinates, which is a corner, too. */
function farthest(points: Float64Array, dimension: number, direction: Float64Array): number {
  let place = 0;
  let most = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < points.length / dimension; i++) {
    let product = 0;
    for (let j = 0; j < dimension; j++) product += direction[j] * points[i * dimension + j];
    if (product < most || (product === most && !isAfter(points, dimension, i, place))) continue;
    most = product;
    place = i;
  }
  return place;
}

function isAfter(points: Float64Array, dimension: number, i: number, k: number): boolean {
  for (let j = 0; j < dimension; j++) {
    const difference = points[i * dimension + j] - points[k * dimension + j];
    if (difference !== 0) return difference > 0;
  }
  return false;
}

function rowsAt(points: Float64Array, dimension: number, places: ReadonlySet<number>): Float64Array {
  const rows = new Float64Array(places.size * dimension);
  [...places]
    .sort((a, b) => a - b)
    .forEach((i, r) => {
      rows.set(points.subarray(i * dimension, (i + 1) * dimension), r * dimension);
    });
  return rows;
}
