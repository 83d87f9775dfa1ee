import { down, up } from "../../numeric/rounding.js";
import type { DataDistance } from "../../predictors/data-distance/data-distance.js";
import { normOf } from "../../predictors/data-distance/norm.js";
import type { Element } from "../element.js";
import {
  columnExpression,
  combined,
  constantExpression,
  type LinearExpression,
  valueAt,
} from "../linear-expression.js";
import { distanceColumn } from "./distance-column.js";
import type { ModelEncoder, ModelTask } from "./model-encoder.js";

/** Rounding of the distances by which points are left out. */
const SLACK = 1e-9;

/**
 * The mean distance to the k nearest points: k times one point is chosen by binaries, z_s with sum z_s = 1, in increasing order, and the norms of
 * x - sum z_si X_i count. For equal norms the convex hull of the union of balls is that of its centres and a ball, which is the linear
 * relaxation of this. Good for distances that are to be small (see `normFloor`).
 */
export const dataDistance: ModelEncoder = (task) => {
  const { norm, k } = task.model as DataDistance;
  const places = reachable(task);
  const chosen = choices(task, places);
  const differences = chosen.map((indicators, s) =>
    task.features.map((feature, j) => differenceTo(task, feature, j, places, indicators, `${task.label}_d${s}_${j}`)),
  );
  for (let s = 1; s < k; s++) addOrder(task, chosen[s - 1], chosen[s], s);
  return [distanceColumn(task, norm, differences)];
};

/** The points that may be among the k nearest of some point within the bounds. */
function reachable({ model, features }: ModelTask): number[] {
  const { points, inputs, norm, k } = model as DataDistance;
  const count = points.length / inputs;
  const parts = new Float64Array(inputs);
  const extreme = (i: number, isFar: boolean): number => {
    features.forEach(({ lower, upper }, j) => {
      const below = lower - points[i * inputs + j];
      const above = points[i * inputs + j] - upper;
      parts[j] = isFar ? Math.max(-below, -above) : Math.max(0, below, above);
    });
    return normOf(norm, parts);
  };
  const far = Float64Array.from({ length: count }, (_, i) => extreme(i, true)).sort();
  const limit = far[k - 1] * (1 + SLACK);
  return Array.from({ length: count }, (_, i) => i).filter((i) => extreme(i, false) * (1 - SLACK) <= limit);
}

/** For each of the k nearest an indicator per place, of which exactly one is 1; a point is taken once. */
function choices(task: ModelTask, places: readonly number[]): LinearExpression[][] {
  const { assembly, model, label } = task;
  const { k } = model as DataDistance;
  if (places.length === 1) return [[constantExpression(1)]];
  let nearest: readonly number[] = [];
  const chosen = Array.from({ length: k }, (_, s) =>
    places.map((place, p) => {
      const isChosen = (point: Float64Array): boolean => {
        // Columns get their values in the order in which they were made.
        if (s === 0 && p === 0) nearest = nearestPlaces(task, places, point);
        return nearest[s] === place;
      };
      return columnExpression(assembly.addBinary(isChosen, `${label}_z${s}_${place}`));
    }),
  );
  chosen.forEach((indicators, s) => {
    assembly.model.addRow(total(indicators), 1, 1, `${label}_one${s}`);
  });
  if (k === 1) return chosen;
  places.forEach((place, p) => {
    const uses = total(chosen.map((indicators) => indicators[p]));
    assembly.model.addRow(uses, Number.NEGATIVE_INFINITY, 1, `${label}_once${place}`);
  });
  return chosen;
}

function total(parts: readonly LinearExpression[]): LinearExpression {
  return combined(
    parts,
    parts.map(() => 1),
  );
}

/** Those of the places that are the k nearest, in increasing order. */
function nearestPlaces({ model, features }: ModelTask, places: readonly number[], point: Float64Array): number[] {
  const { points, inputs, norm, k } = model as DataDistance;
  const x = features.map(({ expression }) => valueAt(expression, point));
  const parts = new Float64Array(inputs);
  const distances = new Map(
    places.map((i) => {
      for (let j = 0; j < inputs; j++) parts[j] = Math.abs(x[j] - points[i * inputs + j]);
      return [i, normOf(norm, parts)] as const;
    }),
  );
  const order = [...places].sort((a, b) => (distances.get(a) as number) - (distances.get(b) as number));
  return order.slice(0, k).sort((a, b) => a - b);
}

/** The order of the chosen points is no choice: their places rise. */
function addOrder(
  { assembly, label }: ModelTask,
  before: readonly LinearExpression[],
  after: readonly LinearExpression[],
  s: number,
): void {
  const ranks = before.map((_, p) => p);
  const rise = combined([...after, ...before], [...ranks, ...ranks.map((rank) => -rank)]);
  assembly.model.addRow(rise, 1, Number.POSITIVE_INFINITY, `${label}_rise${s}`);
}

/** x_j less that of the chosen point. */
function differenceTo(
  { assembly, model }: ModelTask,
  feature: Element,
  j: number,
  places: readonly number[],
  indicators: readonly LinearExpression[],
  name: string,
): Element {
  const { points, inputs } = model as DataDistance;
  const column = places.map((i) => points[i * inputs + j]);
  const least = column.reduce((a, b) => Math.min(a, b));
  const most = column.reduce((a, b) => Math.max(a, b));
  const expression = combined([feature.expression, ...indicators], [1, ...column.map((value) => -value)]);
  const size = Math.max(-feature.lower, feature.upper) + Math.max(-least, most);
  const whole: Element = {
    expression,
    definition: expression,
    lower: down(feature.lower - most),
    upper: up(feature.upper - least),
    error: feature.error + 2 ** -50 * size,
  };
  return assembly.asColumn(whole, name);
}
