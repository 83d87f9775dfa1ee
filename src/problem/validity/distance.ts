import { z } from "zod";
import { square } from "../../functions/table.js";
import { DataDistance } from "../../predictors/data-distance/data-distance.js";
import { NORMS, type Norm } from "../../predictors/data-distance/norm.js";
import type { Expression } from "../expression.js";
import { InputError, quote } from "../input-error.js";
import { coverageLimit } from "./coverage.js";
import { kMeans } from "./k-means.js";
import { type DomainData, type DomainScope, type FitOptions, validityKind } from "./kind.js";
import { distinctRows, neighbourDistances } from "./neighbours.js";
import { rangeScaling, scaledDimension, scaledInputs, scaledPoints, scalingShape } from "./scaling.js";

/** Norms, and the square of the Euclidean one. */
const MEASURES = [...NORMS, "l2-squared"] as const;
type Measure = (typeof MEASURES)[number];

const schema = z.strictObject({
  ...scalingShape,
  /** Of the data, or centres of their clusters: one row per point, in scaled coordinates. */
  points: z.array(z.number()).min(1),
  norm: z.enum(MEASURES),
  /** The mean of so many smallest distances is meant. */
  neighbours: z.int().min(1),
  limit: z.number().positive(),
});

/** Close to the data: the distance to the nearest point, the mean of the k smallest distances, or the distance to the nearest centre. */
export const distance = validityKind({
  summary: "close to the data: nearest point, k nearest (neighbours), nearest cluster centre (clusters)",
  schema,
  dimensionOf(parameters) {
    const { points, neighbours, norm } = parameters;
    const dimension = scaledDimension(parameters, { points: points.length });
    if (norm === "l2-squared" && neighbours > 1) {
      throw new InputError(
        `neighbours: ${neighbours}, but squares are taken of the distance to the nearest point; give 1`,
      );
    }
    if (neighbours * dimension <= points.length) return dimension;
    throw new InputError(`neighbours: ${neighbours}, of ${points.length / dimension} points; give at most as many`);
  },
  rows(parameters, scope) {
    return [{ expression: distanceIn(parameters, scope), lower: Number.NEGATIVE_INFINITY, upper: parameters.limit }];
  },
  distance: distanceIn,
  fit(data: DomainData, options: FitOptions) {
    const { dimension } = data;
    const norm = measureFrom(options.norm ?? "l2");
    const { offset, factor } = rangeScaling(data);
    const scaling = { offset: [...offset], factor: [...factor] };
    const points = distinctRows(scaledPoints(data, scaling), dimension);
    const count = points.length / dimension;
    if (options.clusters !== undefined) return { ...scaling, ...aroundCentres(points, dimension, norm, options) };
    const { neighbours = 1, coverage } = options;
    if (neighbours >= count) {
      throw new InputError(`neighbours: ${neighbours}, of ${count} different rows of data; give fewer`);
    }
    if (norm === "l2-squared" && neighbours > 1) {
      throw new InputError(`neighbours: ${neighbours}, but squares are taken of the distance to the nearest point`);
    }
    const distances = neighbourDistances(points, dimension, plainNorm(norm), neighbours);
    const limit = measured(norm, coverageLimit(distances, coverage));
    return { ...scaling, points: [...points], norm, neighbours, limit };
  },
});

function distanceIn(parameters: z.infer<typeof schema>, scope: DomainScope): Expression {
  const { points, norm, neighbours, offset } = parameters;
  const predictor = new DataDistance(offset.length, Float64Array.from(points), plainNorm(norm), neighbours);
  const model = { name: `${scope.path}.distance`, predictor };
  const [expression] = scope.graph.call(model, scaledInputs(scope, parameters));
  // Distances are not negative: the least square is the square of the least.
  return norm === "l2-squared" ? scope.graph.apply(square(), expression) : expression;
}

/** The norm whose distances are stored, or squared. */
function plainNorm(measure: Measure): Norm {
  return measure === "l2-squared" ? "l2" : measure;
}

function aroundCentres(
  points: Float64Array,
  dimension: number,
  norm: Measure,
  { clusters, coverage, seed }: FitOptions,
) {
  const count = points.length / dimension;
  if ((clusters as number) > count) {
    throw new InputError(`clusters: ${clusters}, of ${count} different rows of data; give at most as many`);
  }
  const { centres } = kMeans(points, dimension, clusters as number, seed ?? 0);
  const model = new DataDistance(dimension, centres, plainNorm(norm), 1);
  const y = new Float64Array(1);
  const distances = Float64Array.from({ length: count }, (_, i) => {
    model.evaluate(points.subarray(i * dimension, (i + 1) * dimension), y);
    return measured(norm, y[0]);
  });
  // With as many clusters as points all distances are zero; the domain is then as good as the points.
  const limit = Math.max(coverageLimit(distances, coverage), 1e-6);
  return { points: [...centres], norm, neighbours: 1, limit };
}

function measured(norm: Measure, distance: number): number {
  return norm === "l2-squared" ? distance * distance : distance;
}

function measureFrom(name: string): Measure {
  const measure = MEASURES.find((known) => known === name);
  if (measure === undefined) throw new InputError(`norm: ${quote(name)} is unknown; known are ${MEASURES.join(", ")}`);
  return measure;
}
