import type { Interval } from "../numeric/interval.js";
import { SMALLEST, UNIT_ROUNDOFF, up } from "../numeric/rounding.js";

/**
 * A constant of a formula: a real number in [value - radius, value + radius]. A number written in a formula is the float64
 * nearest to it, radius 0; what is computed from such numbers is meant exactly, and the radius holds the rounding errors, so
 * that the bounds hold for the formula as it is written and not for its float64 evaluation.
 */
export interface Constant {
  readonly value: number;
  /** At least 0. */
  readonly radius: number;
}

export const ZERO: Constant = { value: 0, radius: 0 };
export const ONE: Constant = { value: 1, radius: 0 };
export const MINUS_ONE: Constant = { value: -1, radius: 0 };

export function exactly(value: number): Constant {
  return { value: value + 0, radius: 0 };
}

/** Some number of the interval. */
export function within(interval: Interval): Constant {
  const { lower, upper } = interval;
  if (lower === upper) return exactly(lower);
  const value = 0.5 * lower + 0.5 * upper;
  return { value, radius: up(Math.max(upper - value, value - lower)) };
}

export function isExactly(constant: Constant, value: number): boolean {
  return constant.radius === 0 && constant.value === value;
}

export function negated(a: Constant): Constant {
  return { value: 0 - a.value, radius: a.radius };
}

/** The rounding error of a + b is a float64 itself (Knuth's TwoSum), so that exact sums are recognised. */
export function added(a: Constant, b: Constant): Constant {
  const value = a.value + b.value;
  const shadow = value - a.value;
  const error = a.value - (value - shadow) + (b.value - shadow);
  return { value, radius: total(Math.abs(error), a.radius, b.radius) };
}

export function multiplied(a: Constant, b: Constant): Constant {
  // Exact without widening the radius, so that a sum is the same whether it is made at once or term by term.
  if (a.radius === 0 && Math.abs(a.value) === 1) return a.value === 1 ? b : negated(b);
  if (b.radius === 0 && Math.abs(b.value) === 1) return b.value === 1 ? a : negated(a);
  const value = a.value * b.value;
  const inherited = total(magnitude(a.value, b.radius), magnitude(b.value, a.radius), magnitude(a.radius, b.radius));
  return { value, radius: total(isExactProduct(a.value, b.value, value) ? 0 : roundoff(value), inherited, 0) };
}

/** 1 / a, or null if a may be zero. */
export function inverted(a: Constant): Constant | null {
  const least = Math.abs(a.value) - a.radius;
  if (!(least > 0)) return null;
  const value = 1 / a.value;
  const rounding = isPowerOfTwo(a.value) ? 0 : roundoff(value);
  // |1/a - 1/a'| = |a - a'| / |a a'|; the quotient is rounded up generously.
  const inherited = a.radius === 0 ? 0 : (a.radius / least / Math.abs(a.value)) * (1 + 8 * UNIT_ROUNDOFF) + SMALLEST;
  return { value, radius: total(rounding, inherited, 0) };
}

/** How far the constant may be off, in units of roundoff (2^-53) of `size`, rounded up. */
export function roundingUnits(constant: Constant, size = Math.abs(constant.value)): number {
  return constant.radius === 0 ? 0 : up(up(constant.radius / size) / UNIT_ROUNDOFF);
}

function isExactProduct(a: number, b: number, product: number): boolean {
  if (a === 0 || b === 0) return true;
  if (isPowerOfTwo(a) || isPowerOfTwo(b)) return Math.abs(product) >= 2 ** -1022;
  return Number.isInteger(a) && Number.isInteger(b) && Math.abs(product) <= 2 ** 53;
}

function isPowerOfTwo(a: number): boolean {
  return Math.abs(a) === 2 ** Math.round(Math.log2(Math.abs(a)));
}

function roundoff(value: number): number {
  return Math.abs(value) * UNIT_ROUNDOFF + SMALLEST;
}

function magnitude(a: number, b: number): number {
  return a === 0 || b === 0 ? 0 : up(Math.abs(a * b));
}

function total(a: number, b: number, c: number): number {
  return roundedUp(roundedUp(a, b), c);
}

/** Adding nothing is exact, so that what is added to later keeps its radius. */
function roundedUp(a: number, b: number): number {
  if (a === 0) return b;
  return b === 0 ? a : up(a + b);
}
