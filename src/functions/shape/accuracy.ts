/**
 * Error constants of the float64 evaluations. Math.* is taken to err by at most 4 ulp (8 u, u = 2^-53), which the self-test
 * in numeric/elementary.ts watches over; arithmetic adds u per operation.
 */

/** One call of Math.*, or a few operations on top of one: 8 u. */
export const FOUR_ULP = 2 ** -50;

/** Two nested calls of Math.* and some ten operations without cancellation: 32 u. */
export const COMPOUND = 2 ** -48;

/** Absolute floor that covers underflow of intermediate results. */
export const UNDERFLOW = 2 ** -1020;
