import { box } from "../numeric/box.js";
import type { Interval } from "../numeric/interval.js";
import { down, up } from "../numeric/rounding.js";
import type { Comparison, Relation } from "./comparison.js";
import { compiled } from "./compilation.js";
import { added, type Constant, MINUS_ONE, negated, ONE, ZERO } from "./constant.js";
import { type Expression, inOrder } from "./expression.js";
import type { ExpressionGraph } from "./expression-graph.js";
import { InputError, quote } from "./input-error.js";

/** A row: lower <= expression <= upper, for the real values of the expression. At least one of the bounds is finite. */
export interface Constraint {
  /** The comparison as the user wrote it. */
  readonly text: string;
  readonly expression: Expression;
  readonly lower: number;
  readonly upper: number;
}

/**
 * The rows that a comparison stands for. Plain numbers are moved to the bounds where that is exact, so that x^2 - 1 <= y + 3
 * becomes x^2 - y <= 4; a comparison that holds whatever the variables are becomes no row.
 * @param variables number of scalar variables
 * @throws InputError if the comparison can never hold because no variable is left in it
 */
export function constraintsOf(comparison: Comparison, graph: ExpressionGraph, variables: number): Constraint[] {
  const { text, operands, relations } = comparison;
  const range = relations.length === 2 ? rangeOf(comparison, graph) : null;
  const rows =
    range === null
      ? relations.map((relation, k) => rowOf(text, operands[k], relation, operands[k + 1], graph))
      : [range];
  return rows.filter((row) => !isDecided(row, variables));
}

/** How far a value of the row's expression is outside the row's bounds, 0 inside; infinite if it is no number (a pole, NaN). */
export function violationOf({ lower, upper }: Constraint, value: number): number {
  return Number.isFinite(value) ? Math.max(lower - value, value - upper, 0) : Number.POSITIVE_INFINITY;
}

/** One row for number <= formula <= number, or null where the bounds are no numbers of float64. */
function rangeOf({ text, operands, relations }: Comparison, graph: ExpressionGraph): Constraint | null {
  const [first, middle, last] = operands;
  const [low, high] = relations[0] === "<=" ? [first, last] : [last, first];
  if (low.kind !== "constant" || high.kind !== "constant") return null;
  const { body, shift } = separated(middle, graph);
  const lower = added(low.constant, negated(shift));
  const upper = added(high.constant, negated(shift));
  if (lower.radius > 0 || upper.radius > 0) return null;
  if (lower.value > upper.value) {
    throw new InputError(`${quote(text)} can never hold: ${low.constant.value} is above ${high.constant.value}`);
  }
  return { text, expression: body, lower: lower.value, upper: upper.value };
}

function rowOf(
  text: string,
  left: Expression,
  relation: Relation,
  right: Expression,
  graph: ExpressionGraph,
): Constraint {
  if (left.kind === "constant" && right.kind !== "constant") return rowOf(text, right, MIRRORED[relation], left, graph);
  const { body, shift } = separated(graph.sum([left, right], [ONE, MINUS_ONE]), graph);
  const bound = negated(shift).value;
  return {
    text,
    expression: body,
    lower: relation === "<=" ? Number.NEGATIVE_INFINITY : bound,
    upper: relation === ">=" ? Number.POSITIVE_INFINITY : bound,
  };
}

const MIRRORED = { "<=": ">=", ">=": "<=", "==": "==" } as const;

/** expression = body + shift, where the shift is a number of float64; it is 0 where the constant part is none. */
function separated(expression: Expression, graph: ExpressionGraph): { body: Expression; shift: Constant } {
  if (expression.kind !== "sum" || expression.constant.radius > 0) return { body: expression, shift: ZERO };
  return { body: graph.sum(expression.terms, expression.coefficients), shift: expression.constant };
}

/**
 * Whether the row holds whatever the variables are. Only rows without variables are looked at: what depends on the box is the
 * search's to find out.
 */
function isDecided(row: Constraint, variables: number): boolean {
  const { text, expression, lower, upper } = row;
  if (inOrder([expression]).some((part) => part.kind === "variable")) return false;
  const range = enclosureOf(expression, variables);
  if (range.upper < lower || range.lower > upper) {
    throw new InputError(
      `${quote(text)} can never hold: no variable is left in it, and its two sides differ by ${differenceOf(row, range)}`,
    );
  }
  return range.lower >= lower && range.upper <= upper;
}

function differenceOf({ lower, upper }: Constraint, range: Interval): number {
  return range.upper < lower ? lower - range.upper : range.lower - upper;
}

/** Encloses the value of an expression without variables. */
function enclosureOf(expression: Expression, variables: number): Interval {
  if (expression.kind === "constant") {
    const { value, radius } = expression.constant;
    return radius === 0 ? { lower: value, upper: value } : { lower: down(value - radius), upper: up(value + radius) };
  }
  const lower = new Float64Array(1);
  const upper = new Float64Array(1);
  const anywhere = new Float64Array(variables);
  compiled([expression], variables).rangeOver(box(anywhere, anywhere), lower, upper);
  return { lower: lower[0], upper: upper[0] };
}
