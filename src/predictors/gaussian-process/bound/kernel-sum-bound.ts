import type { AffineMinorant } from "../../predictor.js";
import type { KernelSum } from "./kernel-sum.js";

/**
 * Lower bounds of a kernel sum over boxes in scaled coordinates, rigorous in real arithmetic. One workspace per sum: change the sum's
 * weights, offset or linear part, then bound; the results of the last `lowerBound` stay until the next one.
 */
export interface KernelSumBounding {
  readonly sum: KernelSum;
  /**
   * Lower bound of the sum over the box, cheapest bounds first, until one exceeds the cutoff. The cutoff may be infinite.
   * The best of what was computed; -Infinity if nothing is known.
   */
  lowerBound(lower: Float64Array, upper: Float64Array, cutoff: number): number;
  /** After `lowerBound`: a point of the box with a small value (scaled coordinates). */
  readonly minimiser: Float64Array;
  /** After `lowerBound`: what each coordinate adds to the distance between function and bound; at least 0. */
  readonly scores: Float64Array;
  /**
   * After `lowerBound` with a finite cutoff that it did not exceed: cuts off, in place, parts of the box where the sum is proved to be at least the
   * cutoff. Returns the largest relative shrinkage of an edge, +Infinity if nothing is left.
   */
  cut(lower: Float64Array, upper: Float64Array): number;
  /** out(z) <= sum(z) over the box, z in scaled coordinates; tight near the anchor (null: near the middle). */
  affineMinorant(lower: Float64Array, upper: Float64Array, anchor: Float64Array | null, out: AffineMinorant): void;
}
