import { down, up } from "../../numeric/rounding.js";
import type { HullDistance } from "../../predictors/convex-hull/hull-distance.js";
import { NearestPoint } from "../../predictors/convex-hull/nearest-point.js";
import type { Element } from "../element.js";
import { columnExpression, combined, type LinearExpression, valueAt } from "../linear-expression.js";
import { distanceColumn } from "./distance-column.js";
import type { ModelEncoder, ModelTask } from "./model-encoder.js";

/**
 * The distance to a convex hull by coefficients of convex combinations: lambda >= 0, sum lambda = 1, and the norm of x - sum lambda_i X_i. No binaries;
 * good for distances that are to be small (see `normFloor`).
 */
export const hullDistance: ModelEncoder = (task) => {
  const { assembly, features, label } = task;
  const { points, inputs } = task.model as HullDistance;
  const count = points.length / inputs;
  const nearest = new NearestPoint(points, inputs);
  const x = new Float64Array(inputs);
  const shares = new Float64Array(count);
  const shareOf = (i: number, point: Float64Array): number => {
    if (i === 0) {
      for (let j = 0; j < inputs; j++) x[j] = valueAt(features[j].expression, point);
      nearest.run({ lower: x, upper: x });
      shares.fill(0);
      for (let s = 0; s < nearest.size; s++) shares[nearest.chosen[s]] = nearest.weights[s];
    }
    return shares[i];
  };
  const lambda = Array.from({ length: count }, (_, i) =>
    columnExpression(assembly.addColumn(0, 1, (point) => shareOf(i, point), { name: `${label}_l${i}` })),
  );
  const ones = lambda.map(() => 1);
  assembly.model.addRow(combined(lambda, ones), 1, 1, `${label}_one`);
  const differences = features.map((feature, j): Element => {
    const column = Array.from({ length: count }, (_, i) => points[i * inputs + j]);
    const least = column.reduce((a, b) => Math.min(a, b));
    const most = column.reduce((a, b) => Math.max(a, b));
    const expression = combined([feature.expression, ...lambda], [1, ...column.map((value) => -value)]);
    const whole = {
      expression,
      definition: expression,
      lower: down(feature.lower - most),
      upper: up(feature.upper - least),
      error: feature.error,
    };
    return assembly.asColumn(whole, `${label}_d${j}`);
  });
  addRepair(task, lambda);
  return [distanceColumn(task, "l2", [differences])];
};

/** A point this near to the hull, relative to the coordinates, is meant to be in it. */
const NEAR = 1e-4;

/** Decision variables that are the model's inputs, scaled, and are off the hull by the solver's tolerance: the combination is in it. */
function addRepair({ assembly, model, features }: ModelTask, lambda: readonly LinearExpression[]): void {
  const { points, inputs } = model as HullDistance;
  const isPlain = features.every(
    ({ expression: { columns, coefficients } }) =>
      columns.length === 1 && columns[0] < assembly.variables && coefficients[0] !== 0,
  );
  if (!isPlain) return;
  const reach = points.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const inside = new Float64Array(inputs);
  assembly.repairs.push((point, x) => {
    const shares = lambda.map((share) => Math.max(0, valueAt(share, point)));
    const total = shares.reduce((sum, share) => sum + share, 0);
    let distance = 0;
    features.forEach(({ expression }, j) => {
      inside[j] = shares.reduce((sum, share, i) => sum + (share / total) * points[i * inputs + j], 0);
      distance = Math.max(distance, Math.abs(inside[j] - valueAt(expression, point)));
    });
    if (!(distance <= NEAR * reach)) return;
    features.forEach(({ expression: { columns, coefficients, constant } }, j) => {
      if (!assembly.model.isInteger[columns[0]]) x[columns[0]] = (inside[j] - constant) / coefficients[0];
    });
  });
}
