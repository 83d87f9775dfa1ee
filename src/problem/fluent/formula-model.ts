import type { NamedModel } from "../expression.js";
import { expressionOf, Formula, type FormulaOrigin, type Operand } from "./formula.js";
import type { Argument } from "./functions.js";

/** A trained model that formulas can call. */
export class FormulaModel {
  constructor(
    private readonly origin: FormulaOrigin,
    private readonly model: NamedModel,
  ) {}

  /**
   * The outputs of the model, one formula each, at scalars, vectors or a mix, in the order of its inputs.
   * @throws InputError if there are not as many scalars as the model has inputs
   */
  at(...inputs: readonly Argument[]): readonly Formula[] {
    const scalars = (inputs.flat() as Operand[]).map((input) => expressionOf(input, this.origin));
    return this.origin.graph.call(this.model, scalars).map((output) => new Formula(this.origin, output));
  }
}
