import { createBounder } from "../bounds/table.js";
import { Random } from "../numeric/random.js";
import type { Network } from "../predictors/network/network.js";
import { compiled } from "../problem/compilation.js";
import { InputError, quote } from "../problem/input-error.js";
import type { Problem, Sense } from "../problem/problem.js";
import { branchAndBound, type Outcome } from "./branch-and-bound.js";
import { branchingRules } from "./branching/table.js";
import { gapBetween } from "./gap.js";
import { Multistart } from "./incumbent/multistart.js";
import type { Objective } from "./incumbent/objective.js";
import { type CompleteOptions, completeOptions, type SolveOptions } from "./options.js";
import type { Progress, ProgressListener } from "./progress.js";
import type { Result } from "./result.js";

/** What goes on while a problem is solved. */
export interface Observation {
  /** Told at most every 50 ms; bound and incumbent are in the problem's sense. */
  readonly listener?: ProgressListener | undefined;
  /** When aborted, the solve ends soon with a valid bound, status "interrupted". */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Finds the global optimum of the problem in reduced space and proves how far it can be from the best possible one.
 * @throws InputError for options that cannot be used, and for constraints and integers
 * @throws InternalContradiction if a bound turns out to be wrong
 */
export async function solve(
  problem: Problem,
  options: SolveOptions = {},
  observation: Observation = {},
): Promise<Result> {
  const complete = completeOptions(options);
  refuseLaterKinds(problem);
  const network = minimizationNetwork(problem);
  const objective = objectiveOf(network);
  const { listener, signal } = observation;
  const outcome = await branchAndBound(problem.box, {
    bounder: createBounder(network, complete),
    objective,
    branching: branchingRules[complete.branching](network.inputs),
    finder: new Multistart(objective, new Random(complete.seed)),
    limits: complete,
    listener: listener && ((progress) => listener(inSenseOf(problem, progress))),
    signal,
  });
  return resultOf(problem, complete, outcome);
}

function refuseLaterKinds({ constraints, variables }: Problem): void {
  const lines = variables.flatMap(({ name, integer, lower, upper }, k) =>
    integer && lower.some((from, j) => from < upper[j])
      ? `variables[${k}].integer: the variable ${quote(name)} is an integer; this version solves continuous problems only, so remove "integer" or fix it by lower == upper`
      : [],
  );
  if (constraints.length > 0) {
    lines.push(
      `subjectTo: ${constraints.length} constraints (the first is ${quote(constraints[0].text)}); this version solves box-constrained continuous problems only, so remove them`,
    );
  }
  if (lines.length > 0) throw new InputError(lines);
}

/** The objective as a network of one output to be minimized. */
export function minimizationNetwork({ graph, objective, sense, size }: Problem): Network {
  return compiled([sense === "minimize" ? objective : graph.negative(objective)], size);
}

function objectiveOf(network: Network): Objective {
  const value = new Float64Array(1);
  const weight = Float64Array.of(1);
  return {
    variables: network.inputs,
    evaluate(x) {
      network.evaluate(x, value);
      return value[0];
    },
    gradient(x, out) {
      network.gradient(x, weight, out);
    },
  };
}

function resultOf(problem: Problem, options: CompleteOptions, outcome: Outcome): Result {
  const { status, x, nodes, seconds } = outcome;
  const objective = x === null ? null : problem.evaluate(x);
  const bound = behind(problem.sense, objective, signed(problem, outcome.bound));
  const isProved = Number.isFinite(bound) || status === "infeasible";
  return {
    surety: 1,
    instance: problem.name,
    engine: "reduced",
    status,
    promise: isProved ? "bounded" : "found",
    sense: problem.sense,
    objective,
    bound,
    gap: gapBetween(objective ?? Number.NaN, bound),
    x: x === null ? null : problem.pointOf(x),
    violation: 0,
    nodes,
    seconds,
    rootBound: signed(problem, outcome.rootBound),
    options,
  };
}

function inSenseOf(problem: Problem, progress: Progress): Progress {
  return {
    ...progress,
    bound: signed(problem, progress.bound),
    incumbent: signed(problem, progress.incumbent),
  };
}

/** The bound is at most as good as the value, from which the network's own evaluation may differ by rounding. */
function behind(sense: Sense, objective: number | null, bound: number): number {
  if (objective === null) return bound;
  return sense === "minimize" ? Math.min(bound, objective) : Math.max(bound, objective);
}

/** Turns the value of the minimization into the problem's sense; never -0. */
function signed(problem: Problem, value: number): number {
  return problem.sense === "minimize" ? value : 0 - value;
}
