import { z } from "zod";
import { InputError, quote } from "../input-error.js";
import { coverageLimit } from "./coverage.js";
import { validityKind } from "./kind.js";
import { betweenNeighbours, outputsAt } from "./model-fit.js";
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
    checkFamily(model, scope.models.get(model)?.predictor.family);
    const expression = modelOutput(scope, model, "std");
    return [{ expression, lower: Number.NEGATIVE_INFINITY, upper: deviation }];
  },
  /** The deviation halfway between points that are next to each other: at the data themselves it is little more than the noise. */
  fit(data, { coverage, models = [] }) {
    const [model] = models;
    checkFamily(model.name, model.predictor.family);
    const deviation = coverageLimit(outputsAt(model, betweenNeighbours(data), "std"), coverage);
    if (deviation > 0) return { model: model.name, deviation };
    throw new InputError(`the deviation of ${quote(model.name)} is 0 between the data; it limits nothing`);
  },
  fitModels: { least: 1, most: 1 },
});

function checkFamily(name: string, family: string | undefined): void {
  if (family === undefined || family === "gaussian-process") return;
  throw new InputError(
    `the model ${quote(name)} is of the family ${family}; a standard deviation is had by Gaussian processes`,
  );
}
