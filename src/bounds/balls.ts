import type { Norm } from "../predictors/data-distance/norm.js";

/** Sets |S (x - q_i)| <= radius in one norm, S diagonal; they may change from box to box. */
export interface Balls {
  readonly norm: Norm;
  /** q_i, count x inputs row-major. */
  readonly centres: Float64Array;
  /** The diagonal of S, positive. */
  readonly scales: Float64Array;
  /** Infinite where nothing is known. */
  radius: number;
}
