import type { Enclosure } from "./assembly.js";
import { valueAt } from "./linear-expression.js";

/** Enclosures whose error at the point is at least this share of the largest are cut there. */
const SHARE = 0.05;
/** Errors below this, relative to the values' size, are the solver's own. */
const NEGLIGIBLE = 1e-8;
/** A cut keeps this share of the segment away from both of its ends: the longer part decides what is left of the error. */
const INWARD = 0.25;

/** By the key of an enclosure: where it is cut. */
export type Breakpoints = Map<string, number[]>;

/**
 * Cuts every enclosure that the point leaves by much near the point's argument.
 * @returns whether any was cut
 */
export function refine(enclosures: readonly Enclosure[], point: Float64Array, breakpoints: Breakpoints): boolean {
  const errors = enclosures.map(({ argument, result, value }) => {
    const at = valueAt(argument, point);
    const claimed = valueAt(result, point);
    const error = Math.abs(value(at) - claimed);
    return { at, error: error > NEGLIGIBLE * (1 + Math.abs(claimed)) ? error : 0 };
  });
  const worst = errors.reduce((most, { error }) => Math.max(most, error), 0);
  if (worst === 0) return false;
  enclosures.forEach((enclosure, k) => {
    const { at, error } = errors[k];
    if (error < SHARE * worst || enclosure.breakpoints.length < 2) return;
    const list = breakpoints.get(enclosure.key) ?? [];
    list.push(...cutsAt(enclosure.breakpoints, at));
    breakpoints.set(enclosure.key, list);
  });
  return true;
}

/** The segment that holds `at` is cut, and the segment next to it where that one is longer. */
function cutsAt(points: readonly number[], at: number): number[] {
  let k = 0;
  while (k < points.length - 2 && at >= points[k + 1]) k++;
  const [left, right] = [points[k], points[k + 1]];
  const length = right - left;
  const cuts = [Math.min(Math.max(at, left + INWARD * length), right - INWARD * length)];
  const [a, b] = at - left < right - at ? [k - 1, k] : [k + 1, k + 2];
  if (a >= 0 && b < points.length && points[b] - points[a] > length) cuts.push(0.5 * points[a] + 0.5 * points[b]);
  return cuts;
}
