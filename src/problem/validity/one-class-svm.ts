import { z } from "zod";
import { KernelExpansion } from "../../predictors/support-vector/kernel-expansion.js";
import { linearMachine, radialMachine } from "../../predictors/support-vector/one-class-training.js";
import { InputError, quote } from "../input-error.js";
import { coverageLimit } from "./coverage.js";
import { type DomainData, type FitOptions, validityKind } from "./kind.js";
import { nearbyRadius } from "./nearby-radius.js";
import { distinctRows } from "./neighbours.js";
import { linearForms } from "./quadratic-form.js";
import { rangeScaling, refined, scaledDimension, scaledInputs, scaledPoints, scalingShape } from "./scaling.js";

const radial = z.strictObject({
  kernel: z.literal("rbf"),
  ...scalingShape,
  /** Support vectors, one row each, in coordinates in which the kernel is exp(-|z - z_i|^2 / 2). */
  points: z.array(z.number()).min(1),
  weights: z.array(z.number()).min(1),
  /** Least sum of weighted kernels. */
  threshold: z.number().positive(),
});

const linear = z.strictObject({
  kernel: z.literal("linear"),
  ...scalingShape,
  normal: z.array(z.number()).min(1),
  /** Least product of normal and scaled inputs. */
  threshold: z.number(),
});

/** Where the decision function of a one-class support vector machine is not negative. */
export const oneClassSvm = validityKind({
  summary: "where a one-class support vector machine recognizes the data (kernel rbf or linear)",
  schema: z.discriminatedUnion("kernel", [radial, linear]),
  dimensionOf(parameters) {
    if (parameters.kernel === "rbf") {
      const dimension = scaledDimension(parameters, { points: parameters.points.length });
      const count = parameters.points.length / dimension;
      if (parameters.weights.length === count) return dimension;
      throw new InputError(`weights: ${parameters.weights.length} of ${count} support vectors`);
    }
    const dimension = scaledDimension(parameters);
    if (parameters.normal.length === dimension) return dimension;
    throw new InputError(`normal: ${parameters.normal.length} numbers for ${dimension} inputs`);
  },
  rows(parameters, scope) {
    const { graph, path } = scope;
    const inputs = scaledInputs(scope, parameters);
    if (parameters.kernel === "linear") {
      const [expression] = linearForms(graph, inputs, [parameters.normal]);
      return [{ expression, lower: parameters.threshold, upper: Number.POSITIVE_INFINITY }];
    }
    // Relative to the threshold, so that the tolerance of constraints does not depend on the scale of the weights.
    const weights = Float64Array.from(parameters.weights, (weight) => weight / parameters.threshold);
    const predictor = new KernelExpansion(parameters.offset.length, Float64Array.from(parameters.points), weights);
    const [expression] = graph.call({ name: `${path}.machine`, predictor }, inputs);
    return [{ expression, lower: 1, upper: Number.POSITIVE_INFINITY }];
  },
  fit(data: DomainData, { coverage, kernel = "rbf", gamma }: FitOptions) {
    const { dimension, count } = data;
    const ranges = rangeScaling(data);
    const first = Float64Array.from(scaledPoints(data, ranges));
    const nu = 1 - coverage;
    if (kernel === "linear") {
      const { normal, threshold } = linearMachine(first, dimension, nu);
      const values = Float64Array.from({ length: count }, (_, i) =>
        normal.reduce((sum, n, j) => sum + n * first[i * dimension + j], 0),
      );
      return {
        kernel: "linear" as const,
        offset: [...ranges.offset],
        factor: [...ranges.factor],
        normal,
        threshold: coveringThreshold(threshold, values, coverage),
      };
    }
    if (kernel !== "rbf") throw new InputError(`kernel: ${quote(kernel)} is unknown; known are rbf, linear`);
    const width = gamma ?? 0.5 / nearbyRadius(distinctRows(first, dimension), dimension) ** 2;
    const stretch = Math.sqrt(2 * width);
    const { offset, factor } = refined(ranges, new Array<number>(dimension).fill(0), stretch);
    const points = Float64Array.from(scaledPoints(data, { offset, factor }));
    const machine = radialMachine(points, dimension, nu);
    const sum = new KernelExpansion(dimension, Float64Array.from(machine.points), Float64Array.from(machine.weights));
    const y = new Float64Array(1);
    const values = Float64Array.from({ length: count }, (_, i) => {
      sum.evaluate(points.subarray(i * dimension, (i + 1) * dimension), y);
      return y[0];
    });
    const threshold = coveringThreshold(machine.threshold, values, coverage);
    return { kernel: "rbf" as const, offset: [...offset], factor: [...factor], ...machine, threshold };
  },
});

/** The threshold, lowered so that the share of the data is inside although training ends within a tolerance. */
function coveringThreshold(threshold: number, values: Float64Array, coverage: number): number {
  const least = -coverageLimit(
    values.map((value) => -value),
    coverage,
  );
  return Math.min(threshold, least - 1e-9 * Math.abs(least));
}
