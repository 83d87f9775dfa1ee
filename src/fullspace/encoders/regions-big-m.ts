import type { LinearExpression } from "../linear-expression.js";
import { columnExpression, combined, valueAt } from "../linear-expression.js";
import type { RegionsEncoder, RegionsTask } from "./regions.js";

const NONE = Number.NEGATIVE_INFINITY;
const FREE = Number.POSITIVE_INFINITY;

/**
 * A disjunction by big M: every side and row of a region, and its model, with a constant from the features' bounds that makes it hold
 * where the region is not chosen. I. E. Grossmann, F. Trespalacios, AIChE Journal 59 (2013) 3276-3295, section 3.
 */
export const regionsBigM: RegionsEncoder = (task) => {
  const { assembly, model, features, lower, upper, chosen, indicators, label } = task;
  const { inputs, boxLower, boxUpper, rowStarts, rows, limits, slopes, constants } = model.regions;
  const x = new Float64Array(inputs);
  const y = new Float64Array(1);
  const result = columnExpression(
    assembly.addColumn(
      lower,
      upper,
      (point) => {
        for (let j = 0; j < inputs; j++) x[j] = valueAt(features[j].expression, point);
        model.evaluate(x, y);
        return Number.isNaN(y[0]) ? lower : y[0];
      },
      { name: `${label}_y` },
    ),
  );
  chosen.forEach((r, k) => {
    const z = indicators[k];
    const unit = new Float64Array(inputs);
    for (let j = 0; j < inputs; j++) {
      unit.fill(0);
      unit[j] = 1;
      const low = boxLower[r * inputs + j];
      const high = boxUpper[r * inputs + j];
      if (low > features[j].lower) addImplied(task, unit, null, z, low, FREE, `${label}_l${r}_${j}`);
      if (high < features[j].upper) addImplied(task, unit, null, z, NONE, high, `${label}_u${r}_${j}`);
    }
    for (let i = rowStarts[r]; i < rowStarts[r + 1]; i++) {
      const row = rows.subarray(i * inputs, (i + 1) * inputs);
      addImplied(task, row, null, z, NONE, limits[i], `${label}_a${i}`);
    }
    const model = slopes.subarray(r * inputs, (r + 1) * inputs).map((slope) => -slope);
    addImplied(task, model, result, z, constants[r], constants[r], `${label}_f${r}`);
  });
  return { expression: result, error: 0 };
};

/** Where z = 1: low <= row . features (+ result) <= high. */
function addImplied(
  { assembly, features, lower, upper }: RegionsTask,
  row: Float64Array,
  result: LinearExpression | null,
  z: LinearExpression,
  low: number,
  high: number,
  name: string,
): void {
  const hasResult = result !== null;
  let least = hasResult ? lower : 0;
  let most = hasResult ? upper : 0;
  let size = hasResult ? Math.max(-lower, upper) : 0;
  let error = 0;
  features.forEach((feature, j) => {
    least += row[j] * (row[j] > 0 ? feature.lower : feature.upper);
    most += row[j] * (row[j] > 0 ? feature.upper : feature.lower);
    size += Math.abs(row[j]) * Math.max(-feature.lower, feature.upper);
    error += Math.abs(row[j]) * feature.error;
  });
  const rounding = (features.length + 8) * 2 ** -52 * (size + Math.abs(Number.isFinite(low) ? low : high));
  const parts = [...features.map(({ expression }) => expression), ...(hasResult ? [result] : []), z];
  const factors = (last: number): number[] => [...row, ...(hasResult ? [1] : []), last];
  const { model } = assembly;
  // row . x <= high + (most - high) (1 - z), and the same from below.
  if (most > high) model.addRow(combined(parts, factors(most - high)), NONE, most, `${name}<`, error + rounding);
  if (least < low) model.addRow(combined(parts, factors(least - low)), least, FREE, `${name}>`, error + rounding);
}
