import type { Breakpoints, Enclosure } from "./assembly.js";
import { valueAt } from "./linear-expression.js";
import { ABOVE, BELOW, BOTH } from "./side.js";

/** Enclosures whose error at the point is at least this share of the largest are cut there. */
const SHARE = 0.05;
/** Errors below this, relative to the values' size, are the solver's own. */
const NEGLIGIBLE = 1e-8;
/** A cut keeps this share of the segment away from both of its ends: the longer part decides what is left of the error. */
const INWARD = 0.25;

/**
 * Cuts every enclosure that the point leaves by much near the point's argument; what is held from one side only is touched there.
 * @returns whether any was
 */
export function refine(enclosures: readonly Enclosure[], point: Float64Array, breakpoints: Breakpoints): boolean {
  const errors = enclosures.map((enclosure) => {
    const at = valueAt(enclosure.argument, point);
    const claimed = valueAt(enclosure.result, point);
    const error = leaving(enclosure.value(at) - claimed, enclosure.side);
    const isReal = error > NEGLIGIBLE * (1 + Math.abs(claimed)) && enclosure.isTouched?.(at) !== true;
    return { at, error: isReal ? error : 0 };
  });
  const worst = errors.reduce((most, { error }) => Math.max(most, error), 0);
  if (worst === 0) return false;
  enclosures.forEach((enclosure, k) => {
    const { at, error } = errors[k];
    const isPlane = enclosure.side !== BOTH;
    // A tangent costs a row, a cut a binary.
    if (error === 0 || (!isPlane && error < SHARE * worst) || enclosure.breakpoints.length < 2) return;
    const cuts = isPlane ? [at] : cutsAt(enclosure.breakpoints, at);
    breakpoints.set(enclosure.key, [...(breakpoints.get(enclosure.key) ?? []), ...cuts]);
  });
  return true;
}

/** By how much a result that falls short of the value is off. */
function leaving(excess: number, side: number): number {
  if (side === BELOW) return Math.max(0, excess);
  return side === ABOVE ? Math.max(0, -excess) : Math.abs(excess);
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
