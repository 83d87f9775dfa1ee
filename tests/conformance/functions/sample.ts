import type { Decimal } from "decimal.js";
import { exact, exactWide } from "../../numeric/exact-decimal.js";

/** A point with the true value there: exact, and rounded for the quick test that settles clear cases. */
export interface Sample {
  readonly x: number;
  readonly exactX: Decimal;
  readonly truth: Decimal;
  readonly near: number;
}

export function sample(truth: (x: Decimal) => Decimal, x: number): Sample {
  const exactX = exact(x);
  const value = truth(exactX);
  return { x, exactX, truth: value, near: Number(value) };
}

/** lower <= truth <= upper, exactly: where the truth rounds to another float64 than the end, their order is settled. */
export function isWithin(point: Pick<Sample, "truth" | "near">, lower: number, upper: number): boolean {
  const { truth, near } = point;
  const above = near === lower ? truth.gte(exact(lower)) : near > lower;
  return above && (near === upper ? truth.lte(exact(upper)) : near < upper);
}

/**
 * The sign test `a x + b <= truth` for exact a, b, with zero slack: float64 decides where the gap is a million times its
 * rounding, exact arithmetic elsewhere.
 */
export function isBelow(slope: number, intercept: number, point: Sample): boolean {
  // At a pole phi has no value.
  if (intercept === Number.NEGATIVE_INFINITY || !point.truth.isFinite()) return true;
  if (Number.isNaN(intercept) || Number.isNaN(slope) || intercept === Number.POSITIVE_INFINITY) return false;
  const product = slope * point.x;
  const gap = point.near - (product + intercept);
  const size = Math.abs(product) + Math.abs(intercept) + Math.abs(point.near);
  if (size < 1e300 && Math.abs(gap) > 1e-9 * size + 1e-290) return gap > 0;
  return exactLineAt(slope, point.exactX, intercept).lte(point.truth);
}

export function isAbove(slope: number, intercept: number, point: Sample): boolean {
  if (intercept === Number.POSITIVE_INFINITY || !point.truth.isFinite()) return true;
  if (Number.isNaN(intercept) || Number.isNaN(slope) || intercept === Number.NEGATIVE_INFINITY) return false;
  const product = slope * point.x;
  const gap = product + intercept - point.near;
  const size = Math.abs(product) + Math.abs(intercept) + Math.abs(point.near);
  if (size < 1e300 && Math.abs(gap) > 1e-9 * size + 1e-290) return gap > 0;
  return exactLineAt(slope, point.exactX, intercept).gte(point.truth);
}

function exactLineAt(slope: number, x: Decimal, intercept: number): Decimal {
  // The left operand's class decides on the precision: 800 digits, so that this is exact.
  return exactWide(slope).mul(x).add(exactWide(intercept));
}
