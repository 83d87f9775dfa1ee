import { withRegionPairs } from "../bounds/region-pairs-bounder.js";
import { createBounder } from "../bounds/table.js";
import { Random } from "../numeric/random.js";
import type { Network } from "../predictors/network/network.js";
import { compiled } from "../problem/compilation.js";
import { requireDefinedObjective } from "../problem/definedness.js";
import type { Problem } from "../problem/problem.js";
import { type BoundedProblem, boundedProblem } from "./bounded-problem.js";
import { branchAndBound, type Outcome } from "./branch-and-bound.js";
import { branchingRules } from "./branching/table.js";
import type { Collaborators } from "./collaborators.js";
import { cutoffFor } from "./gap.js";
import { ConstrainedMultistart } from "./incumbent/constrained-multistart.js";
import { Incumbent } from "./incumbent/incumbent.js";
import { Multistart } from "./incumbent/multistart.js";
import { objectiveOf } from "./incumbent/network-objective.js";
import type { Rows } from "./incumbent/objective.js";
import { withRegionDescent } from "./incumbent/region-descent.js";
import { withStepDescent } from "./incumbent/step-descent.js";
import { infeasibilityAtRoot } from "./infeasibility.js";
import { contradicts, InternalContradiction } from "./internal-contradiction.js";
import { type LatentSearch, latentSearch } from "./latent-search.js";
import { type CompleteOptions, completeOptions, type SolveOptions } from "./options.js";
import type { Part } from "./partition.js";
import type { Progress, ProgressListener } from "./progress.js";
import { answerTo, isBounded, type Result, signed } from "./result.js";
import { rowsBounder } from "./separable/rows-search.js";
import { treeRowsBounder } from "./separable/tree-rows-search.js";
import { singleModelSearch } from "./single-model-search.js";
import { startingPoints } from "./starting-points.js";

/** What goes on while a problem is solved. */
export interface Observation {
  /** Told at most every 50 ms; bound and incumbent are in the problem's sense. */
  readonly listener?: ProgressListener | undefined;
  /** When aborted, the solve ends soon with a valid bound, status "interrupted". */
  readonly signal?: AbortSignal | undefined;
  /** Told what of the options was changed before it was used. */
  readonly notice?: ((text: string) => void) | undefined;
}

/** What is known of a problem before it is solved. */
export interface WarmStart {
  /** Points of the box that are known to be good: the search looks for no others before it begins. */
  readonly points: readonly Float64Array[];
  /** Boxes that cover the problem's box; the search begins with them. Their bounds count as proved, for what is minimized. */
  readonly parts: readonly Part[];
}

/**
 * Finds the global optimum of the problem in reduced space and proves how far it can be from the best possible one.
 * @param warm what to begin with; not for objectives that are searched in logarithms
 * @throws InputError for options that cannot be used, and for an objective that is not defined on part of the box
 * @throws InternalContradiction if a bound turns out to be wrong
 */
export async function solve(
  problem: Problem,
  options: SolveOptions = {},
  observation: Observation = {},
  warm: WarmStart | null = null,
): Promise<Result> {
  const complete = completeOptions(options);
  const points = startingPoints(problem, complete.startingPoints, observation.notice ?? (() => {}));
  requireDefinedObjective(problem, complete.feasibilityTolerance);
  const bounded = boundedProblem(problem, complete.feasibilityTolerance);
  const latent = warm === null ? latentSearchOf(problem, bounded, complete) : null;
  if (latent !== null) return solvedInLatentSpace(problem, complete, { ...observation, latent, points });
  const { listener, signal } = observation;
  const { boundOf, isLogarithmic, ...searched } = searchOf(problem, complete, bounded);
  const found = await branchAndBound(problem.box, {
    ...searched,
    branching: branchingRules[complete.branching](problem.size),
    startingPoints: [...points, ...(warm?.points ?? [])],
    startsThereOnly: warm !== null,
    parts: isLogarithmic ? undefined : warm?.parts,
    limits: isLogarithmic ? logarithmicLimits(complete) : complete,
    listener: listener && ((progress) => listener(inSenseOf(problem, translated(progress, boundOf)))),
    signal,
  });
  const { feasibilityTolerance } = complete;
  const outcome = { ...found, ...translated(found, boundOf), rootBound: boundOf(found.rootBound) };
  const infeasibility =
    outcome.status === "infeasible" ? infeasibilityAtRoot(problem, feasibilityTolerance, complete.bounds) : null;
  return { ...resultOf(problem, complete, outcome), ...(infeasibility && { infeasibility }) };
}

function latentSearchOf(problem: Problem, bounded: BoundedProblem, options: CompleteOptions): LatentSearch | null {
  if (bounded.rows !== undefined || problem.constraints.length > 0 || problem.isInteger.includes(1)) return null;
  return latentSearch(bounded.network, problem.box, { ...options, random: new Random(options.seed) });
}

/** Images are searched to a little less than the gaps asked for: points of the box have them but for rounding. */
const SHARE_OF_GAP = 0.999;

