import type { Assembly } from "../assembly.js";
import type { Element } from "../element.js";
import type { Encoded } from "./univariate-encoder.js";

/** Writes an operation on two elements into the model's rows; `lower` and `upper` are proved bounds of the result. */
export interface BivariateTask {
  readonly assembly: Assembly;
  readonly left: Element;
  readonly right: Element;
  readonly lower: number;
  readonly upper: number;
  /** BELOW or ABOVE where that is all that matters. */
  readonly side?: number | undefined;
  readonly label: string;
}

export type BivariateEncoder = (task: BivariateTask) => Encoded;
