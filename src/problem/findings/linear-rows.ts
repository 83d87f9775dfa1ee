import type { Constraint } from "../constraint.js";
import type { Expression } from "../expression.js";
import { quote } from "../input-error.js";
import type { Problem } from "../problem.js";
import { scalarName } from "../variable.js";
import { type Finding, rounded } from "./finding.js";
import { needed } from "./row-range.js";

/** A linear equation that fixes a variable, or one over whole numbers that no whole numbers satisfy. */
export function linearFindings(problem: Problem, row: Constraint, tolerance: number): Finding[] {
  const terms = row.lower === row.upper ? linearTerms(row.expression) : null;
  if (terms === null) return [];
  const isWhole = terms.every(({ index }) => problem.isInteger[index] === 1);
  if (isWhole && noWholeNumbers(terms, row.lower, tolerance)) {
    const names = terms.map(({ index }) => scalarName(problem.variables, index)).join(", ");
    const message = `subjectTo: ${quote(row.text)} can never hold: there are no whole numbers ${names} with a variable part of ${needed(row)}`;
    return [{ kind: "never-holds", message }];
  }
  return terms.length === 1 ? [fixed(problem, row, terms[0])] : [];
}

interface Term {
  readonly index: number;
  readonly coefficient: number;
}

/** The terms of a sum of variables with exact coefficients, null if it is not one. */
function linearTerms(expression: Expression): Term[] | null {
  if (expression.kind === "variable") return [{ index: expression.index, coefficient: 1 }];
  if (expression.kind !== "sum" || expression.constant.value !== 0 || expression.constant.radius !== 0) return null;
  const terms: Term[] = [];
  for (const [k, term] of expression.terms.entries()) {
    const { value, radius } = expression.coefficients[k];
    if (term.kind !== "variable" || radius > 0) return null;
    terms.push({ index: term.index, coefficient: value });
  }
  return terms;
}

/** Whether the sum, a multiple of the greatest common divisor, stays further than the tolerance from what is needed. */
function noWholeNumbers(terms: readonly Term[], right: number, tolerance: number): boolean {
  if (!terms.every(({ coefficient }) => Number.isSafeInteger(coefficient))) return false;
  const divisor = terms.reduce((common, { coefficient }) => greatestDivisor(common, Math.abs(coefficient)), 0);
  const rest = Math.abs(right) % divisor;
  return Math.abs(right) < 2 ** 53 && Math.min(rest, divisor - rest) > 2 * tolerance;
}

function greatestDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestDivisor(b, a % b);
}

function fixed(problem: Problem, row: Constraint, { index, coefficient }: Term): Finding {
  const value = rounded(row.lower / coefficient);
  return {
    kind: "fixes-variable",
    message: `subjectTo: ${quote(row.text)} fixes ${scalarName(problem.variables, index)} at ${value}; write the number in its place, or give it as both bounds`,
  };
}
