import { z } from "zod";
import { KernelExpansion } from "../../predictors/support-vector/kernel-expansion.js";
import { coverageLimit } from "./coverage.js";
import { type DomainData, type FitOptions, validityKind } from "./kind.js";
import { rangeScaling, refined, scaledDimension, scaledInputs, scaledPoints, scalingShape } from "./scaling.js";

const schema = z.strictObject({
  ...scalingShape,
  /** One row per point, in coordinates in which the kernel has the bandwidth 1. */
  points: z.array(z.number()).min(1),
  /** Least mean of exp(-|z - z_i|^2 / 2) over the points. */
  threshold: z.number().positive(),
});

/** Where a Gaussian kernel density estimate of the data is large enough. */
export const kde = validityKind({
  summary: "where a kernel density estimate of the data is at least as large as at a share of them",
  schema,
  dimensionOf: (parameters) => scaledDimension(parameters, { points: parameters.points.length }),
  rows(parameters, scope) {
    const { points, threshold, offset } = parameters;
    const count = points.length / offset.length;
    // Relative to the threshold, so that the tolerance of constraints has a meaning in any dimension.
    const weights = new Float64Array(count).fill(1 / (count * threshold));
    const predictor = new KernelExpansion(offset.length, Float64Array.from(points), weights);
    const [expression] = scope.graph.call(
      { name: `${scope.path}.density`, predictor },
      scaledInputs(scope, parameters),
    );
    return [{ expression, lower: 1, upper: Number.POSITIVE_INFINITY }];
  },
  /** Bandwidth by Scott's rule, N^(-1 / (d + 4)) standard deviations (D. W. Scott, Multivariate Density Estimation, 1992), or from gamma. */
  fit(data: DomainData, { coverage, gamma }: FitOptions) {
    const { dimension, count } = data;
    const ranges = rangeScaling(data);
    const first = scaledPoints(data, ranges);
    const scott = count ** (-1 / (dimension + 4));
    const stretch = Array.from({ length: dimension }, (_, j) =>
      gamma === undefined ? 1 / (scott * (deviation(first, dimension, j) || 1)) : Math.sqrt(2 * gamma),
    );
    const scaling = refined(ranges, new Array<number>(dimension).fill(0), stretch);
    const points = Float64Array.from(scaledPoints(data, scaling));
    const density = new KernelExpansion(dimension, points, new Float64Array(count).fill(1 / count));
    const y = new Float64Array(1);
    const rarity = Float64Array.from({ length: count }, (_, i) => {
      density.evaluate(points.subarray(i * dimension, (i + 1) * dimension), y);
      return -y[0];
    });
    // The points at the threshold stay inside although the density is rounded.
    const threshold = -coverageLimit(rarity, coverage) * (1 - 1e-9);
    return { offset: [...scaling.offset], factor: [...scaling.factor], points: [...points], threshold };
  },
});

function deviation(points: readonly number[], dimension: number, j: number): number {
  const column = points.filter((_, k) => k % dimension === j);
  const mean = column.reduce((sum, value) => sum + value, 0) / column.length;
  return Math.sqrt(column.reduce((sum, value) => sum + (value - mean) ** 2, 0) / column.length);
}
