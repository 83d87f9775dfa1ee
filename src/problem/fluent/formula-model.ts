import type { Expression, NamedModel } from "../expression.js";
import { InputError, quote } from "../input-error.js";
import { functionCall, modelFunctions, namedCall, plainCall } from "../model-calls.js";
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
    const { origin, model } = this;
    return plainCall(origin.graph, model, this.scalars(inputs)).map((output) => new Formula(origin, output));
  }

  /** The posterior mean of a Gaussian process. @throws InputError for another model */
  mean(...inputs: readonly Argument[]): Formula {
    return this.output("mean", inputs);
  }

  /** The posterior variance, without noise. @throws InputError for another model */
  variance(...inputs: readonly Argument[]): Formula {
    return this.output("variance", inputs);
  }

  /** The posterior standard deviation, without noise. @throws InputError for another model */
  std(...inputs: readonly Argument[]): Formula {
    return this.output("std", inputs);
  }

  /**
   * A function of the model, as formulas call it: apply("ei", [x, best]) is ei(gp, x, best).
   * @throws InputError for a name that is unknown and for arguments that it cannot take
   */
  apply(name: string, args: readonly Argument[]): Formula {
    if (!Object.hasOwn(modelFunctions, name)) {
      throw new InputError(
        `unknown function of a model ${quote(name)}; known are ${Object.keys(modelFunctions).join(", ")}`,
      );
    }
    const { origin, model } = this;
    return new Formula(origin, functionCall(origin.graph, name, model, this.scalars(args)));
  }

  private output(name: string, inputs: readonly Argument[]): Formula {
    const { origin, model } = this;
    return new Formula(origin, namedCall(origin.graph, model, name, this.scalars(inputs)));
  }

  private scalars(args: readonly Argument[]): Expression[] {
    return (args.flat() as Operand[]).map((item) => expressionOf(item, this.origin));
  }
}
