import type { Box } from "../numeric/box.js";

/** What a bounder knows about a box and may use for its parts; only the bounder knows what it is. */
export interface Knowledge {
  /** Memory that it takes. */
  readonly byteLength: number;
}

/** A place to split a box. A mutable slot. */
export interface Split {
  /** -1: there is none. */
  variable: number;
  /** Upper end of the lower half. */
  point: number;
  /**
   * Lower end of the upper half: `point`, or more where the objective takes no other values between the two than on
   * either side.
   */
  above: number;
}

/** From a box to a proved lower bound of the (minimization) objective, as the search sees it. */
export interface Bounder {
  readonly variables: number;
  /**
   * Bounds the objective over the box and may cut off parts of it, in place, in which the objective is proved to be at
   * least `cutoff`. Returns a proved lower bound of the objective over what is left of the box (so min(result, cutoff) holds
   * over all of it), +Infinity if nothing below the cutoff is left. A NaN or -Infinity proves nothing.
   * @param inherited what `knowledge` returned for a box that contains this one, or null: nothing, or forgotten to save memory
   */
  bound(box: Box, cutoff: number, inherited?: Knowledge | null): number;
  /** After `bound`: what bounding any part of the box may start from; null if there is nothing. */
  knowledge?(): Knowledge | null;
  /** After `bound`: a point of the box that looks good, for the incumbent. */
  readonly candidate: Float64Array;
  /** After `bound`: how much of the relaxation's gap each variable is responsible for; zeros if unknown. */
  branchingScores(box: Box, out: Float64Array): void;
  /**
   * After `bound`, where the bounder knows more about splitting than scores: writes a split strictly inside an edge, or
   * variable -1 if splitting cannot raise the bound. False: no opinion, the scores decide.
   */
  chooseSplit?(box: Box, out: Split): boolean;
  /** After `bound`: moves a split that scores chose along its edge, where the bounder knows a better place. */
  adjustSplit?(box: Box, out: Split): void;
  /** Encloses every partial derivative of the objective over the box; absent where the bounder knows none. */
  derivativeRanges?(box: Box, lower: Float64Array, upper: Float64Array): void;
}
