import { type BoundingMethodName, createBounder } from "../bounds/table.js";
import { copyBox } from "../numeric/box.js";
import type { Constraint } from "../problem/constraint.js";
import type { Problem } from "../problem/problem.js";
import { boundedProblem } from "./bounded-problem.js";
import { roundInward } from "./integrality.js";

/** Why a problem has no solution. */
export interface Infeasibility {
  /** Constraints that contradict each other within the variables' bounds, as they were written. */
  readonly constraints: readonly string[];
}

/** A proof is tried once per constraint: with more of them that takes too long for what it says. */
const MOST_CONSTRAINTS = 300;

/**
 * A set of constraints that bounding the whole box once proves infeasible, and that does not any more without one of them: the
 * deletion filter (J. W. Chinneck, E. W. Dravnieks, ORSA J. Computing 3 (1991) 157-168) with that proof as the test. Null if
 * the whole set takes more than one box.
 * @param tolerance by how much a constraint may be violated
 */
export function infeasibilityAtRoot(
  problem: Problem,
  tolerance: number,
  bounds: BoundingMethodName,
): Infeasibility | null {
  const proves = (constraints: readonly Constraint[]): boolean => {
    const { network, rows } = boundedProblem(problem, tolerance, { objective: problem.graph.number(0), constraints });
    if (rows === undefined) return false;
    const box = copyBox(problem.box);
    if (!roundInward(box, problem.isInteger)) return false;
    const bound = createBounder(network, { bounds, rows, isInteger: problem.isInteger }).bound(
      box,
      Number.POSITIVE_INFINITY,
    );
    return bound === Number.POSITIVE_INFINITY || !roundInward(box, problem.isInteger);
  };
  let needed = problem.constraints;
  if (needed.length > MOST_CONSTRAINTS || !proves(needed)) return null;
  for (const constraint of problem.constraints) {
    const others = needed.filter((other) => other !== constraint);
    if (proves(others)) needed = others;
  }
  return { constraints: [...new Set(needed.map(({ text }) => text))] };
}
