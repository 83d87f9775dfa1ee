import type { Box } from "../numeric/box.js";

/** From a box to a proved lower bound of the (minimization) objective, as the search sees it. */
export interface Bounder {
  readonly variables: number;
  /**
   * Bounds the objective over the box and may cut off parts of it, in place, in which the objective is proved to be at
   * least `cutoff`. Returns a proved lower bound of the objective over what is left of the box (so min(result, cutoff) holds
   * over all of it), +Infinity if nothing below the cutoff is left. A NaN or -Infinity proves nothing.
   * @param inherited what `knowledge` returned for a box that contains this one, or null
   */
  bound(box: Box, cutoff: number, inherited?: Float32Array | null): number;
  /** After `bound`: what bounding any part of the box may start from; null if there is nothing. At most `knowledgeBytes`. */
  knowledge?(): Float32Array | null;
  readonly knowledgeBytes?: number;
  /** After `bound`: a point of the box that looks good, for the incumbent. */
  readonly candidate: Float64Array;
  /** After `bound`: how much of the relaxation's gap each variable is responsible for; zeros if unknown. */
  branchingScores(box: Box, out: Float64Array): void;
  /** Encloses every partial derivative of the objective over the box; absent where the bounder knows none. */
  derivativeRanges?(box: Box, lower: Float64Array, upper: Float64Array): void;
}
