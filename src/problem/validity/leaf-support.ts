import { z } from "zod";
import type { Predictor } from "../../predictors/predictor.js";
import { leafSupport as supportOf } from "../../predictors/tree-ensemble/leaf-support.js";
import { InputError } from "../input-error.js";
import { coverageLimit } from "./coverage.js";
import { validityKind } from "./kind.js";
import { valuesAt } from "./model-fit.js";
import { derivedModel, derivedOutput } from "./model-output.js";

const schema = z.strictObject({
  /** An ensemble of trees of the instance. */
  model: z.string(),
  /** Rows of data, in the units of the model's inputs. */
  points: z.array(z.array(z.number())).min(1),
  /** How many of them the leaves that a point reaches hold at least. */
  least: z.number().positive(),
  /** Whether every tree's leaf counts, or their mean. */
  over: z.enum(["minimum", "average"]).optional(),
});

/** Where the leaves that a point reaches hold enough rows of data. */
export const leafSupport = validityKind({
  summary: "where the leaves of an ensemble of trees (a model of the instance) hold at least so many rows of data",
  schema,
  dimensionOf: () => null,
  rows({ model, points, least, over = "minimum" }, scope) {
    const expression = derivedOutput(scope, model, `leaf support, ${over}`, (trees) => counted(trees, points, over));
    return [{ expression, lower: least, upper: Number.POSITIVE_INFINITY }];
  },
  fit(data, { coverage, models = [] }) {
    const { dimension, count, points: values } = data;
    const [model] = models;
    const points = Array.from({ length: count }, (_, i) => [...values.slice(i * dimension, (i + 1) * dimension)]);
    const support = derivedModel(model, (trees) => counted(trees, points, "minimum"));
    const rarity = valuesAt(model.name, support, data, 0).map((held) => -held);
    return { model: model.name, points, least: -coverageLimit(rarity, coverage) };
  },
  fitModels: { least: 1, most: 1 },
});

function counted(trees: Predictor, points: readonly number[][], over: "minimum" | "average"): Predictor {
  const wrong = points.findIndex((row) => row.length !== trees.inputs);
  if (wrong < 0) return supportOf(trees, points, over);
  throw new InputError(
    `points[${wrong}] has ${points[wrong].length} numbers, but the model has ${trees.inputs} inputs`,
  );
}
