import type { Box } from "../../numeric/box.js";
import type { NearestDistance } from "./nearest-distance.js";

/** Rounding of a difference of distances, in the scales of NearestDistance: a thousand times what it can be. */
const ROUNDING = 2 ** -40;

/**
 * The points to which distances are measured while a box is bounded, with a share of each. A cost of the distance is bounded over all points
 * that can be nearest in the box; a reward by the mean over some points: the distance to the nearest is nowhere above it.
 */
export class PointChoice {
  readonly points: Int32Array;
  readonly shares: Float64Array;
  count = 0;

  constructor(private readonly distance: NearestDistance) {
    this.points = new Int32Array(distance.count);
    this.shares = new Float64Array(distance.count);
    for (let i = 0; i < distance.count; i++) this.points[i] = i;
    this.count = distance.count;
  }

  set(points: ArrayLike<number>, shares: ArrayLike<number> | null = null): void {
    this.count = points.length;
    for (let s = 0; s < points.length; s++) {
      this.points[s] = points[s];
      this.shares[s] = shares?.[s] ?? 1;
    }
  }

  /** Leaves out points that are farther than another one in all of the box. */
  restrictTo({ lower, upper }: Box): void {
    const { points, count } = this;
    if (count <= 1) return;
    const nearest = this.nearestTo(lower, upper);
    let kept = 0;
    for (let s = 0; s < count; s++) {
      const i = points[s];
      if (i === nearest || !this.isBeyond(i, nearest, lower, upper)) points[kept++] = i;
    }
    this.count = kept;
  }

  /** The point nearest to the middle. */
  nearestTo(lower: Float64Array, upper: Float64Array): number {
    const { distance, points, count } = this;
    let best = points[0];
    let least = Number.POSITIVE_INFINITY;
    for (let s = 0; s < count; s++) {
      let sum = 0;
      for (let v = 0; v < lower.length; v++) sum += distance.lengthAt(points[s], v, 0.5 * lower[v] + 0.5 * upper[v]);
      if (sum < least) {
        least = sum;
        best = points[s];
      }
    }
    return best;
  }

  /** Whether point i is nowhere in the box nearer than another: differences of lengths are monotone in every coordinate. */
  private isBeyond(i: number, other: number, lower: Float64Array, upper: Float64Array): boolean {
    const { distance } = this;
    let most = 0;
    let scale = 0;
    for (let v = 0; v < lower.length; v++) {
      const [l, u] = [lower[v], upper[v]];
      const atLower = distance.lengthAt(other, v, l) - distance.lengthAt(i, v, l);
      const atUpper = distance.lengthAt(other, v, u) - distance.lengthAt(i, v, u);
      // Coordinates that read the same variable turn at different places.
      if (distance.coordinatesOf[v].length > 1) return false;
      most += Math.max(atLower, atUpper);
      scale += distance.scaleOver(i, v, l, u) + distance.scaleOver(other, v, l, u);
    }
    return most + ROUNDING * scale < 0;
  }
}
