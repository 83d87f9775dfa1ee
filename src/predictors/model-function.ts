import type { Predictor } from "./predictor.js";

/** A function of formulas whose first argument is a model, as in ei(gp, x, best). */
export interface ModelFunction {
  /** How it is called, for messages. */
  readonly usage: string;
  /** The family that the model has to be of. */
  readonly family: string;
  /** What the numbers after the model's inputs are, in order. */
  readonly parameters: readonly string[];
  /** The function as a model of one output with the same inputs. @throws RangeError for a parameter that has no meaning */
  of(model: Predictor, parameters: readonly number[]): Predictor;
}
