import { z } from "zod";
import { InputError } from "../input-error.js";
import { spreadOf, squaredDistances, whitening } from "./covariance.js";
import { coverageLimit } from "./coverage.js";
import { type DomainData, type FitOptions, validityKind } from "./kind.js";
import { linearForms, rowsOfMatrix, sumOfSquares } from "./quadratic-form.js";
import { robustSpread } from "./robust-covariance.js";
import { rangeScaling, refined, scaledDimension, scaledInputs, scaledPoints, scalingShape } from "./scaling.js";

/** Variance, in units of the squared range, that every direction is taken to have at least. */
const LEAST_VARIANCE = 1e-8;

const schema = z.strictObject({
  ...scalingShape,
  /** W, inputs x inputs row-major: the domain is |W z| <= 1, z being the inputs scaled, their centre at 0. */
  whitening: z.array(z.number()).min(1),
});

/** An ellipsoid of constant Mahalanobis distance around the mean of the data. */
export const ellipsoid = validityKind({
  summary: "an ellipsoid around the data (Mahalanobis distance; robust: of the most concentrated half)",
  schema,
  dimensionOf(parameters) {
    const dimension = scaledDimension(parameters);
    const { length } = parameters.whitening;
    if (length === dimension * dimension) return dimension;
    throw new InputError(`whitening: ${length} numbers are no matrix of ${dimension} rows and columns`);
  },
  rows(parameters, scope) {
    const forms = linearForms(
      scope.graph,
      scaledInputs(scope, parameters),
      rowsOfMatrix(parameters.whitening, parameters.offset.length),
    );
    return [{ expression: sumOfSquares(scope.graph, forms), lower: Number.NEGATIVE_INFINITY, upper: 1 }];
  },
  fit(data: DomainData, { coverage, robust = false, seed = 0 }: FitOptions) {
    const { dimension, count } = data;
    const ranges = rangeScaling(data);
    const points = Float64Array.from(scaledPoints(data, ranges));
    const spread = robust
      ? robustSpread(points, dimension, LEAST_VARIANCE, seed)
      : spreadOf(points, dimension, new Uint8Array(count).fill(1));
    const matrix = whitening(spread, LEAST_VARIANCE);
    const limit = coverageLimit(squaredDistances(points, spread.mean, matrix), coverage);
    // The points on the surface stay inside although offset and matrix are rounded.
    const radius = Math.sqrt(limit) * (1 + 1e-9) || 1;
    const { offset, factor } = refined(ranges, spread.mean, 1);
    return { offset: [...offset], factor: [...factor], whitening: matrix.flat().map((w) => w / radius) };
  },
});
