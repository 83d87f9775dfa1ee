import type { Box } from "../numeric/box.js";
import { gamma } from "../numeric/rounding.js";
import type { GaussianProcessDefinition } from "../predictors/gaussian-process/definition.js";

/** A process with another mean. */
export interface Trend {
  readonly definition: GaussianProcessDefinition;
  /** At least |factor * (the new mean) - (factor * (the old mean) + linear . x)| over the box, which rounding leaves. */
  readonly error: number;
}

/** What the sums of an error's terms may lose to rounding. */
const SAFETY = 1.01;

/**
 * Takes a linear function into a process's mean, where the bounds see both at once: factor * mean + linear . x becomes factor * (new mean). Null over
 * boxes without end, over which roundings are not bounded.
 * @param factor not 0
 * @param linear one slope per input
 */
export function withLinearTrend(
  definition: GaussianProcessDefinition,
  factor: number,
  linear: Float64Array,
  box: Box,
): Trend | null {
  if (linear.every((slope) => slope === 0)) return { definition, error: 0 };
  const scale = factor * definition.outputScale;
  const known = definition.meanLinear;
  const meanLinear = linear.map((slope, j) => (known === null ? 0 : known[j]) + slope / scale);
  let magnitude = 0;
  for (let j = 0; j < linear.length; j++) {
    const reach = Math.max(Math.abs(box.lower[j]), Math.abs(box.upper[j]));
    magnitude += (Math.abs(linear[j]) + Math.abs(scale * (known === null ? 0 : known[j]))) * reach;
  }
  const error = SAFETY * gamma(4) * magnitude + Number.MIN_VALUE;
  const isBounded = error < Number.POSITIVE_INFINITY && meanLinear.every(Number.isFinite);
  return isBounded ? { definition: { ...definition, meanLinear }, error } : null;
}
