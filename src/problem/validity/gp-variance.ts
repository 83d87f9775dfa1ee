import { z } from "zod";
import { InputError, quote } from "../input-error.js";
import { validityKind } from "./kind.js";
import { modelOutput } from "./model-output.js";

const schema = z.strictObject({
  /** A Gaussian process of the instance. */
  model: z.string(),
  /** Largest standard deviation, in the unit of the model's output, without observation noise. */
  deviation: z.number().positive(),
});

/** Where a Gaussian process knows its function well enough. */
export const gpVariance = validityKind({
  summary: "where the standard deviation of a Gaussian process (a model of the instance) is at most a limit",
  schema,
  dimensionOf: () => null,
  rows({ model, deviation }, scope) {
    const family = scope.models.get(model)?.predictor.family;
    if (family !== undefined && family !== "gaussian-process") {
      throw new InputError(
        `the model ${quote(model)} is of the family ${family}; a standard deviation is had by Gaussian processes`,
      );
    }
    const expression = modelOutput(scope, model, "std");
    return [{ expression, lower: Number.NEGATIVE_INFINITY, upper: deviation }];
  },
});
