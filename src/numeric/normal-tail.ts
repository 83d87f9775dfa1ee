import { erfc } from "./error-function.js";
import { down, up } from "./rounding.js";

/**
 * Functions of the standard normal distribution that stay accurate relative to themselves, or in logarithms, arbitrarily far in
 * the lower tail: with density phi and distribution function Phi, the improvement function h(z) = phi(z) + z Phi(z) (the
 * expected improvement is sigma h(u / sigma)), h' = Phi, h'' = phi.
 *
 * z <= -3, t = -z: Laplace's continued fraction (Abramowitz and Stegun 26.2.14) Phi/phi = 1 / (t + c_1), c_n = n / (t + c_(n+1)),
 * in which nothing cancels: 1 - t Phi/phi = c_1 Phi/phi, hence h = c_1 Phi. With f_n = (sqrt(t^2 + 4n) - t) / 2, the fixed point of
 * x = n / (t + x), one has f_(n-1) <= c_n <= f_n (each bound follows from the other one step later), so starting at
 * n + 1 from f between them errs by less than 1/(2n) relatively, of which each step passes on the part c / (t + c). After the
 * steps taken here less than 2^-56 is left; every step adds 3 u to what it passes on, a sum below 8 u. Above -3 the functions come
 * from erfc (32 u) and exp; h loses a factor (phi + |z| Phi) / h < 22 there.
 */

/** |logNormalCdf| and |logImprovement| err by less than LOG_RELATIVE of the magnitudes that they add up. */
const LOG_RELATIVE = 2 ** -49;
/** Relative error of Phi and phi above the threshold: 32 u for erfc, 8 u for exp, and the rounded arguments' share. */
const DIRECT_RELATIVE = 2 ** -46;
const THRESHOLD = -3;
/** 1 / sqrt(2 pi) and the logarithm of sqrt(2 pi). */
const DENSITY = 0.3989422804014327;
const LOG_ROOT_TWO_PI = 0.9189385332046727;

/** c_2(t) for t >= 3. */
function secondFraction(t: number): number {
  const steps = Math.ceil(8 + 380 / (t * t));
  const s = steps + 0.5;
  let c = (2 * s) / (Math.sqrt(t * t + 4 * s) + t);
  for (let n = steps; n >= 2; n--) c = n / (t + c);
  return c;
}

/** c_1(t) for t >= 3. */
function firstFraction(t: number): number {
  return 1 / (t + secondFraction(t));
}

function density(z: number): number {
  return DENSITY * Math.exp(-0.5 * z * z);
}

function distribution(z: number): number {
  return 0.5 * erfc(-z * Math.SQRT1_2);
}

/** ln Phi(z). */
export function logNormalCdf(z: number): number {
  if (z <= THRESHOLD) return -0.5 * z * z - LOG_ROOT_TWO_PI - Math.log(firstFraction(-z) - z);
  return z <= 0 ? Math.log(distribution(z)) : Math.log1p(-distribution(-z));
}

/** A bound of ln Phi(z) from below; increasing enclosures of z carry over to its value. */
export function logNormalCdfDown(z: number): number {
  const value = logNormalCdf(z);
  return down(value - logCdfError(z, value));
}

export function logNormalCdfUp(z: number): number {
  if (z === Number.NEGATIVE_INFINITY) return z;
  const value = logNormalCdf(z);
  return Math.min(0, up(value + logCdfError(z, value)));
}

function logCdfError(z: number, value: number): number {
  if (z <= THRESHOLD) return (Math.abs(value) + LOG_ROOT_TWO_PI + 2 * Math.log1p(-z) + 8) * LOG_RELATIVE;
  // The quotient of the relative error of the argument of log or log1p and what is left of it.
  return (z <= 0 ? 2 : 4 * distribution(-z)) * DIRECT_RELATIVE + Math.abs(value) * LOG_RELATIVE + 2 ** -1000;
}

/** ln h(z). */
export function logImprovement(z: number): number {
  if (z > THRESHOLD) return Math.log(density(z) + z * distribution(z));
  const c = firstFraction(-z);
  // One logarithm each, since c / (t + c) underflows where its logarithm does not.
  return -0.5 * z * z - LOG_ROOT_TWO_PI + Math.log(c) - Math.log(c - z);
}

export function logImprovementDown(z: number): number {
  if (Math.abs(z) === Number.POSITIVE_INFINITY) return z;
  const value = logImprovement(z);
  return down(value - logImprovementError(z, value));
}

export function logImprovementUp(z: number): number {
  if (Math.abs(z) === Number.POSITIVE_INFINITY) return z;
  const value = logImprovement(z);
  return up(value + logImprovementError(z, value));
}

function logImprovementError(z: number, value: number): number {
  if (z <= THRESHOLD) return (Math.abs(value) + LOG_ROOT_TWO_PI + 4 * Math.log1p(-z) + 8) * LOG_RELATIVE;
  const first = density(z);
  const second = z * distribution(z);
  return (2 * DIRECT_RELATIVE * (first + Math.abs(second))) / (first + second) + Math.abs(value) * LOG_RELATIVE;
}

/** lambda = phi / Phi, the derivative of ln Phi, positive and decreasing. An estimate. */
export function hazard(z: number): number {
  return z <= THRESHOLD ? firstFraction(-z) - z : density(z) / distribution(z);
}

/** R = Phi / h, the derivative of ln h, positive and decreasing. An estimate. */
export function improvementHazard(z: number): number {
  if (z <= THRESHOLD) return secondFraction(-z) - z;
  const p = distribution(z);
  return p / (density(z) + z * p);
}
