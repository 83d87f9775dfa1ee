/** How long one box is swept. */
export interface Effort {
  /** The most sweeps. */
  readonly sweeps: number;
  /** After so many the bound must have come nearer to the cutoff ... */
  readonly every: number;
  /** ... by this share of what was left. */
  readonly gain: number;
}

/** Of the whole box: all parts inherit its messages. */
export const ROOT_EFFORT: Effort = { sweeps: 1000, every: 8, gain: 0.01 };

const PART_EFFORT: Effort = { sweeps: 12, every: 2, gain: 0.05 };
const LARGE_TREE_EFFORT: Effort = { sweeps: 16, every: 2, gain: 0.01 };
const LARGE_TREE = 4000;

/**
 * Of a part, after so many others. What sweeps gain is inherited; half as many nodes take about the same time. A tree of boxes that has
 * become large is far from its end, and more sweeps pay there.
 */
export function effortAfter(parts: number): Effort {
  return parts < LARGE_TREE ? PART_EFFORT : LARGE_TREE_EFFORT;
}
