import { z } from "zod";
import { coverageLimit } from "./coverage.js";
import { validityKind } from "./kind.js";
import { outputsAt } from "./model-fit.js";
import { modelOutput } from "./model-output.js";

const schema = z.strictObject({
  /** A model of the instance, such as an isolation forest from ONNX with its scores as output. */
  model: z.string(),
  output: z.union([z.string(), z.int().min(0)]).optional(),
  threshold: z.number(),
});

/** Where a score of a model, large on the data, is large enough. */
export const isolationForest = validityKind({
  summary: "where an isolation forest (a model of the instance) gives a score of at least a threshold",
  schema,
  dimensionOf: () => null,
  rows({ model, output, threshold }, scope) {
    const expression = modelOutput(scope, model, output);
    return [{ expression, lower: threshold, upper: Number.POSITIVE_INFINITY }];
  },
  fit(data, { coverage, models = [], output }) {
    const rarity = outputsAt(models[0], data, output).map((score) => -score);
    return {
      model: models[0].name,
      ...(output !== undefined && { output }),
      threshold: -coverageLimit(rarity, coverage),
    };
  },
  fitModels: { least: 1, most: 1 },
});
