import type { Box } from "../numeric/box.js";
import type { Interval } from "../numeric/interval.js";
import { compiled } from "./compilation.js";
import type { Expression } from "./expression.js";

/** A rigorous enclosure of the expression's values over a box of all scalar variables; null if it is defined nowhere on it. */
export function rangeOf(expression: Expression, box: Box): Interval | null {
  const lower = new Float64Array(1);
  const upper = new Float64Array(1);
  try {
    compiled([expression], box.lower.length).rangeOver(box, lower, upper);
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
  return { lower: lower[0], upper: upper[0] };
}
