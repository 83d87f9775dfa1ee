import { z } from "zod";
import { extremePoints } from "../../predictors/convex-hull/extreme-points.js";
import { HullDistance } from "../../predictors/convex-hull/hull-distance.js";
import { InputError } from "../input-error.js";
import { kMeans } from "./k-means.js";
import { type DomainData, type FitOptions, validityKind } from "./kind.js";
import { distinctRows, rowsAt } from "./neighbours.js";
import { typicalPlaces } from "./outliers.js";
import { rangeScaling, scaledDimension, scaledInputs, scaledPoints, scalingShape } from "./scaling.js";

const DEFAULT_CLUSTERS = 4;

const schema = z.strictObject({
  ...scalingShape,
  /** The points of every cluster, one row per point, in scaled coordinates. */
  clusters: z.array(z.array(z.number()).min(1)).min(1),
});

/** The union of the convex hulls of clusters of the data: at least one of the distances is zero. */
export const clusteredHull = validityKind({
  summary: "the union of the convex hulls of clusters of the data (k-means)",
  schema,
  dimensionOf(parameters) {
    const lengths = parameters.clusters.map(({ length }, c) => [`clusters[${c}]`, length] as const);
    return scaledDimension(parameters, Object.fromEntries(lengths));
  },
  rows(parameters, scope) {
    const { graph, path } = scope;
    const inputs = scaledInputs(scope, parameters);
    const distances = parameters.clusters.map((points, c) => {
      const predictor = new HullDistance(parameters.offset.length, Float64Array.from(points));
      return graph.call({ name: `${path}.hulls[${c}]`, predictor }, inputs)[0];
    });
    const expression = distances.reduce((nearest, distance) => graph.minimum(nearest, distance));
    return [{ expression, lower: Number.NEGATIVE_INFINITY, upper: 0 }];
  },
  fit(data: DomainData, { coverage, clusters = DEFAULT_CLUSTERS, seed = 0 }: FitOptions) {
    const { dimension } = data;
    const { offset, factor } = rangeScaling(data);
    const all = Float64Array.from(scaledPoints(data, { offset, factor }));
    const points = distinctRows(rowsAt(all, dimension, typicalPlaces(all, dimension, coverage)), dimension);
    const count = points.length / dimension;
    if (clusters > count) {
      throw new InputError(`clusters: ${clusters}, of ${count} different rows of data; give at most as many`);
    }
    const { labels } = kMeans(points, dimension, clusters, seed);
    const members = Array.from({ length: clusters }, (_, c) => {
      const places = Array.from(labels.keys()).filter((i) => labels[i] === c);
      return [...extremePoints(Float64Array.from(rowsAt(points, dimension, places)), dimension)];
    });
    return { offset: [...offset], factor: [...factor], clusters: members };
  },
});
