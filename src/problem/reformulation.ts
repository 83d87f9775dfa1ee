import { exp, log } from "../functions/table.js";
import type { Box } from "../numeric/box.js";
import { logDown, logUp } from "../numeric/elementary.js";
import { down, up } from "../numeric/rounding.js";
import { type Constant, multiplied, ONE, ZERO } from "./constant.js";
import { type Expression, inOrder } from "./expression.js";
import type { ExpressionGraph } from "./expression-graph.js";
import { type Monomial, monomialOf } from "./monomial.js";
import { rangeOf } from "./range.js";

/** lower <= expression <= upper. */
export interface Row {
  readonly expression: Expression;
  readonly lower: number;
  readonly upper: number;
}

/** An objective to be minimized, and rows. */
export interface Rows {
  readonly objective: Expression;
  readonly rows: readonly Row[];
}

/**
 * The same problem in terms that can be bounded more tightly: a product of three and more positive quantities (powers and
 * divisors among them) is exp(sum p_k log x_k), a convex function of a sum of univariate ones. That pays where it is bounded
 * from below, so in terms of the objective with positive coefficients and of rows with an upper end, mirrored for the others;
 * and a row of such a product alone is one on the sum of the logarithms. The values are the same wherever the factors
 * are positive, which a rigorous range over the box has to prove.
 */
export function reformulated({ objective, rows }: Rows, graph: ExpressionGraph, box: Box): Rows {
  const positive = positiveFactors([objective, ...rows.map((row) => row.expression)], box);
  return {
    objective: convexified(objective, 1, positive, graph),
    rows: rows.map((row) => {
      const single = rowOfLogarithm(row, positive, graph);
      if (single !== null) return single;
      const isAbove = row.lower > Number.NEGATIVE_INFINITY;
      const isBelow = row.upper < Number.POSITIVE_INFINITY;
      if (isAbove === isBelow) return row;
      return { ...row, expression: convexified(row.expression, isBelow ? 1 : -1, positive, graph) };
    }),
  };
}

/** The sum with exp(logarithm) for each term whose coefficient has the given sign. */
function convexified(
  expression: Expression,
  sign: 1 | -1,
  positive: ReadonlySet<Expression>,
  graph: ExpressionGraph,
): Expression {
  const isSum = expression.kind === "sum";
  const terms = isSum ? [...expression.terms] : [expression];
  const coefficients = isSum ? [...expression.coefficients] : [ONE];
  let isChanged = false;
  terms.forEach((term, k) => {
    const monomial = monomialOf(term);
    const coefficient = multiplied(coefficients[k], monomial.coefficient);
    const logarithm = sign * coefficient.value > 0 ? logarithmOf(monomial, positive, graph) : null;
    if (logarithm === null) return;
    isChanged = true;
    terms[k] = graph.apply(exp(), logarithm);
    coefficients[k] = coefficient;
  });
  return isChanged ? graph.sum(terms, coefficients, isSum ? expression.constant : ZERO) : expression;
}

/** Limits of log(c m) for a row of a single product c m, c > 0; null if it is none. */
function rowOfLogarithm(row: Row, positive: ReadonlySet<Expression>, graph: ExpressionGraph): Row | null {
  const monomial = monomialOf(row.expression);
  const { value, radius } = monomial.coefficient;
  if (value === 0 || radius > 0) return null;
  const expression = logarithmOf(monomial, positive, graph);
  if (expression === null) return null;
  const [first, second] = value > 0 ? [row.lower, row.upper] : [row.upper, row.lower];
  const low = first / value;
  const high = second / value;
  const least = Math.abs(first) < Number.POSITIVE_INFINITY ? down(low) : low;
  const most = Math.abs(second) < Number.POSITIVE_INFINITY ? up(high) : high;
  // A product that is positive never is at most 0: such a row stays as it is and proves infeasibility by its range.
  if (!(most > 0)) return null;
  return { expression, lower: least > 0 ? logDown(least) : Number.NEGATIVE_INFINITY, upper: logUp(most) };
}

/** The sum of the factors' logarithms, without the coefficient's, if there are enough factors and all of them are positive on the box. */
function logarithmOf(monomial: Monomial, positive: ReadonlySet<Expression>, graph: ExpressionGraph): Expression | null {
  if (!isWorthwhile(monomial)) return null;
  const { exponents, logarithms } = monomial;
  const terms: Expression[] = [];
  const weights: Constant[] = [];
  for (const [factor, exponent] of exponents) {
    if (!positive.has(factor)) return null;
    terms.push(graph.apply(log(), factor));
    weights.push(exponent);
  }
  for (const [argument, exponent] of logarithms) {
    terms.push(argument);
    weights.push(exponent);
  }
  return graph.sum(terms, weights);
}

/**
 * Three factors and more, or two that are both divided by, where the sum of logarithms is convex itself. Other products and
 * quotients of two have planes that are as good.
 */
function isWorthwhile({ exponents, logarithms }: Pick<Monomial, "exponents" | "logarithms">): boolean {
  const factors = exponents.size + logarithms.size;
  if (factors > 2) return exponents.size > 0;
  return exponents.size === 2 && [...exponents.values()].every(({ value }) => value < 0);
}

/** Of everything that is multiplied in the formulas, what is positive on the whole box. */
function positiveFactors(formulas: readonly Expression[], box: Box): ReadonlySet<Expression> {
  const candidates = new Set<Expression>();
  for (const expression of inOrder(formulas)) {
    if (expression.kind === "sum" || expression.kind === "constant") continue;
    const monomial = monomialOf(expression);
    if (!isWorthwhile(monomial)) continue;
    for (const factor of monomial.exponents.keys()) candidates.add(factor);
  }
  return new Set([...candidates].filter((factor) => (rangeOf(factor, box)?.lower ?? 0) > 0));
}
