import { InputError, ProblemList } from "../problem/input-error.js";
import type { Problem } from "../problem/problem.js";
import { scalarName } from "../problem/variable.js";

/**
 * Points from which the search may start, moved into the problem's box. They are only tried, never trusted.
 * @param points all scalar variables in order, per point
 * @param notice told what was moved
 * @throws InputError for points of another length, and for numbers that are not finite
 */
export function startingPoints(
  problem: Problem,
  points: readonly ArrayLike<number>[],
  notice: (text: string) => void,
): Float64Array[] {
  const { size, variables, box } = problem;
  const problems = new ProblemList();
  const taken = points.flatMap(
    (point, k) => problems.collect(`starting point ${k + 1}: `, () => pointIn(point, k)) ?? [],
  );
  problems.throwIfAny();
  return taken;

  function pointIn(point: ArrayLike<number>, k: number): Float64Array {
    if (point.length !== size) throw new InputError(`${point.length} numbers where the problem has ${size} variables`);
    const x = Float64Array.from(point);
    for (let j = 0; j < size; j++) {
      const name = scalarName(variables, j);
      if (!Number.isFinite(x[j])) throw new InputError(`${name} is ${x[j]}; give a finite number`);
      const nearest = Math.min(Math.max(x[j], box.lower[j]), box.upper[j]);
      if (nearest === x[j]) continue;
      notice(`starting point ${k + 1}: ${name} = ${x[j]} is outside its bounds; ${nearest} is taken`);
      x[j] = nearest;
    }
    return x;
  }
}
