import { SMALLEST, UNIT_ROUNDOFF } from "../../numeric/rounding.js";
import { SAFETY } from "./constant.js";

/**
 * Bounds on the rounding error of one float64 operation, zero where the result is exact, with which constants computed
 * in the graph stay rigorous (ball arithmetic: value and radius).
 */

/** |fl(a + b) - (a + b)|, exactly (Knuth's two-sum; Higham, Accuracy and Stability, algorithm 4.4). */
export function sumError(a: number, b: number): number {
  const sum = a + b;
  const high = sum - a;
  const error = a - (sum - high) + (b - high);
  return Number.isFinite(error) ? Math.abs(error) : 0;
}

/** Bound of |fl(a b) - a b|. Two float32 numbers multiply exactly in float64; so does a power of two. */
export function productError(a: number, b: number): number {
  const product = a * b;
  if (a === 0 || b === 0 || !Number.isFinite(product)) return 0;
  const small = Math.abs(product) < 2 ** -960;
  if (!small && ((Math.fround(a) === a && Math.fround(b) === b) || isPowerOfTwo(a) || isPowerOfTwo(b))) return 0;
  return Math.abs(product) * UNIT_ROUNDOFF + (small ? SMALLEST : 0);
}

/** Bound of |fl(a / b) - a / b| for b != 0. */
export function quotientError(a: number, b: number): number {
  const quotient = a / b;
  if (a === 0 || !Number.isFinite(quotient)) return 0;
  const small = Math.abs(quotient) < 2 ** -960;
  if (!small && isPowerOfTwo(b)) return 0;
  return Math.abs(quotient) * UNIT_ROUNDOFF + (small ? SMALLEST : 0);
}

const WORD = new DataView(new ArrayBuffer(8));

export function isPowerOfTwo(x: number): boolean {
  WORD.setFloat64(0, x);
  const exponent = (WORD.getUint32(0) >>> 20) & 0x7ff;
  return exponent !== 0 && exponent !== 0x7ff && (WORD.getUint32(0) & 0xfffff) === 0 && WORD.getUint32(4) === 0;
}

/** Bound of the error of a b where a and b are off by at most ea and eb. */
export function productRadius(a: number, ea: number, b: number, eb: number): number {
  const rounding = productError(a, b);
  return ea === 0 && eb === 0 ? rounding : (Math.abs(a) * eb + Math.abs(b) * ea + ea * eb + rounding) * SAFETY;
}

/** Bound of the error of a / b where a and b are off by at most ea and eb; infinite if b may be zero. */
export function quotientRadius(a: number, ea: number, b: number, eb: number): number {
  const rounding = quotientError(a, b);
  if (ea === 0 && eb === 0) return rounding;
  const least = (Math.abs(b) - eb) / SAFETY;
  return least > 0 ? ((ea + Math.abs(a / b) * eb) / least + rounding) * SAFETY : Number.POSITIVE_INFINITY;
}
