import { Random } from "../../numeric/random.js";
import { InputError } from "../../problem/input-error.js";
import { solve } from "../../search/solve.js";
import { drawParameters } from "../program/sampling.js";
import type { ParametricProblem } from "./parametric-problem.js";

/** What one draw of the parameters has for an optimum. */
export interface Draw {
  /** The best point, decision variables in order; null: there is none, or the solve did not end. */
  readonly x: Float64Array | null;
  /** In the sense of a minimization; NaN without a point. */
  readonly value: number;
}

/** Optima of draws of the parameters; it can be saved, and sampling goes on where it was. */
export interface Exploration {
  readonly seed: number;
  readonly draws: Draw[];
  /** Mean CPU seconds and nodes of a solve. */
  seconds: number;
  nodes: number;
}

export interface ExplorationOptions {
  readonly mostDraws: number;
  readonly relativeGap: number;
  /** Seconds for one solve; a draw that takes longer is left out. */
  readonly solveLimit: number;
  /** Seconds after which no further draw is begun. */
  readonly timeLimit: number;
  readonly signal?: AbortSignal | undefined;
  readonly listener?: ((draws: number) => void) | undefined;
}

export const EXPLORATION_DEFAULTS: ExplorationOptions = {
  mostDraws: 200,
  // Well below the gap of answers: what an optimum falls short of is missing in every proof.
  relativeGap: 5e-6,
  solveLimit: 60,
  timeLimit: Number.POSITIVE_INFINITY,
};

export function newExploration(seed: number): Exploration {
  return { seed, draws: [], seconds: 0, nodes: 0 };
}

/** Draw k of a seed: the same whoever asks, so that parameters need not be kept. */
export function drawNumber({ blocks }: ParametricProblem, seed: number, k: number): Float64Array {
  return drawParameters(blocks, new Random(seed + 7919 * k));
}

/** Solves draw after draw until there are enough or a limit is reached. @throws InputError if none has an optimum */
export async function explore(
  problem: ParametricProblem,
  exploration: Exploration,
  options: ExplorationOptions = EXPLORATION_DEFAULTS,
): Promise<void> {
  const { mostDraws, relativeGap, solveLimit, timeLimit, signal, listener } = options;
  const sign = problem.sense === "minimize" ? 1 : -1;
  const started = performance.now();
  const { draws } = exploration;
  while (draws.length < mostDraws && !signal?.aborted && performance.now() - started < 1000 * timeLimit) {
    const begun = process.cpuUsage();
    const instance = problem.at(drawNumber(problem, exploration.seed, draws.length));
    const { status, objective, x, nodes } = await solve(instance, { relativeGap, timeLimit: solveLimit }, { signal });
    if (status === "interrupted") break;
    const { user, system } = process.cpuUsage(begun);
    const before = draws.length;
    exploration.seconds = (before * exploration.seconds + (user + system) / 1e6) / (before + 1);
    exploration.nodes = (before * exploration.nodes + nodes) / (before + 1);
    const isOptimal = status === "optimal" && objective !== null && x !== null;
    draws.push(
      isOptimal
        ? { x: Float64Array.from(Object.values(x).flat()), value: sign * objective }
        : { x: null, value: Number.NaN },
    );
    listener?.(draws.length);
  }
  if (draws.length === 0 || draws.some(({ x }) => x !== null)) return;
  throw new InputError(
    `${problem.name}: none of ${draws.length} draws of the parameters has an optimum; check the regions they are drawn from`,
  );
}
