import { z } from "zod";
import { HullDistance } from "../../predictors/convex-hull/hull-distance.js";
import { InputError } from "../input-error.js";
import { rangeScaling, scaledInputs, scaledPoints, validityKind } from "./kind.js";

const schema = z.strictObject({
  offset: z.array(z.number()).min(1),
  factor: z.array(z.number()).min(1),
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
  dimensionOf({ offset, factor, points }) {
    if (factor.length !== offset.length || points.length % offset.length !== 0) {
      throw new InputError(
        `${offset.length} offsets, ${factor.length} factors and ${points.length} coordinates do not describe points of one dimension`,
      );
    }
    return offset.length;
  },
  rows(parameters, scope) {
    const dimension = parameters.offset.length;
    const predictor = new HullDistance(dimension, Float64Array.from(parameters.points));
    const [expression] = scope.graph.call({ name: `${scope.path}.hull`, predictor }, scaledInputs(scope, parameters));
    return [{ expression, lower: Number.NEGATIVE_INFINITY, upper: 0 }];
  },
  fit(data) {
    const scaling = rangeScaling(data);
    return { offset: [...scaling.offset], factor: [...scaling.factor], points: scaledPoints(data, scaling) };
  },
});
