import type { Interval } from "../../numeric/interval.js";
import { down, UNIT_ROUNDOFF, up } from "../../numeric/rounding.js";
import type { Plane, Rectangle } from "./acquisition.js";

/** Encloses z = (best - mean) / deviation over the rectangle; the whole line where a deviation of 0 leaves it open. */
export function standardisedRange(best: number, { mean, deviation }: Rectangle, out: Interval): void {
  const low = down(best - mean.upper);
  const high = up(best - mean.lower);
  const lower = low / (low >= 0 ? deviation.upper : deviation.lower);
  const upper = high / (high >= 0 ? deviation.lower : deviation.upper);
  out.lower = Number.isNaN(lower) ? Number.NEGATIVE_INFINITY : down(lower);
  out.upper = Number.isNaN(upper) ? Number.POSITIVE_INFINITY : up(upper);
}

/**
 * A plane below slope * z + intercept over the rectangle, z = (best - mean) / deviation, whose deviations are positive. The level
 * curve z = z0 is a line, s = best - mean - z0 deviation = 0, and z - z0 = s / deviation lies between s divided by the smallest and
 * by the largest deviation: concave (least of the two) or convex (largest) in s, so that its chord over the range of s is a bound.
 * @param z0 where the plane is tight for a small rectangle
 */
export function planeBelowLine(
  slope: number,
  intercept: number,
  best: number,
  { mean, deviation }: Rectangle,
  z0: number,
  out: Plane,
): void {
  const first = up(z0 * deviation.lower);
  const second = up(z0 * deviation.upper);
  const lower = down(down(best - mean.upper) - Math.max(first, second));
  const upper = up(up(best - mean.lower) + Math.max(up(-z0 * deviation.lower), up(-z0 * deviation.upper)));
  const isBelow = slope >= 0;
  const atLower = lower / (lower < 0 === isBelow ? deviation.lower : deviation.upper);
  const atUpper = upper / (upper < 0 === isBelow ? deviation.lower : deviation.upper);
  const chord = upper > lower ? (atUpper - atLower) / (upper - lower) : 1 / deviation.upper;
  const offset = isBelow
    ? Math.min(down(down(atLower) - up(chord * lower)), down(down(atUpper) - up(chord * upper)))
    : Math.max(up(up(atLower) - down(chord * lower)), up(up(atUpper) - down(chord * upper)));
  out.mean = -slope * chord;
  out.deviation = -slope * chord * z0;
  const size = Math.max(Math.abs(mean.lower), Math.abs(mean.upper));
  // Each coefficient and term has at most six roundings.
  const magnitude =
    Math.abs(slope) * (Math.abs(z0) + Math.abs(offset) + Math.abs(chord * best)) +
    Math.abs(intercept) +
    Math.abs(out.mean) * size +
    Math.abs(out.deviation) * deviation.upper;
  const value = slope * (z0 + offset + chord * best) + intercept - 16 * UNIT_ROUNDOFF * magnitude;
  out.constant = Number.isNaN(value) ? Number.NEGATIVE_INFINITY : down(value);
}

/** The plane that is constant: below every value over the rectangle. */
export function constantPlane(sign: 1 | -1, range: Interval, out: Plane): void {
  out.constant = sign > 0 ? range.lower : -range.upper;
  out.mean = 0;
  out.deviation = 0;
}
