/**
 * Outward rounding in plain float64 round-to-nearest arithmetic, and the a-priori error constants of
 * N. J. Higham, Accuracy and Stability of Numerical Algorithms, 2nd ed., section 3.1.
 */

/** Unit roundoff u = 2^-53 of float64. */
export const UNIT_ROUNDOFF = 2 ** -53;

/** Smallest positive subnormal float64. */
export const SMALLEST = 2 ** -1074;

/**
 * u (1 + 2u): with plain u, x + |x| u is a tie at powers of two and rounds back to x
 * (S. M. Rump, P. Zimmermann, S. Boldo, G. Melquiond, BIT 49 (2009) 419-431).
 */
const STEP = UNIT_ROUNDOFF * (1 + 2 * UNIT_ROUNDOFF);

/** A float64 strictly below every real number that rounds to x (at least one ulp below x); -Infinity stays, NaN stays. */
export function down(x: number): number {
  return x === Number.POSITIVE_INFINITY ? Number.MAX_VALUE : x - (Math.abs(x) * STEP + SMALLEST);
}

/** A float64 strictly above every real number that rounds to x (at least one ulp above x); Infinity stays, NaN stays. */
export function up(x: number): number {
  return x === Number.NEGATIVE_INFINITY ? -Number.MAX_VALUE : x + (Math.abs(x) * STEP + SMALLEST);
}

/**
 * gamma_n = n u / (1 - n u), rounded up: a sum of n products in any order errs by at most gamma_n times the sum of the
 * products' magnitudes (Higham, eq. 3.5). Four units are added so that the caller may compute those magnitudes in
 * float64 as well.
 */
export function gamma(n: number): number {
  const nu = (n + 4) * UNIT_ROUNDOFF;
  return up(nu / (1 - nu));
}
