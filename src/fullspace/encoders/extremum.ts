import { down, up } from "../../numeric/rounding.js";
import type { Element } from "../element.js";
import { combined } from "../linear-expression.js";
import { BOTH } from "../side.js";
import type { BivariateEncoder, BivariateTask } from "./bivariate-encoder.js";
import { encodeRelu } from "./relu.js";

/** max(u, v) = v + max(0, u - v); a pool is a chain of them. */
export const maximum: BivariateEncoder = (task) => {
  const { expression, error } = encodeRelu(task.assembly, difference(task), task.label, task.side);
  return { expression: combined([task.right.expression, expression], [1, 1]), error: task.right.error + error };
};

/** min(u, v) = u - max(0, u - v). */
export const minimum: BivariateEncoder = (task) => {
  const { side = BOTH } = task;
  const { expression, error } = encodeRelu(
    task.assembly,
    difference(task),
    task.label,
    side === BOTH ? side : BOTH - side,
  );
  return { expression: combined([task.left.expression, expression], [1, -1]), error: task.left.error + error };
};

/** u - v as an element, a column where it has many terms. */
function difference({ assembly, left, right, label }: BivariateTask): Element {
  const expression = combined([left.expression, right.expression], [1, -1]);
  const size = Math.max(-left.lower, left.upper) + Math.max(-right.lower, right.upper);
  const whole: Element = {
    expression,
    definition: expression,
    lower: down(left.lower - right.upper),
    upper: up(left.upper - right.lower),
    error: left.error + right.error + 2 ** -51 * size,
  };
  return assembly.asColumn(whole, `${label}_z`);
}
