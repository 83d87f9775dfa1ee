import type { Predictor } from "../../predictors/predictor.js";
import type { Expression, NamedModel } from "../expression.js";
import { InputError, quote } from "../input-error.js";
import type { DomainScope } from "./kind.js";

/**
 * An output of a model of the problem at the domain's inputs.
 * @param output name or index; absent: the one that a plain call means, or the only one
 * @throws InputError for a model or an output that is not there, and for a model with another number of inputs
 */
export function modelOutput(scope: DomainScope, name: string, output: string | number | undefined): Expression {
  const model = modelOf(scope, name);
  return scope.graph.call(model, scope.inputs)[outputIndex(model, output)];
}

/**
 * The only output of a model that is made from one of the problem, at the domain's inputs.
 * @param what names it beside others that are made from the same model
 * @throws InputError as `modelOutput`, and where it cannot be made
 */
export function derivedOutput(
  scope: DomainScope,
  name: string,
  what: string,
  make: (model: Predictor) => Predictor,
): Expression {
  const predictor = derivedModel(modelOf(scope, name), make);
  return scope.graph.call({ name: `${scope.path} ${what} of ${name}`, predictor }, scope.inputs)[0];
}

/** @throws InputError where a model cannot be made from the named one */
export function derivedModel({ name, predictor }: NamedModel, make: (model: Predictor) => Predictor): Predictor {
  try {
    return make(predictor);
  } catch (error) {
    if (error instanceof RangeError) throw new InputError(`the model ${quote(name)}: ${error.message}`);
    throw error;
  }
}

/** @throws InputError where there is none of that name */
export function modelNamed(models: ReadonlyMap<string, NamedModel>, name: string): NamedModel {
  const model = models.get(name);
  if (model !== undefined) return model;
  const known = [...models.keys()].map(quote).join(", ") || "none";
  throw new InputError(`there is no model ${quote(name)}; the models of the instance are ${known}`);
}

function modelOf({ inputs, models }: DomainScope, name: string): NamedModel {
  const model = modelNamed(models, name);
  const { predictor } = model;
  if (predictor.inputs === inputs.length) return model;
  throw new InputError(
    `the model ${quote(name)} has ${predictor.inputs} inputs, "of" names ${inputs.length}; give the model's inputs in their order`,
  );
}

/**
 * Which output of a model is meant.
 * @param output name or index; absent: the one that a plain call means, or the only one
 * @throws InputError for one that is not there
 */
export function outputIndex({ name, predictor }: NamedModel, output: string | number | undefined): number {
  const { outputs, named } = predictor;
  if (typeof output === "number" && output < outputs) return output;
  if (typeof output === "string" && Object.hasOwn(named?.indices ?? {}, output))
    return named?.indices[output] as number;
  if (output === undefined && named !== undefined) return named.plain;
  if (output === undefined && outputs === 1) return 0;
  const names = named === undefined ? "" : `, named ${Object.keys(named.indices).join(", ")}`;
  throw new InputError(
    `the model ${quote(name)} has ${outputs} outputs${names}; output ${quote(output)} is none of them`,
  );
}
