import { z } from "zod";
import { extremePoints } from "../../predictors/convex-hull/extreme-points.js";
import { HullDistance } from "../../predictors/convex-hull/hull-distance.js";
import { type DomainData, type FitOptions, validityKind } from "./kind.js";
import { rowsAt } from "./neighbours.js";
import { typicalPlaces } from "./outliers.js";
import { rangeScaling, scaledDimension, scaledInputs, scaledPoints, scalingShape } from "./scaling.js";

const schema = z.strictObject({
  ...scalingShape,
  /** One row per point, in scaled coordinates. */
  points: z.array(z.number()).min(1),
});

/**
 * The convex hull of the data, by the distance to it in coordinates scaled to the data's ranges: no coefficients of convex combinations
 * become variables.
 */
export const convexHull = validityKind({
  summary: "the convex hull of the data",
  schema,
  dimensionOf: (parameters) => scaledDimension(parameters, { points: parameters.points.length }),
  rows(parameters, scope) {
    const dimension = parameters.offset.length;
    const predictor = new HullDistance(dimension, Float64Array.from(parameters.points));
    const [expression] = scope.graph.call({ name: `${scope.path}.hull`, predictor }, scaledInputs(scope, parameters));
    return [{ expression, lower: Number.NEGATIVE_INFINITY, upper: 0 }];
  },
  fit(data: DomainData, { coverage }: FitOptions) {
    const { dimension } = data;
    const { offset, factor } = rangeScaling(data);
    const points = Float64Array.from(scaledPoints(data, { offset, factor }));
    const kept = Float64Array.from(rowsAt(points, dimension, typicalPlaces(points, dimension, coverage)));
    return { offset: [...offset], factor: [...factor], points: [...extremePoints(kept, dimension)] };
  },
});
