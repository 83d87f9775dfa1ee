import type { Enclosure } from "./assembly.js";
import { valueAt } from "./linear-expression.js";

/** Enclosures whose error at the point is at least this share of the largest get a breakpoint there. */
const SHARE = 0.05;
/** Errors below this, relative to the values' size, are the solver's own. */
const NEGLIGIBLE = 1e-9;

/** By the key of an enclosure: where it is cut. */
export type Breakpoints = Map<string, number[]>;

/**
 * Adds a breakpoint to every enclosure that the point leaves by much, at the point's argument.
 * @returns whether any was added
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
  enclosures.forEach(({ key }, k) => {
    const { at, error } = errors[k];
    if (error < SHARE * worst) return;
    const list = breakpoints.get(key);
    if (list === undefined) breakpoints.set(key, [at]);
    else if (!list.includes(at)) list.push(at);
  });
  return true;
}
