import { univariateFunction } from "../../functions/table.js";
import type { Interval } from "../../numeric/interval.js";
import { down, up } from "../../numeric/rounding.js";
import type { Element } from "../element.js";
import { columnExpression, combined, valueAt } from "../linear-expression.js";
import { BOTH } from "../side.js";
import type { BivariateEncoder, BivariateTask } from "./bivariate-encoder.js";
import { encodeSmooth } from "./smooth.js";

/**
 * u v. The four McCormick planes (Math. Programming 10 (1976) 147-175), which are exact where a factor is binary; otherwise
 * also ((u + v)^2 - (u - v)^2) / 4 with both squares enclosed, so that refinement closes the gap.
 */
export const product: BivariateEncoder = (task) => {
  const { assembly, left, right, lower, upper, label } = task;
  const { model } = assembly;
  const u = left.expression;
  const v = right.expression;
  const value = (point: Float64Array): number => valueAt(u, point) * valueAt(v, point);
  const binaries = [left, right].filter((factor) => isBinary(task, factor)).length;
  // The product of two is one again, as which it is exact in further products.
  const name = `${label}_y`;
  const y = columnExpression(
    binaries === 2
      ? assembly.addColumn(0, 1, value, { name, isInteger: true })
      : assembly.addColumn(lower, upper, value, { name }),
  );
  const size = Math.max(-left.lower, left.upper) * Math.max(-right.lower, right.upper);
  const drift =
    left.error * Math.max(-right.lower, right.upper) +
    right.error * Math.max(-left.lower, left.upper) +
    2 ** -49 * size;
  const plane = (a: number, b: number, sign: 1 | -1, name: string): void => {
    // sign * (u - a)(v - b) >= 0, in which u v is y.
    const row = combined([y, u, v], [sign, -sign * b, -sign * a]);
    model.addRow(row, -sign * a * b, Number.POSITIVE_INFINITY, `${label}_${name}`, drift);
  };
  plane(left.lower, right.lower, 1, "ll");
  plane(left.upper, right.upper, 1, "uu");
  plane(left.lower, right.upper, -1, "lu");
  plane(left.upper, right.lower, -1, "ul");
  if (binaries === 0) {
    const squares = (["p", "q"] as const).map((name) => square(task, name));
    const whole = combined([y, ...squares], [4, -1, 1]);
    model.addRow(whole, 0, 0, `${label}_sq`, 4 * 2 ** -50 * size);
  }
  return { expression: y, error: 0 };
};

/** u / v as the y for which y v = u; v is not zero within its bounds, or the quotient would have none. */
export const quotient: BivariateEncoder = ({ assembly, left, right, lower, upper, label }) => {
  const value = (point: Float64Array): number => valueAt(left.expression, point) / valueAt(right.expression, point);
  const expression = columnExpression(assembly.addColumn(lower, upper, value, { name: `${label}_y` }));
  const ratio: Element = { expression, definition: expression, lower, upper, error: 0 };
  const task = { assembly, left: ratio, right, lower: left.lower, upper: left.upper, label: `${label}_n` };
  const numerator = product(task);
  const row = combined([numerator.expression, left.expression], [1, -1]);
  assembly.model.addRow(row, 0, 0, `${label}_eq`, numerator.error + left.error);
  return { expression, error: 0 };
};

function isBinary({ assembly: { model } }: BivariateTask, { expression }: Element): boolean {
  const { columns, coefficients, constant } = expression;
  const [column] = columns;
  if (columns.length !== 1 || coefficients[0] !== 1 || constant !== 0 || !model.isInteger[column]) return false;
  return model.columnLower[column] === 0 && model.columnUpper[column] === 1;
}

/** (u + v)^2 or (u - v)^2, enclosed. */
function square({ assembly, left, right, side = BOTH, label }: BivariateTask, name: "p" | "q") {
  const sign = name === "p" ? 1 : -1;
  const own = sign > 0 || side === BOTH ? side : BOTH - side;
  const expression = combined([left.expression, right.expression], [1, sign]);
  const [low, high] = sign > 0 ? [right.lower, right.upper] : [-right.upper, -right.lower];
  const argument: Element = {
    expression,
    definition: expression,
    lower: down(left.lower + low),
    upper: up(left.upper + high),
    error: left.error + right.error + 2 ** -51 * (Math.max(-left.lower, left.upper) + Math.max(-low, high)),
  };
  const phi = univariateFunction("square");
  const range: Interval = { lower: 0, upper: 0 };
  phi.range(argument.lower, argument.upper, range);
  const column = assembly.asColumn(argument, `${label}_${name}z`);
  return encodeSmooth({ assembly, phi, argument: column, ...range, side: own, label: `${label}_${name}` }).expression;
}
