import { createBounder } from "../bounds/table.js";
import { copyBox } from "../numeric/box.js";
import { requireDefinedObjective } from "../problem/definedness.js";
import type { Problem } from "../problem/problem.js";
import { answerTo, isBounded, type Result } from "../search/result.js";
import { inSenseOf, minimizationNetwork, type Observation, rowsOf } from "../search/solve.js";
import type { MilpBackend } from "./backend.js";
import { elementBoundsOf } from "./bound-tightening.js";
import { FullSpaceSearch, type SearchOutcome } from "./full-space-search.js";
import { IncumbentKeeper } from "./incumbent-keeper.js";
import { type CompleteFullSpaceOptions, completeFullSpaceOptions, type FullSpaceOptions } from "./options.js";
import { programOf } from "./program.js";

/**
 * Solves the problem as a mixed-integer linear program. What the backend says is claimed: points are evaluated again in
 * the models, bounds are compared with proved ones, and those are kept where they are better.
 * @throws InputError for options that cannot be used and for problems that cannot be written as such a program
 * @throws InternalContradiction where a claim is refuted by a point
 */
export async function solveInFullSpace(
  problem: Problem,
  backend: MilpBackend,
  options: FullSpaceOptions = {},
  observation: Observation = {},
): Promise<Result> {
  const complete = completeFullSpaceOptions(options);
  requireDefinedObjective(problem, complete.search.feasibilityTolerance);
  const started = performance.now();
  const seconds = (): number => (performance.now() - started) / 1000;
  const { search, formulation } = complete;
  const program = programOf(problem, search.feasibilityTolerance);
  const { network, box } = program;
  if (program.isEmpty) return resultOf(problem, backend, complete, nothing(), seconds());
  const rows = program.rows.lower.length > 0 ? program.rows : undefined;
  const bounder = createBounder(network, { ...search, rows, isInteger: program.isInteger });
  const keeper = new IncumbentKeeper(minimizationNetwork(problem), rowsOf(problem), program, search);
  const proved = bounder.bound(copyBox(box), Number.POSITIVE_INFINITY);
  const remaining = (): number => search.timeLimit - seconds();
  const { signal } = observation;
  const bounds =
    proved === Number.POSITIVE_INFINITY
      ? null
      : await elementBoundsOf(program, formulation, backend, { timeLimit: remaining() / 3, signal });
  if (bounds === null) return resultOf(problem, backend, complete, nothing(), seconds());
  const listener =
    observation.listener &&
    ((p: Parameters<NonNullable<Observation["listener"]>>[0]) =>
      observation.listener?.(inSenseOf(problem, { ...p, seconds: seconds() })));
  const run = new FullSpaceSearch(program, bounds, complete, { backend, keeper, proved, signal, listener, remaining });
  return resultOf(problem, backend, complete, await run.outcome(), seconds());
}

/** The outcome where it is proved, without a solver, that nothing can be found. */
function nothing(): SearchOutcome {
  const bound = Number.POSITIVE_INFINITY;
  return { status: "infeasible", x: null, bound, isClaimed: false, rootBound: bound, nodes: 0, rounds: 0, size: null };
}

function resultOf(
  problem: Problem,
  { name }: MilpBackend,
  { search, formulation }: CompleteFullSpaceOptions,
  outcome: SearchOutcome,
  seconds: number,
): Result {
  const { rounds, size, isClaimed } = outcome;
  const answer = answerTo(problem, outcome, seconds);
  const proved = isBounded(answer) ? "bounded" : "found";
  return {
    ...answer,
    engine: name === "highs" ? "highs" : "external",
    promise: isClaimed ? "claimed" : proved,
    options: search,
    milp: size === null ? undefined : { formulation: { ...formulation }, ...size, rounds },
  };
}
