import type { SweepOptions } from "../predictors/network/relaxation/relaxation.js";

/** How a node's lower bound is made. */
export interface BoundingMethod {
  /** One line for help texts. */
  readonly summary: string;
  readonly sweep: SweepOptions;
  /** The objective's minorant: only its interval, its affine form from the forward sweep, or one backward pass. */
  readonly objective: "interval" | "forward" | "backward";
  /** Moves tangents and slopes to raise the backward bound (alpha). */
  readonly hasAscent: boolean;
  /** Interval Hessians near the cutoff, where the network is smooth. */
  readonly hasSecondOrder: boolean;
}
