import type { Expression } from "../expression.js";
import { InputError, quote } from "../input-error.js";
import type { DomainScope } from "./kind.js";

/**
 * An output of a model of the problem at the domain's inputs.
 * @param output name or index; absent: the one that a plain call means, or the only one
 * @throws InputError for a model or an output that is not there, and for a model with another number of inputs
 */
export function modelOutput(
  { graph, inputs, models }: DomainScope,
  name: string,
  output: string | number | undefined,
): Expression {
  const model = models.get(name);
  if (model === undefined) {
    const known = [...models.keys()].map(quote).join(", ") || "none";
    throw new InputError(`there is no model ${quote(name)}; the models of the instance are ${known}`);
  }
  const { predictor } = model;
  if (predictor.inputs !== inputs.length) {
    throw new InputError(
      `the model ${quote(name)} has ${predictor.inputs} inputs, "of" names ${inputs.length}; give the model's inputs in their order`,
    );
  }
  return graph.call(model, inputs)[placeOf(name, predictor.outputs, predictor.named, output)];
}

function placeOf(
  name: string,
  outputs: number,
  named: { readonly indices: Readonly<Record<string, number>>; readonly plain: number } | undefined,
  output: string | number | undefined,
): number {
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
