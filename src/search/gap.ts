/** When the distance between the best value and the bound counts as closed: either of the two suffices. */
export interface GapTolerances {
  /** In units of the objective. */
  readonly absoluteGap: number;
  /** Relative to the magnitude of the best value. */
  readonly relativeGap: number;
}

export interface Gap {
  readonly absolute: number;
  readonly relative: number;
}

/** The gap between a value that was found and a bound; infinite where one of them is missing. */
export function gapBetween(value: number, bound: number): Gap {
  const absolute = Math.abs(value - bound);
  if (!Number.isFinite(absolute)) return { absolute: Number.POSITIVE_INFINITY, relative: Number.POSITIVE_INFINITY };
  return { absolute, relative: absolute / Math.max(Math.abs(value), 1e-10) };
}

/** Keeps the gap inside the tolerance although it is computed with rounding. */
const SHRINKAGE = 1 - 2 ** -40;

/** The value above which a box cannot hold anything that matters: the best value less the tolerance (minimization). */
export function cutoffFor(best: number, { absoluteGap, relativeGap }: GapTolerances): number {
  if (!Number.isFinite(best)) return best;
  const tolerance = Math.max(absoluteGap, relativeGap * Math.abs(best)) * SHRINKAGE;
  return best - Math.max(0, tolerance - 2 ** -52 * Math.abs(best));
}