/** The search ends at an image; a point with that image, as far as there is one, is looked for in the problem's box. */
async function solvedInLatentSpace(
  problem: Problem,
  options: CompleteOptions,
  { latent, points, listener, signal }: Observation & { latent: LatentSearch; points: readonly Float64Array[] },
): Promise<Result> {
  const { pointOf, imageOf, box, ...searched } = latent;
  const { absoluteGap, relativeGap } = options;
  const gaps = { absoluteGap: SHARE_OF_GAP * absoluteGap, relativeGap: SHARE_OF_GAP * relativeGap };
  const found = await branchAndBound(box, {
    ...searched,
    branching: branchingRules[options.branching](box.lower.length),
    startingPoints: points.map(imageOf),
    limits: { ...options, ...gaps },
    listener: listener && ((progress) => listener(inSenseOf(problem, progress))),
    signal,
  });
  const x = found.x === null ? null : polished(problem, pointOf(found.x), options.seed);
  const result = resultOf(problem, options, { ...found, x });
  const value = x === null ? Number.POSITIVE_INFINITY : signed(problem, problem.evaluate(x));
  if (x !== null && contradicts(found.bound, value)) {
    const [lower, upper] = [Array.from(problem.box.lower), Array.from(problem.box.upper)];
    throw new InternalContradiction({ box: { lower, upper }, bound: found.bound, x: Array.from(x), value });
  }
  const isClosed = found.status !== "optimal" || found.bound >= cutoffFor(value, options);
  return isClosed ? result : { ...result, status: "precision-limit" };
}

/** The point, or a better one that a local search from it finds in the problem's box. */
function polished(problem: Problem, x: Float64Array, seed: number): Float64Array {
  const objective = objectiveOf(minimizationNetwork(problem), rowsOf(problem));
  const incumbent = new Incumbent(problem.size);
  incumbent.offer(x, objective.evaluate(x));
  new Multistart(objective, new Random(seed)).start(problem.box, incumbent, [x]);
  return incumbent.exists ? incumbent.x : x;
}

/** What a problem is searched with. */
export interface ProblemSearch extends Pick<Collaborators, "bounder" | "finder" | "objective" | "isInteger"> {
  /** The logarithm of the objective is searched. */
  readonly isLogarithmic: boolean;
  /** A bound of the minimized objective from one of what is searched. */
  readonly boundOf: (searched: number) => number;
}

/** The bounder and the incumbent finder of the problem's own kind. */
export function searchOf(
  problem: Problem,
  complete: Pick<CompleteOptions, "bounds" | "seed" | "feasibilityTolerance">,
  bounded = boundedProblem(problem, complete.feasibilityTolerance),
): ProblemSearch {
  const { feasibilityTolerance, seed } = complete;
  const network = minimizationNetwork(problem);
  const rows = rowsOf(problem);
  const objective = objectiveOf(network, rows);
  const isInteger = problem.isInteger.includes(1) ? problem.isInteger : null;
  const random = new Random(seed);
  const isStepwise = network.layers.some((layer) => layer.kind === "model" && layer.model.isPiecewiseConstant);
  const local = isStepwise ? objectiveOf(network, rows, true) : null;
  const isPlain = rows.count === 0 && isInteger === null;
  const { box } = problem;
  const isFree = bounded.rows === undefined;
  const single = isFree ? singleModelSearch(bounded.network, objective, { ...complete, random, isInteger, box }) : null;
  if (single !== null) return { ...single, isInteger };
  const finder = isPlain
    ? new Multistart(objective, random)
    : withStepDescent(
        new ConstrainedMultistart(objective, random, { isInteger, feasibilityTolerance, local }),
        network,
        objective,
        random,
        { isInteger, feasibilityTolerance },
      );
  const { network: searched, rows: limits } = bounded;
  const onCells =
    limits && complete.bounds === "auto"
      ? (rowsBounder(searched, limits, box, isInteger) ?? treeRowsBounder(searched, limits, box, isInteger))
      : null;
  const bounder = onCells ?? createBounder(searched, { ...complete, rows: limits, isInteger });
  return {
    objective,
    bounder: isInteger === null ? withRegionPairs(bounder, searched, limits, feasibilityTolerance) : bounder,
    finder: isInteger === null ? withRegionDescent(finder, network, objective, random, feasibilityTolerance) : finder,
    isInteger,
    isLogarithmic: false,
    boundOf: (value) => value,
  };
}

/** The objective, to be minimized, and the constraints' expressions as the outputs of one network. */
export function minimizationNetwork({ graph, objective, constraints, sense, size }: Problem): Network {
  const first = sense === "minimize" ? objective : graph.negative(objective);
  return compiled([first, ...constraints.map(({ expression }) => expression)], size);
}

export function rowsOf({ constraints }: Problem): Rows {
  return {
    count: constraints.length,
    lower: Float64Array.from(constraints, ({ lower }) => lower),
    upper: Float64Array.from(constraints, ({ upper }) => upper),
  };
}

function resultOf(problem: Problem, options: CompleteOptions, outcome: Outcome): Result {
  const answer = answerTo(problem, outcome, outcome.seconds);
  return { ...answer, engine: "reduced", promise: isBounded(answer) ? "bounded" : "found", options };
}

/** A gap of eps in the logarithm is one of exp(eps) - 1 relative to the value. */
function logarithmicLimits(options: CompleteOptions): CompleteOptions {
  return { ...options, absoluteGap: Math.log1p(options.relativeGap), relativeGap: 0 };
}

function translated<T extends Progress>(progress: T, boundOf: (value: number) => number): T {
  return { ...progress, bound: boundOf(progress.bound), incumbent: boundOf(progress.incumbent) };
}

export function inSenseOf(problem: Problem, progress: Progress): Progress {
  return {
    ...progress,
    bound: signed(problem, progress.bound),
    incumbent: signed(problem, progress.incumbent),
  };
}
