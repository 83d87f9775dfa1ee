import { InputError } from "../problem/input-error.js";
import type { Problem } from "../problem/problem.js";
import type { SolveOptions } from "../search/options.js";
import type { Result } from "../search/result.js";
import { type Observation, solve } from "../search/solve.js";
import type { MilpBackend } from "./backend.js";
import type { FullSpaceOptions } from "./options.js";
import { solveInFullSpace } from "./solve.js";

/**
 * Both engines at once, each on a core of its own: the first that proves or claims an answer wins and the other is stopped.
 * Where neither has one in time, the better bound decides. Problems that cannot be written for the MILP solver, and claims that
 * the search refutes, are left to the reduced-space engine.
 */
export async function race(
  problem: Problem,
  backend: MilpBackend,
  { formulation, ...search }: FullSpaceOptions,
  { listener, signal }: Observation = {},
): Promise<Result> {
  const stops = [new AbortController(), new AbortController()];
  const stopAll = (): void => {
    for (const stop of stops) stop.abort();
  };
  if (signal?.aborted) stopAll();
  else signal?.addEventListener("abort", stopAll, { once: true });
  const finish = (result: Result, other: AbortController): Result => {
    if (isAnswer(result)) other.abort();
    return result;
  };
  const full = solveInFullSpace(problem, backend, { ...search, formulation }, { signal: stops[1].signal })
    .then((result) => finish(result, stops[0]))
    .catch((error: unknown) => {
      if (error instanceof InputError) return null;
      // A refuted claim is the solver's defect: the reduced-space engine's answer does not depend on it.
      if (error instanceof Error && error.name === "InternalContradiction") return null;
      throw error;
    });
  const reduced = solve(problem, search satisfies SolveOptions, { listener, signal: stops[0].signal }).then((result) =>
    finish(result, stops[1]),
  );
  try {
    const [ours, theirs] = await Promise.all([reduced, full]);
    return theirs === null || !isBetter(theirs, ours) ? ours : theirs;
  } finally {
    signal?.removeEventListener("abort", stopAll);
  }
}

function isAnswer({ status }: Result): boolean {
  return status === "optimal" || status === "infeasible";
}

/** An answer beats none, and of two without an answer the one with the smaller gap is better; ours wins ties. */
function isBetter(theirs: Result, ours: Result): boolean {
  if (isAnswer(ours) !== isAnswer(theirs)) return isAnswer(theirs);
  return !isAnswer(ours) && theirs.gap.absolute < ours.gap.absolute;
}
