import { type Expression, inOrder } from "../expression.js";
import { expressionText } from "../expression-text.js";
import { quote } from "../input-error.js";
import type { Problem } from "../problem.js";
import { scalarName } from "../variable.js";
import type { Finding } from "./finding.js";

/** Beyond this, a coefficient is more often a big-M or a wrong unit than physics. */
const LARGE = 1e8;

/** Formulas with very large coefficients, one finding per formula: relaxations get weak by as much. */
export function coefficientFindings(problem: Problem): Finding[] {
  const { objective, constraints, sense } = problem;
  const formulas: [string, Expression][] = [[sense, objective]];
  for (const row of constraints) formulas.push([`subjectTo: ${quote(row.text)}`, row.expression]);
  const seen = new Set<Expression>();
  return formulas.flatMap(([where, formula]) => {
    const parts = inOrder([formula]).filter((part) => !seen.has(part));
    for (const part of parts) seen.add(part);
    const largest = largestTerm(parts);
    if (largest === null) return [];
    const text = expressionText(largest.term, (index) => scalarName(problem.variables, index), 12);
    const message = `${where}: the coefficient of ${text} is ${largest.coefficient}; coefficients above ${LARGE} make bounds weak: look at the units, or use a smaller big-M`;
    return [{ kind: "large-coefficient", message }] as Finding[];
  });
}

function largestTerm(parts: readonly Expression[]): { term: Expression; coefficient: number } | null {
  let largest: { term: Expression; coefficient: number } | null = null;
  for (const part of parts) {
    if (part.kind !== "sum") continue;
    part.coefficients.forEach(({ value }, k) => {
      if (Math.abs(value) > Math.max(LARGE, Math.abs(largest?.coefficient ?? 0))) {
        largest = { term: part.terms[k], coefficient: value };
      }
    });
  }
  return largest;
}
