import type { Box } from "../numeric/box.js";

/**
 * Moves the edges of integer variables inward to integers, in place and exactly: no integer of the box is lost.
 * @param isInteger 1 for integer variables, one element per variable
 * @returns false if an edge has no integer; the box is empty then
 */
export function roundInward({ lower, upper }: Box, isInteger: Uint8Array): boolean {
  let left = true;
  for (let j = 0; j < isInteger.length; j++) {
    if (isInteger[j] === 0) continue;
    // + 0 turns -0 into 0.
    lower[j] = Math.ceil(lower[j]) + 0;
    upper[j] = Math.floor(upper[j]) + 0;
    if (lower[j] > upper[j]) left = false;
  }
  return left;
}

/** Rounds the integer variables of x in place, halves upward. A point of a box with integer corners stays in it. */
export function roundToIntegers(x: Float64Array, isInteger: Uint8Array): void {
  for (let j = 0; j < isInteger.length; j++) if (isInteger[j] !== 0) x[j] = Math.round(x[j]) + 0;
}
