import { gamma } from "../../numeric/rounding.js";
import type { Norm } from "./norm.js";

/** Points row-major, and a box in their space. */
export interface DistanceTask {
  readonly points: Float64Array;
  readonly inputs: number;
  readonly norm: Norm;
  readonly lower: Float64Array;
  readonly upper: Float64Array;
}

/**
 * Affine functions above distances to points over a box: |x - X|_1 is below the chords of its summands, and |x - X|_2 below
 * (|x - X|_2^2 / r + r) / 2 for every r > 0, the squares being below their chords in turn.
 */
export class UpperPlane {
  /** After `add`: sum of the planes' slopes and constants, and the magnitudes that rounding is relative to. */
  readonly slopes: Float64Array;
  constant = 0;
  magnitude = 0;

  constructor(inputs: number) {
    this.slopes = new Float64Array(inputs);
  }

  clear(): void {
    this.slopes.fill(0);
    this.constant = 0;
    this.magnitude = 0;
  }

  /** Adds the plane above the distance to a point, tight near the anchor; false where there is none. */
  add(task: DistanceTask, place: number, anchor: Float64Array): boolean {
    const { inputs, norm } = task;
    const start = place * inputs;
    if (norm === "linf") return false;
    const radius = norm === "l2" ? chordDistance(task, start, anchor) : 0;
    if (norm === "l2" && !(radius > 0)) return false;
    const rounding = gamma(8);
    for (let j = 0; j < inputs; j++) {
      const low = task.lower[j];
      const high = task.upper[j];
      const atLow = summand(low - task.points[start + j], radius);
      const atHigh = summand(high - task.points[start + j], radius);
      const slope = high > low ? (atHigh - atLow) / (high - low) : 0;
      // The summand is convex: a line that is above it at both ends is above it between them.
      const scale = Math.max(atLow, atHigh) + Math.abs(slope) * Math.max(Math.abs(low), Math.abs(high));
      this.constant += Math.max(atLow - slope * low, atHigh - slope * high) + rounding * scale;
      this.slopes[j] += slope;
      this.magnitude += scale;
    }
    this.constant += 0.5 * radius;
    this.magnitude += radius;
    return true;
  }
}

/** What a coordinate adds: |t|, or t^2 / (2 radius). */
function summand(t: number, radius: number): number {
  return radius > 0 ? (t * t) / (2 * radius) : Math.abs(t);
}

/** The root of the sum of the chords of (x_j - X_j)^2, at the anchor: an estimate. */
function chordDistance({ points, inputs, lower, upper }: DistanceTask, start: number, anchor: Float64Array): number {
  let sum = 0;
  for (let j = 0; j < inputs; j++) {
    const a = lower[j] - points[start + j];
    sum += a * a + (a + upper[j] - points[start + j]) * (anchor[j] - lower[j]);
  }
  return Math.sqrt(sum);
}
