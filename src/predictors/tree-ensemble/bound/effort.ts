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

/**
 * Of a part, after so many others. Sweeps cost as much as the rest of a node, and what they gain is inherited: the larger a tree of
 * boxes has become, the deeper it may still have to grow, and the more they pay.
 */
export function effortAfter(parts: number): Effort {
  return { sweeps: Math.min(16, 4 + parts / 250), every: 1, gain: Math.max(0.005, 0.1 / (1 + parts / 250)) };
}
