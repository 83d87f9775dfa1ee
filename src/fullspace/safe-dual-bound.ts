import { gamma } from "../numeric/rounding.js";
import type { MilpModel } from "./milp-model.js";

/**
 * A proved lower bound of the linear program's minimum from any row multipliers, right or wrong: for all x within the columns'
 * bounds c x >= (c - A' y) x + y A x, and y A x >= sum of y_r times the side of row r that its sign picks. Rounding errors, and
 * the errors that the rows themselves carry, are subtracted. -Infinity where the multipliers are no numbers or a column is free.
 * `objective` may be another one than the model's, such as a tangent of it.
 * A. Neumaier, O. Shcherbina, Math. Programming 99 (2004) 283-296.
 */
export function safeDualBound(
  model: MilpModel,
  duals: Float64Array,
  objectiveError = 0,
  objective = model.objective,
): number {
  const reduced = model.costsOf(objective);
  const sizes = reduced.map(Math.abs);
  const terms = new Int32Array(model.columns).fill(1);
  let bound = objective.constant;
  let size = Math.abs(bound);
  let error = objectiveError;
  for (let r = 0; r < model.rows; r++) {
    const side = duals[r] > 0 ? model.rowLower[r] : model.rowUpper[r];
    // A multiplier whose side is free can only help by accident: left out, which is valid, too.
    if (duals[r] === 0 || !Number.isFinite(side)) continue;
    bound += duals[r] * side;
    size += Math.abs(duals[r] * side);
    error += Math.abs(duals[r]) * model.rowErrors[r];
    for (let e = model.starts[r]; e < model.starts[r + 1]; e++) {
      const product = duals[r] * model.values[e];
      reduced[model.indices[e]] -= product;
      sizes[model.indices[e]] += Math.abs(product);
      terms[model.indices[e]]++;
    }
  }
  for (let c = 0; c < model.columns; c++) {
    const end = reduced[c] >= 0 ? model.columnLower[c] : model.columnUpper[c];
    const far = Math.max(-model.columnLower[c], model.columnUpper[c]);
    if (sizes[c] === 0) continue;
    bound += reduced[c] * end;
    size += Math.abs(reduced[c] * end);
    error += 2 * gamma(terms[c] + 2) * sizes[c] * far;
  }
  const proved = bound - 2 * (error + gamma(model.rows + model.columns + 4) * size);
  return Number.isFinite(proved) ? proved : Number.NEGATIVE_INFINITY;
}
