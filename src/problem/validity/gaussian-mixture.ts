import { z } from "zod";
import { softplus } from "../../functions/table.js";
import { exactly, MINUS_ONE, ONE } from "../constant.js";
import type { Expression } from "../expression.js";
import { InputError } from "../input-error.js";
import { coverageLimit } from "./coverage.js";
import { type DomainData, type FitOptions, validityKind } from "./kind.js";
import { fitMixture, logDensities } from "./mixture-fit.js";
import { distinctRows } from "./neighbours.js";
import { linearForms, rowsOfMatrix, sumOfSquares } from "./quadratic-form.js";
import { rangeScaling, scaledDimension, scaledInputs, scaledPoints, scalingShape } from "./scaling.js";

const DEFAULT_COMPONENTS = 3;

const component = z.strictObject({
  /** Logarithm of weight times the density at the mean. */
  height: z.number(),
  mean: z.array(z.number()).min(1),
  /** W with W' W the inverse covariance, inputs x inputs row-major. */
  whitening: z.array(z.number()).min(1),
});

const schema = z.strictObject({
  ...scalingShape,
  components: z.array(component).min(1),
  /** Least logarithm of the density in scaled coordinates. */
  threshold: z.number(),
});

/**
 * Where the density of a Gaussian mixture is large enough. Logarithms are compared, and added up by
 * log(e^a + e^b) = b + softplus(a - b): both slopes lie in [0, 1], so that the concave parts stay concave.
 */
export const gaussianMixture = validityKind({
  summary:
    "where the density of a Gaussian mixture (clusters components) is at least as large as at a share of the data",
  schema,
  dimensionOf(parameters) {
    const dimension = scaledDimension(parameters);
    parameters.components.forEach(({ mean, whitening }, k) => {
      if (mean.length === dimension && whitening.length === dimension * dimension) return;
      throw new InputError(
        `components[${k}]: a mean of ${mean.length} and a matrix of ${whitening.length} numbers for ${dimension} inputs`,
      );
    });
    return dimension;
  },
  rows(parameters, scope) {
    const { graph } = scope;
    const inputs = scaledInputs(scope, parameters);
    const logs = parameters.components.map(({ height, mean, whitening }) => {
      const forms = linearForms(graph, inputs, rowsOfMatrix(whitening, mean.length), mean);
      return graph.sum([sumOfSquares(graph, forms)], [exactly(-0.5)], exactly(height));
    });
    const expression = logs.reduce((total, log): Expression => {
      const difference = graph.sum([total, log], [ONE, MINUS_ONE]);
      return graph.sum([log, graph.apply(softplus(), difference)], [ONE, ONE]);
    });
    return [{ expression, lower: parameters.threshold, upper: Number.POSITIVE_INFINITY }];
  },
  fit(data: DomainData, { coverage, clusters = DEFAULT_COMPONENTS, seed = 0 }: FitOptions) {
    const { dimension } = data;
    const { offset, factor } = rangeScaling(data);
    const points = Float64Array.from(scaledPoints(data, { offset, factor }));
    const count = distinctRows(points, dimension).length / dimension;
    if (clusters > count) {
      throw new InputError(
        `clusters: ${clusters} components, of ${count} different rows of data; give at most as many`,
      );
    }
    const components = fitMixture(points, dimension, clusters, seed);
    const rarity = logDensities(points, components).map((log) => -log);
    const threshold = -coverageLimit(rarity, coverage) - 1e-9;
    return { offset: [...offset], factor: [...factor], components, threshold };
  },
});
