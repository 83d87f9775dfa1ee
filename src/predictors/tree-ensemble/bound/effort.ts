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

const PART_EFFORT: Effort = { sweeps: 4, every: 1, gain: 0.1 };
const LARGE_TREE_EFFORT: Effort = { sweeps: 12, every: 1, gain: 0.01 };
const LARGE_TREE = 16_000;

/**
 * Of a part, after so many others. What sweeps gain is inherited, but mostly anticipates what those below gain anyway: only where a
 * tree of boxes has become so large that it is far from its end do more of them pay.
 */
export function effortAfter(parts: number): Effort {
  return parts < LARGE_TREE ? PART_EFFORT : LARGE_TREE_EFFORT;
}
