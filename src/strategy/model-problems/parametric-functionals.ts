import { type OneSidedRow, oneSidedRows } from "../../bounds/rows.js";
import { down, up } from "../../numeric/rounding.js";
import type { Network } from "../../predictors/network/network.js";
import { compiled } from "../../problem/compilation.js";
import type { Expression } from "../../problem/expression.js";
import { AffineDecomposition } from "./affine-parts.js";
import type { ParametricProblem } from "./parametric-problem.js";

/** One output of the network: a summand of a formula, to be multiplied by a parameter. */
export interface Summand {
  /** 0: the objective, to be minimized; r + 1: the expression of constraint r. */
  readonly formula: number;
  /** -1: multiplied by 1. */
  readonly parameter: number;
}

/**
 * A problem whose formulas are affine in the parameters, as one network of the decision variables that serves all parameters:
 * formula i at theta is the sum of its summands, output o times theta[summands[o].parameter].
 */
export interface ParametricFunctionals {
  readonly network: Network;
  readonly summands: readonly Summand[];
  /** On formulas, tolerance included: sign * formula <= limit. */
  readonly rows: readonly OneSidedRow[];
}

/**
 * Null where a formula is not affine in the parameters.
 * @param tolerance by how much a constraint may be violated
 */
export function parametricFunctionals(
  { joint, size, sense }: Pick<ParametricProblem, "joint" | "size" | "sense">,
  tolerance: number,
): ParametricFunctionals | null {
  const { graph, objective, constraints } = joint;
  const decomposition = new AffineDecomposition(graph, size);
  const formulas = [sense === "minimize" ? objective : graph.negative(objective)];
  formulas.push(...constraints.map(({ expression }) => expression));
  const outputs: Expression[] = [];
  const summands: Summand[] = [];
  for (const [formula, expression] of formulas.entries()) {
    const parts = decomposition.partsOf(expression);
    if (parts === null) return null;
    outputs.push(parts.base, ...parts.byParameter.values());
    summands.push({ formula, parameter: -1 });
    for (const parameter of parts.byParameter.keys()) summands.push({ formula, parameter });
  }
  const slack = 1.000001 * tolerance;
  const rows = oneSidedRows({
    lower: Float64Array.from(constraints, ({ lower }) => down(lower - slack)),
    upper: Float64Array.from(constraints, ({ upper }) => up(upper + slack)),
  });
  return { network: compiled(outputs, size), summands, rows };
}
