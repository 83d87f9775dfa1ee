import { acquisitionFunctions } from "../predictors/acquisition/table.js";
import type { ModelFunction } from "../predictors/model-function.js";
import type { Expression, NamedModel } from "./expression.js";
import type { ExpressionGraph } from "./expression-graph.js";
import { InputError, quote } from "./input-error.js";

/** Functions whose first argument is a model, by their names in formulas. */
export const modelFunctions: Readonly<Record<string, ModelFunction>> = acquisitionFunctions;

/** What a plain call of the model returns: all outputs, or the one that stands for the model where outputs have names. */
export function plainCall(graph: ExpressionGraph, model: NamedModel, inputs: readonly Expression[]): Expression[] {
  const outputs = graph.call(model, inputs);
  const { named } = model.predictor;
  return named === undefined ? outputs : [outputs[named.plain]];
}

/** An output by its name, as in gp.mean(x). @throws InputError where the model has no such output */
export function namedCall(
  graph: ExpressionGraph,
  model: NamedModel,
  output: string,
  inputs: readonly Expression[],
): Expression {
  const indices = model.predictor.named?.indices ?? {};
  if (Object.hasOwn(indices, output)) return graph.call(model, inputs)[indices[output]];
  const names = Object.keys(indices);
  const known =
    names.length === 0
      ? `its outputs have no names; write ${model.name}(...)[0]`
      : `there are ${names.map((name) => `${model.name}.${name}`).join(", ")}`;
  throw new InputError(`the model ${quote(model.name)} (${model.predictor.family}) has no output .${output}; ${known}`);
}

/**
 * A function of a model at the given inputs, which are followed by its parameters.
 * @throws InputError for a model of another family, the wrong number of arguments, parameters that are not constant
 */
export function functionCall(
  graph: ExpressionGraph,
  name: string,
  model: NamedModel,
  args: readonly Expression[],
): Expression {
  const { usage, family, parameters, of } = modelFunctions[name];
  const { predictor } = model;
  if (predictor.family !== family) {
    throw new InputError(
      `${usage} takes a model of the family ${family}; ${quote(model.name)} is of the family ${predictor.family}`,
    );
  }
  const count = predictor.inputs + parameters.length;
  if (args.length !== count) {
    const inputs = `${predictor.inputs} input${predictor.inputs === 1 ? "" : "s"} of ${quote(model.name)}`;
    const rest = parameters.length === 0 ? "" : ` and ${parameters.join(", ")}`;
    throw new InputError(`${usage} takes the ${inputs}${rest}, the formula gives ${args.length} numbers`);
  }
  const values = args.slice(predictor.inputs).map((argument, k) => {
    if (argument.kind === "constant" && argument.constant.radius === 0) return argument.constant.value;
    throw new InputError(`${usage}: ${parameters[k]} must be a constant number that float64 holds exactly`);
  });
  const settings = values.map((value, k) => `${parameters[k]} = ${value}`).join(", ");
  const derived = { name: `${name}[${[model.name, settings].filter(Boolean).join(", ")}]`, predictor: made() };
  return graph.call(derived, args.slice(0, predictor.inputs))[0];

  function made() {
    try {
      return of(predictor, values);
    } catch (error) {
      if (error instanceof RangeError) throw new InputError(`${usage}: ${error.message}`);
      throw error;
    }
  }
}
