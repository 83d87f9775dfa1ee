import type { Box } from "../numeric/box.js";
import type { Domain } from "../numeric/functional-minimum.js";

/** A set that holds all points of interest: the smallest box around what a box has of it, and the least that affine functions take there. */
export interface Cover extends Domain {
  /** All of the set matters, or what a record says that was made in a box that contains the next one. */
  begin(record: Int32Array | null): void;
  /** What still matters. */
  record(): Int32Array;
  /** Cuts the box to the set; returns the largest relative shrinkage, +Infinity if nothing is left. */
  contract(box: Box): number;
  /**
   * Forgets parts of the set in whose part of the box constant + slopes . (x - middle) is above the limit; returns a lower bound of it over the others, +Infinity
   * if there are none. Leaves their minimiser behind.
   */
  discard(box: Box, constant: number, slopes: Float64Array, from: number, middle: Float64Array, limit: number): number;
  /** The same, over a set that is made for this function; absent where there is no choice. */
  sharpen?(box: Box, constant: number, slopes: Float64Array, from: number, middle: Float64Array, limit: number): number;
  /**
   * Cuts the box around what constant + slopes . (x - middle) <= limit leaves of the set; returns the largest relative shrinkage, +Infinity if nothing is left; 0
   * where it is not known.
   */
  cutCap(box: Box, constant: number, slopes: Float64Array, from: number, middle: Float64Array, limit: number): number;
  /** Writes how much each variable adds to what the set holds besides points of interest near x; returns whether it does. */
  gapShares(x: Float64Array, out: Float64Array): boolean;
}
