import { down, up } from "../../numeric/rounding.js";
import type { Assembly } from "../assembly.js";
import { columnExpression, combined, type LinearExpression, valueAt } from "../linear-expression.js";
import type { ReluEncoder } from "./relu.js";
import { partitioned } from "./weight-partition.js";

/**
 * y = max(0, w x + b), the terms of w x divided into parts, each of which is carried over as a copy that is zero in the
 * inactive case: between big-M (one part) and the extended formulation (a part per term).
 * C. Tsay, J. Kronqvist, A. Thebelt, R. Misener, NeurIPS 2021, eq. (8)-(13); s is 1 - sigma there.
 */
export const reluPartition: ReluEncoder = (assembly, argument, label) => {
  const { model, formulation } = assembly;
  const { expression: z, definition, lower, upper, error } = argument;
  const y = assembly.addColumn(0, upper, (point) => Math.max(0, valueAt(z, point)), { name: `${label}_y` });
  const s = assembly.addBinary((point) => valueAt(z, point) > 0, `${label}_s`);
  const output = columnExpression(y);
  const active = columnExpression(s);
  const copies = partitioned(definition, formulation.parts, formulation.split).map((part, n) =>
    addCopy(assembly, part, z, active, `${label}_p${n}`),
  );
  const { constant } = definition;
  const NONE = Number.NEGATIVE_INFINITY;
  const ones = copies.map(() => 1);
  model.addRow(combined([output, ...copies, active], [-1, ...ones, constant]), 0, 0, `${label}_sum`, error);
  model.addRow(combined([z, output], [1, -1]), NONE, 0, `${label}_ge`, error);
  model.addRow(combined([output, z, active], [1, -1, -lower]), NONE, -lower, `${label}_le`, error);
  model.addRow(combined([output, active], [1, -upper]), NONE, 0, `${label}_up`);
  return { output, active };
};

/** A copy of the part: equal to it where s = 1, and 0 where s = 0. */
function addCopy(
  assembly: Assembly,
  part: LinearExpression,
  z: LinearExpression,
  active: LinearExpression,
  label: string,
): LinearExpression {
  const { model } = assembly;
  const { low, high } = rangeOf(part, model.columnLower, model.columnUpper);
  const value = (point: Float64Array): number => (valueAt(z, point) > 0 ? valueAt(part, point) : 0);
  const copy = columnExpression(assembly.addColumn(Math.min(low, 0), Math.max(high, 0), value, { name: label }));
  const [NONE, MUCH] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  model.addRow(combined([copy, active], [1, -low]), 0, MUCH, `${label}_l`);
  model.addRow(combined([copy, active], [1, -high]), NONE, 0, `${label}_u`);
  model.addRow(combined([part, copy, active], [1, -1, low]), low, MUCH, `${label}_m`);
  model.addRow(combined([part, copy, active], [1, -1, high]), NONE, high, `${label}_n`);
  return copy;
}

function rangeOf({ columns, coefficients }: LinearExpression, lower: readonly number[], upper: readonly number[]) {
  let low = 0;
  let high = 0;
  columns.forEach((column, t) => {
    const a = coefficients[t] * lower[column];
    const b = coefficients[t] * upper[column];
    low = down(low + down(Math.min(a, b)));
    high = up(high + up(Math.max(a, b)));
  });
  return { low, high };
}
