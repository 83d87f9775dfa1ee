import type { Box } from "./box.js";

/** A set of deviations d from the middle of a box, over which affine functionals can be bounded. */
export interface FunctionalMinimum {
  /**
   * Lower bound of the minimum of slopes . d over the set.
   * @param from place of the first slope
   */
  of(slopes: Float64Array, from: number): number;
}

/** A set of points of which only those within a box matter at a time. */
export interface Domain extends FunctionalMinimum {
  /** From now on its part of this box is meant, and of what is left of the box when it is cut; false where the box itself is as good. */
  over(box: Box): boolean;
  /** After `of`: deviations near which the minimum is, an estimate. */
  readonly minimiser: Float64Array;
}
