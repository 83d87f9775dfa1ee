import type { Box } from "../../numeric/box.js";
import { AugmentedLagrangian } from "./augmented-lagrangian.js";
import type { LocalSolver } from "./local-solver.js";
import type { ConstrainedObjective } from "./objective.js";
import { SequentialQuadratic } from "./sequential-quadratic.js";

/** Beyond it the dense programs of sequential quadratic programming cost more than they save. */
const DENSE_VARIABLES = 60;

/** Tries one solver after the other until one finds a point that satisfies the rows. */
export class SolverSequence implements LocalSolver {
  private readonly start: Float64Array;

  constructor(
    variables: number,
    private readonly solvers: readonly LocalSolver[],
  ) {
    this.start = new Float64Array(variables);
  }

  solve(box: Box, start: Float64Array, out: Float64Array): number {
    this.start.set(start);
    let value = Number.POSITIVE_INFINITY;
    for (const solver of this.solvers) {
      value = solver.solve(box, this.start, out);
      if (value < Number.POSITIVE_INFINITY) break;
    }
    return value;
  }
}

/** Sequential quadratic programming where it is cheap; the augmented Lagrangian where it fails. */
export function localSolver(objective: ConstrainedObjective, tolerance: number): LocalSolver {
  const { variables, rows } = objective;
  const fallback = new AugmentedLagrangian(objective, tolerance);
  if (rows.count === 0 || variables > DENSE_VARIABLES) return fallback;
  return new SolverSequence(variables, [new SequentialQuadratic(objective, tolerance), fallback]);
}
