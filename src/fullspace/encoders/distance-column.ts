import type { Norm } from "../../predictors/data-distance/norm.js";
import type { Element } from "../element.js";
import { columnExpression, combined, valueAt } from "../linear-expression.js";
import type { ModelTask } from "./model-encoder.js";
import { normFloor } from "./norm.js";
import type { Encoded } from "./univariate-encoder.js";

/** The output of a model that is the mean of norms, as a column that is at least that mean. */
export function distanceColumn(
  { assembly, model, features, lower, upper, label }: ModelTask,
  norm: Norm,
  differences: readonly (readonly Element[])[],
): Encoded {
  const norms = differences.map((elements, s) => normFloor(assembly, norm, elements, `${label}_${s}`));
  const x = new Float64Array(features.length);
  const y = new Float64Array(1);
  const value = (point: Float64Array): number => {
    for (let j = 0; j < x.length; j++) x[j] = valueAt(features[j].expression, point);
    model.evaluate(x, y);
    return y[0];
  };
  const distance = columnExpression(assembly.addColumn(lower[0], upper[0], value, { name: `${label}_y` }));
  const parts = norms.map(({ expression }) => expression);
  const error = norms.reduce((sum, part) => sum + part.error, 0);
  const row = combined([distance, ...parts], [norms.length, ...parts.map(() => -1)]);
  assembly.model.addRow(row, 0, Number.POSITIVE_INFINITY, `${label}_ge`, error + 2 ** -49 * norms.length * upper[0]);
  return { expression: distance, error: 0 };
}
