import { combined, type LinearExpression } from "./linear-expression.js";
import type { MilpModel } from "./milp-model.js";

/** The linear objective and the tangent of the quadratic one at the point, moved within the columns' bounds. */
export function linearized(model: MilpModel, point: ArrayLike<number>): LinearExpression {
  const { objective, quadratic, columnLower, columnUpper } = model;
  if (quadratic === null) return objective;
  const { rows, columns, values } = quadratic;
  const at = (c: number): number => Math.min(Math.max(point[c], columnLower[c]), columnUpper[c]);
  const slopes = new Map<number, number>();
  const add = (row: number, column: number, value: number): void => {
    slopes.set(row, (slopes.get(row) ?? 0) + value * at(column));
  };
  values.forEach((value, e) => {
    add(rows[e], columns[e], value);
    if (rows[e] !== columns[e]) add(columns[e], rows[e], value);
  });
  let value = 0;
  for (const [column, slope] of slopes) value += slope * at(column);
  const tangent = { columns: [...slopes.keys()], coefficients: [...slopes.values()], constant: -0.5 * value };
  return combined([objective, tangent], [1, 1]);
}
