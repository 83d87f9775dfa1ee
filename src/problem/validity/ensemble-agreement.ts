import { z } from "zod";
import { MINUS_ONE, ONE } from "../constant.js";
import { InputError, quote } from "../input-error.js";
import { coverageLimit } from "./coverage.js";
import { validityKind } from "./kind.js";
import { outputsAt } from "./model-fit.js";
import { modelOutput } from "./model-output.js";

const schema = z.strictObject({
  /** Models of the instance that predict the same. */
  models: z.array(z.string()).min(2),
  output: z.union([z.string(), z.int().min(0)]).optional(),
  /** Largest difference between any two of them, in the unit of their output. */
  spread: z.number().positive(),
});

/** Where models agree: the largest and the smallest of their outputs are close, a row for each pair of models. */
export const ensembleAgreement = validityKind({
  summary: "where models of the instance differ by at most a limit",
  schema,
  dimensionOf: () => null,
  rows({ models, output, spread }, scope) {
    const outputs = models.map((name) => modelOutput(scope, name, output));
    return outputs.flatMap((first, i) =>
      outputs.slice(i + 1).map((second) => ({
        expression: scope.graph.sum([first, second], [ONE, MINUS_ONE]),
        lower: -spread,
        upper: spread,
      })),
    );
  },
  fit(data, { coverage, models = [], output }) {
    const values = models.map((model) => outputsAt(model, data, output));
    const spreads = values[0].map((_, i) => {
      const at = values.map((value) => value[i]);
      return Math.max(...at) - Math.min(...at);
    });
    const spread = coverageLimit(spreads, coverage);
    const names = models.map(({ name }) => name);
    if (spread > 0) return { models: names, ...(output !== undefined && { output }), spread };
    throw new InputError(`${names.map(quote).join(" and ")} do not differ at the data; their spread limits nothing`);
  },
  fitModels: { least: 2, most: Number.POSITIVE_INFINITY },
});
