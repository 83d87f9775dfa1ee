import { z } from "zod";
import { InputError } from "../input-error.js";
import { principalAxes, spreadOf } from "./covariance.js";
import { coveredPlaces } from "./coverage.js";
import { type DomainData, type DomainRow, type FitOptions, validityKind } from "./kind.js";
import { linearForms, rowsOfMatrix, sumOfSquares } from "./quadratic-form.js";
import { rangeScaling, refined, scaledDimension, scaledInputs, scaledPoints, scalingShape } from "./scaling.js";

/** Share of the variance that the principal directions hold unless their number is given. */
const VARIANCE_SHARE = 0.95;
/** Distance from the subspace that is always allowed, in units of the data's ranges. */
const LEAST_DISTANCE = 1e-4;

const schema = z.strictObject({
  ...scalingShape,
  /** Orthonormal, one row per direction, the principal ones first; inputs x inputs row-major. */
  directions: z.array(z.number()).min(1),
  /** Ranges of the coordinates along the principal directions. */
  lower: z.array(z.number()),
  upper: z.array(z.number()),
  /** Largest distance from the principal subspace. */
  distance: z.number().min(0),
});

/** Close to the subspace in which the data vary most, and within the data's range along each of its directions. */
export const pca = validityKind({
  summary: "close to the data's principal subspace, and within their range in it",
  schema,
  dimensionOf(parameters) {
    const dimension = scaledDimension(parameters);
    const { directions, lower, upper } = parameters;
    if (directions.length !== dimension * dimension) {
      throw new InputError(`directions: ${directions.length} numbers are no matrix of ${dimension} rows and columns`);
    }
    if (lower.length !== upper.length || lower.length > dimension) {
      throw new InputError(`${lower.length} lower and ${upper.length} upper bounds of at most ${dimension} scores`);
    }
    return dimension;
  },
  rows(parameters, scope) {
    const { graph } = scope;
    const { directions, lower, upper, distance, offset } = parameters;
    const forms = linearForms(graph, scaledInputs(scope, parameters), rowsOfMatrix(directions, offset.length));
    const scores: DomainRow[] = lower.map((least, k) => ({ expression: forms[k], lower: least, upper: upper[k] }));
    const rest = forms.slice(lower.length);
    if (rest.length === 0) return scores;
    if (rest.length === 1) return [...scores, { expression: rest[0], lower: -distance, upper: distance }];
    const scaled = rest.map((form) => graph.product(graph.number(1 / distance), form));
    return [...scores, { expression: sumOfSquares(graph, scaled), lower: Number.NEGATIVE_INFINITY, upper: 1 }];
  },
  distance({ directions, lower, offset, factor }, scope) {
    const forms = linearForms(
      scope.graph,
      scaledInputs(scope, { offset, factor }),
      rowsOfMatrix(directions, offset.length),
    );
    return sumOfSquares(scope.graph, forms.slice(lower.length));
  },
  fit(data: DomainData, { coverage, components }: FitOptions) {
    const { dimension, count } = data;
    if (components !== undefined && components > dimension) {
      throw new InputError(`components: ${components} directions in ${dimension} columns; give at most as many`);
    }
    const ranges = rangeScaling(data);
    const points = Float64Array.from(scaledPoints(data, ranges));
    const spread = spreadOf(points, dimension, new Uint8Array(count).fill(1));
    const { directions, variances } = principalAxes(spread);
    const kept = components ?? principalCount(variances);
    const scores = Array.from({ length: count }, (_, i) =>
      directions.map((row) => row.reduce((sum, v, j) => sum + v * (points[i * dimension + j] - spread.mean[j]), 0)),
    );
    const distances = scores.map((row) => Math.hypot(...row.slice(kept)));
    const criteria = [...Array.from({ length: kept }, (_, k) => scores.map((row) => Math.abs(row[k]))), distances];
    const inside = coveredPlaces(outlyingness(criteria), coverage);
    const { offset, factor } = refined(ranges, spread.mean, 1);
    // Points at the ends stay inside although mean and directions are rounded.
    const slack = 1e-9;
    const range = Array.from({ length: kept }, (_, k) => inside.map((i) => scores[i][k]));
    return {
      offset: [...offset],
      factor: [...factor],
      directions: directions.flat(),
      lower: range.map((values) => values.reduce((least, value) => Math.min(least, value)) - slack),
      upper: range.map((values) => values.reduce((most, value) => Math.max(most, value)) + slack),
      distance: inside.reduce((most, i) => Math.max(most, distances[i]), LEAST_DISTANCE) + slack,
    };
  },
});

function principalCount(variances: readonly number[]): number {
  const total = variances.reduce((sum, variance) => sum + variance, 0);
  let held = 0;
  const last = variances.findIndex((variance) => {
    held += variance;
    return held >= VARIANCE_SHARE * total;
  });
  return last + 1;
}

/** For every point how far out it is in the criterion in which it is farthest out: the largest of its ranks. */
function outlyingness(criteria: readonly (readonly number[])[]): number[] {
  const most = new Array<number>(criteria[0].length).fill(0);
  for (const values of criteria) {
    const order = values.map((_, i) => i).sort((a, b) => values[a] - values[b]);
    order.forEach((i, rank) => {
      most[i] = Math.max(most[i], rank);
    });
  }
  return most;
}
