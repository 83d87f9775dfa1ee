import { z } from "zod";
import { DataDistance } from "../../predictors/data-distance/data-distance.js";
import { NORMS, type Norm } from "../../predictors/data-distance/norm.js";
import { InputError, quote } from "../input-error.js";
import { coverageLimit } from "./coverage.js";
import { kMeans } from "./k-means.js";
import { type DomainData, type FitOptions, validityKind } from "./kind.js";
import { distinctRows, neighbourDistances } from "./neighbours.js";
import { rangeScaling, scaledDimension, scaledInputs, scaledPoints, scalingShape } from "./scaling.js";

const schema = z.strictObject({
  ...scalingShape,
  /** Of the data, or centres of their clusters: one row per point, in scaled coordinates. */
  points: z.array(z.number()).min(1),
  norm: z.enum(NORMS),
  /** The mean of so many smallest distances is meant. */
  neighbours: z.int().min(1),
  limit: z.number().positive(),
});

/** Close to the data: the distance to the nearest point, the mean of the k smallest distances, or the distance to the nearest centre. */
export const distance = validityKind({
  summary: "close to the data: nearest point, k nearest (neighbours), nearest cluster centre (clusters)",
  schema,
  dimensionOf(parameters) {
    const { points, neighbours } = parameters;
    const dimension = scaledDimension(parameters, { points: points.length });
    if (neighbours * dimension <= points.length) return dimension;
    throw new InputError(`neighbours: ${neighbours}, of ${points.length / dimension} points; give at most as many`);
  },
  rows(parameters, scope) {
    const { points, norm, neighbours, limit, offset } = parameters;
    const predictor = new DataDistance(offset.length, Float64Array.from(points), norm, neighbours);
    const [expression] = scope.graph.call(
      { name: `${scope.path}.distance`, predictor },
      scaledInputs(scope, parameters),
    );
    return [{ expression, lower: Number.NEGATIVE_INFINITY, upper: limit }];
  },
  fit(data: DomainData, options: FitOptions) {
    const { dimension } = data;
    const norm = normFrom(options.norm ?? "l2");
    const { offset, factor } = rangeScaling(data);
    const scaling = { offset: [...offset], factor: [...factor] };
    const points = distinctRows(scaledPoints(data, scaling), dimension);
    const count = points.length / dimension;
    if (options.clusters !== undefined) return { ...scaling, ...aroundCentres(points, dimension, norm, options) };
    const { neighbours = 1, coverage } = options;
    if (neighbours >= count) {
      throw new InputError(`neighbours: ${neighbours}, of ${count} different rows of data; give fewer`);
    }
    const limit = coverageLimit(neighbourDistances(points, dimension, norm, neighbours), coverage);
    return { ...scaling, points: [...points], norm, neighbours, limit };
  },
});

function aroundCentres(points: Float64Array, dimension: number, norm: Norm, { clusters, coverage, seed }: FitOptions) {
  const count = points.length / dimension;
  if ((clusters as number) > count) {
    throw new InputError(`clusters: ${clusters}, of ${count} different rows of data; give at most as many`);
  }
  const { centres } = kMeans(points, dimension, clusters as number, seed ?? 0);
  const model = new DataDistance(dimension, centres, norm, 1);
  const y = new Float64Array(1);
  const distances = Float64Array.from({ length: count }, (_, i) => {
    model.evaluate(points.subarray(i * dimension, (i + 1) * dimension), y);
    return y[0];
  });
  // With as many clusters as points all distances are zero; the domain is then as good as the points.
  const limit = Math.max(coverageLimit(distances, coverage), 1e-6);
  return { points: [...centres], norm, neighbours: 1, limit };
}

function normFrom(name: string): Norm {
  const norm = NORMS.find((known) => known === name);
  if (norm === undefined) throw new InputError(`norm: ${quote(name)} is unknown; known are ${NORMS.join(", ")}`);
  return norm;
}
