import { columnExpression, combined, valueAt } from "../linear-expression.js";
import type { ReluEncoder } from "./relu.js";

/**
 * y = max(0, z) with L <= z <= U by one binary: y >= z, y <= z - L (1 - s), 0 <= y <= U s. The ideal formulation in z
 * alone (M. Fischetti, J. Jo, Constraints 23 (2018) 296-309).
 */
export const reluBigM: ReluEncoder = (assembly, { expression: z, lower, upper, error }, label) => {
  const { model } = assembly;
  const y = assembly.addColumn(0, upper, (point) => Math.max(0, valueAt(z, point)), { name: `${label}_y` });
  const s = assembly.addBinary((point) => valueAt(z, point) > 0, `${label}_s`);
  const output = columnExpression(y);
  const active = columnExpression(s);
  model.addRow(combined([output, z], [1, -1]), 0, Number.POSITIVE_INFINITY, `${label}_ge`, error);
  model.addRow(combined([output, z, active], [1, -1, -lower]), Number.NEGATIVE_INFINITY, -lower, `${label}_le`, error);
  model.addRow(combined([output, active], [1, -upper]), Number.NEGATIVE_INFINITY, 0, `${label}_up`);
  return { output, active };
};
