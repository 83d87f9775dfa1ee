import { up } from "../../../numeric/rounding.js";

const FACTORIALS = [1, 1, 2, 6, 24, 120, 720, 5040, 40320, 362880, 3628800];

/** n! for n <= 10, exact. */
export function factorial(n: number): number {
  return FACTORIALS[n];
}

/**
 * The coefficient of |kappa^(m)(0)| t^m in E |P_p(w r)|^2, P_p the Taylor polynomial of e^(ix) of degree p <= 4, m <= p:
 * |P_p(x)|^2 = sum_m x^2m sum_{j + k = 2m; j, k <= p} (-1)^(m - k) / (j! k!), and E w^2m = (2m)!/m! |kappa^(m)(0)|. The sums are
 * multiples of 1 / (2m)! (binomials with signs), so that the coefficient is computed from integers. Zero for 0 < 2m <= p.
 */
export function momentCoefficient(p: number, m: number): number {
  return MOMENTS[5 * p + m];
}

function moment(p: number, m: number): number {
  let sum = 0;
  for (let k = Math.max(0, 2 * m - p); k <= Math.min(p, 2 * m); k++) {
    const binomial = Math.round(factorial(2 * m) / (factorial(k) * factorial(2 * m - k)));
    sum += (m - k) % 2 === 0 ? binomial : -binomial;
  }
  return sum / factorial(m);
}

/**
 * The coefficient of t^n kappa^(n)(t) in sum_{k <= p} (-r)^k / k! (d/dr)^k kappa(r^2), n <= p:
 * (d/dr)^k kappa(r^2) / k! = sum_j (2r)^(k - 2j) / (j! (k - 2j)!) kappa^(k - j)(t), with n = k - j.
 */
export function distanceCoefficient(p: number, n: number): number {
  return DISTANCES[5 * p + n];
}

function distance(p: number, n: number): number {
  let sum = 0;
  for (let k = n; k <= Math.min(2 * n, p); k++) {
    // Over the denominator n!: integers again.
    const term = (2 ** (2 * n - k) * factorial(n)) / (factorial(k - n) * factorial(2 * n - k));
    sum += k % 2 === 0 ? term : -term;
  }
  return sum / factorial(n);
}

/** R_p(r) <= D_{p+1} r^(p+1) / (p+1)! with D_m^2 = (2m)!/m! |kappa^(m)(0)|, from |F_p(x)| <= |x|^(p+1) / (p+1)!. */
export function derivativeCap(p: number, magnitude: number): { coefficient: number; exponent: number } {
  const m = p + 1;
  const squared = (factorial(2 * m) / factorial(m)) * magnitude;
  return { coefficient: up((Math.sqrt(squared) / factorial(m)) * (1 + 2 ** -45)), exponent: m };
}

const ORDERS = [0, 1, 2, 3, 4];
const MOMENTS = Float64Array.from(ORDERS.flatMap((p) => ORDERS.map((m) => (m <= p ? moment(p, m) : 0))));
const DISTANCES = Float64Array.from(ORDERS.flatMap((p) => ORDERS.map((n) => (n <= p ? distance(p, n) : 0))));
