import { columnExpression, combined, type LinearExpression, valueAt } from "../linear-expression.js";
import type { RegionsEncoder } from "./regions.js";

const NONE = Number.NEGATIVE_INFINITY;
const FREE = Number.POSITIVE_INFINITY;

/**
 * The convex hull of a disjunction: the inputs are a sum of parts, one per region, each in its region scaled by the region's binary; the linear
 * relaxation has the least bound that regions and models allow. E. Balas, SIAM J. Alg. Disc. Meth. 6 (1985) 466-486.
 */
export const regionsHull: RegionsEncoder = ({ assembly, model, features, chosen, indicators, label }) => {
  const { inputs, boxLower, boxUpper, rowStarts, rows, limits, slopes, constants } = model.regions;
  const program = assembly.model;
  const units = (inputs + 8) * 2 ** -52;
  const reach = features.map(({ lower, upper }) => Math.max(-lower, upper));
  const parts: LinearExpression[][] = features.map(() => []);
  const terms: LinearExpression[] = [];
  const factors: number[] = [];
  let size = 0;
  chosen.forEach((r, k) => {
    const z = indicators[k];
    const part = features.map(({ expression, lower, upper, error }, j) => {
      const low = Math.max(lower - error, boxLower[r * inputs + j]);
      const high = Math.min(upper + error, boxUpper[r * inputs + j]);
      const column = columnExpression(
        assembly.addColumn(
          Math.min(0, low),
          Math.max(0, high),
          (point) => (valueAt(z, point) > 0.5 ? valueAt(expression, point) : 0),
          { name: `${label}_x${r}_${j}` },
        ),
      );
      program.addRow(combined([column, z], [1, -low]), 0, FREE, `${label}_l${r}_${j}`);
      program.addRow(combined([column, z], [1, -high]), NONE, 0, `${label}_u${r}_${j}`);
      parts[j].push(column);
      return column;
    });
    for (let i = rowStarts[r]; i < rowStarts[r + 1]; i++) {
      const row = Array.from(rows.subarray(i * inputs, (i + 1) * inputs));
      const rounding = units * row.reduce((sum, a, j) => sum + Math.abs(a) * reach[j], Math.abs(limits[i]));
      program.addRow(combined([...part, z], [...row, -limits[i]]), NONE, 0, `${label}_a${i}`, rounding);
    }
    const slope = Array.from(slopes.subarray(r * inputs, (r + 1) * inputs));
    terms.push(...part, z);
    factors.push(...slope, constants[r]);
    size = Math.max(
      size,
      slope.reduce((sum, a, j) => sum + Math.abs(a) * reach[j], Math.abs(constants[r])),
    );
  });
  features.forEach(({ expression, error }, j) => {
    const sum = combined([expression, ...parts[j]], [1, ...parts[j].map(() => -1)]);
    program.addRow(sum, 0, 0, `${label}_s${j}`, error);
  });
  return { expression: combined(terms, factors), error: units * size };
};
