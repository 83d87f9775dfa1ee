import type { UnivariateFunction } from "../../functions/univariate.js";
import type { Assembly } from "../assembly.js";
import type { Element } from "../element.js";
import type { LinearExpression } from "../linear-expression.js";

/** An element that a layer computes: an expression of columns and by how much it may be off. */
export interface Encoded {
  readonly expression: LinearExpression;
  readonly error: number;
}

/**
 * Writes phi(argument) into the model's rows; `label` starts the names of what is added. `lower` and `upper` are proved
 * bounds of the result.
 */
export interface UnivariateTask {
  readonly assembly: Assembly;
  readonly phi: UnivariateFunction;
  readonly argument: Element;
  readonly lower: number;
  readonly upper: number;
  /** BELOW or ABOVE where that is all that matters. */
  readonly side?: number | undefined;
  readonly label: string;
}

export type UnivariateEncoder = (task: UnivariateTask) => Encoded;
