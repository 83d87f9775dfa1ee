import type { Rows } from "../bounds/rows.js";
import { down, up } from "../numeric/rounding.js";
import type { Network } from "../predictors/network/network.js";
import { compiled } from "../problem/compilation.js";
import type { Constraint } from "../problem/constraint.js";
import type { Expression } from "../problem/expression.js";
import type { Problem } from "../problem/problem.js";
import { reformulated } from "../problem/reformulation.js";

/** What is bounded: the objective, to be minimized, is output 0, the rows are on the others. */
export interface BoundedProblem {
  readonly network: Network;
  /** Absent without constraints. */
  readonly rows: Rows | undefined;
}

/** Formulas over the problem's variables. */
export interface Formulas {
  /** To be minimized. */
  readonly objective: Expression;
  readonly constraints: readonly Constraint[];
}

/**
 * The problem as the bounder takes it: in terms that can be bounded tightly, and over all points that count as feasible, so
 * that the tolerance is inside, and what rounding may add to it.
 * @param formulas what to bound over the problem's box; the problem's own if absent
 */
export function boundedProblem(
  problem: Problem,
  tolerance: number,
  formulas: Formulas = { objective: minimizedObjective(problem), constraints: problem.constraints },
): BoundedProblem {
  const { graph, size, box } = problem;
  const { objective, constraints } = formulas;
  const slack = 1.000001 * tolerance;
  const widened = constraints.map(({ expression, lower, upper }) => ({
    expression,
    lower: down(lower - slack),
    upper: up(upper + slack),
  }));
  const form = reformulated({ objective, rows: widened }, graph, box);
  const network = compiled([form.objective, ...form.rows.map((row) => row.expression)], size);
  if (form.rows.length === 0) return { network, rows: undefined };
  return {
    network,
    rows: {
      lower: Float64Array.from(form.rows, (row) => row.lower),
      upper: Float64Array.from(form.rows, (row) => row.upper),
    },
  };
}

function minimizedObjective({ graph, objective, sense }: Problem): Expression {
  return sense === "minimize" ? objective : graph.negative(objective);
}
