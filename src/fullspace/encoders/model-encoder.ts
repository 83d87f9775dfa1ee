import type { Predictor } from "../../predictors/predictor.js";
import type { Assembly } from "../assembly.js";
import type { Element } from "../element.js";
import type { Encoded } from "./univariate-encoder.js";

/** A model that is not made of layers, and what is known of its inputs and outputs. */
export interface ModelTask {
  readonly assembly: Assembly;
  readonly model: Predictor;
  readonly features: readonly Element[];
  /** Proved bounds of every output. */
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  /** Which sides of every output matter, flags of side.ts; 0 for outputs that nothing depends on. */
  readonly sides: Uint8Array;
  /** Starts the names of what is added. */
  readonly label: string;
}

/** Writes the model into rows; null for outputs that are not written. @throws InputError for what has no form */
export type ModelEncoder = (task: ModelTask) => (Encoded | null)[];
