import type { MilpBackend } from "../../fullspace/backend.js";
import { Random } from "../../numeric/random.js";
import { InputError } from "../../problem/input-error.js";
import { instance, type ParametricProgram } from "../program/parametric-program.js";
import { drawParameters } from "../program/sampling.js";
import { ParametricSolver } from "../solver/parametric-solver.js";
import { type Strategy, strategyKey } from "../strategy.js";
import { type GoodTuring, goodTuring } from "./good-turing.js";

/** Label of a draw without an optimum. */
const NO_OPTIMUM = -1;
/** Label of a draw at which the solver failed or reached its time limit. */
const FAILED = -2;

/** What sampling has found so far; it can be saved, and sampling goes on where it was. */
export interface Exploration {
  readonly seed: number;
  /** In the order in which they were first seen, by draw. */
  readonly strategies: Strategy[];
  /** Per draw: its strategy; -1 where there is no optimum, -2 where the solver failed. */
  readonly labels: number[];
  /** Mean seconds that a solve took, to compare with. */
  seconds: number;
}

export interface ExplorationOptions {
  readonly batch: number;
  /** Sampling stops when the Good-Turing estimate is at most this. */
  readonly threshold: number;
  /** The confidence bound holds with probability 1 - beta. */
  readonly beta: number;
  readonly mostDraws: number;
  /** Seconds after which no further draw is begun. */
  readonly timeLimit: number;
  readonly signal?: AbortSignal | undefined;
  readonly listener?: ((progress: ExplorationProgress) => void) | undefined;
}

export interface ExplorationProgress extends GoodTuring {
  readonly draws: number;
  readonly strategies: number;
  readonly withoutOptimum: number;
  /** Draws at which the solver failed; they count nowhere. */
  readonly failed: number;
}

export const EXPLORATION_DEFAULTS: ExplorationOptions = {
  batch: 5000,
  threshold: 0.005,
  beta: 1e-3,
  mostDraws: 100_000,
  timeLimit: Number.POSITIVE_INFINITY,
};

export function newExploration(seed: number): Exploration {
  return { seed, strategies: [], labels: [], seconds: 0 };
}

/** Draw k of a seed: the same whoever asks, so that draws need not be kept. */
export function drawNumber(program: ParametricProgram, seed: number, k: number): Float64Array {
  return drawParameters(program.blocks, new Random(seed + 7919 * k));
}

export function progressOf({ labels, strategies }: Exploration, beta: number): ExplorationProgress {
  const counts = strategyCounts(labels, strategies.length);
  const withoutOptimum = labels.filter((label) => label === NO_OPTIMUM).length;
  const failed = labels.filter((label) => label === FAILED).length;
  return { draws: labels.length, strategies: strategies.length, withoutOptimum, failed, ...goodTuring(counts, beta) };
}

/** How often each strategy was seen. */
export function strategyCounts(labels: readonly number[], strategies: number): number[] {
  const counts = Array<number>(strategies).fill(0);
  for (const label of labels) if (label >= 0) counts[label]++;
  return counts;
}

/**
 * Draws in batches until unseen strategies are rare, or a limit is reached. Every backend works on draws of its own.
 * @throws InputError if no draw has an optimum
 */
export async function explore(
  program: ParametricProgram,
  backends: readonly MilpBackend[],
  exploration: Exploration,
  options: ExplorationOptions = EXPLORATION_DEFAULTS,
): Promise<ExplorationProgress> {
  const { batch, threshold, beta, mostDraws, timeLimit, signal, listener } = options;
  const solvers = backends.map((backend) => new ParametricSolver(program, backend));
  const known = new Map(exploration.strategies.map((strategy, k) => [strategyKey(strategy), k]));
  const start = performance.now();
  const isOver = (): boolean => signal?.aborted === true || performance.now() - start >= 1000 * timeLimit;
  for (;;) {
    const first = exploration.labels.length;
    const last = Math.min(first + batch, mostDraws);
    const found: (Strategy | typeof NO_OPTIMUM | typeof FAILED | undefined)[] = [];
    let next = first;
    let busy = 0;
    const work = async (solver: ParametricSolver): Promise<void> => {
      while (next < last && !isOver()) {
        const k = next++;
        const begun = performance.now();
        found[k - first] = await labelled(solver, program, drawNumber(program, exploration.seed, k));
        busy += performance.now() - begun;
      }
    };
    await Promise.all(solvers.map(work));
    found.forEach((strategy) => {
      if (strategy !== undefined) exploration.labels.push(labelOf(strategy, known, exploration.strategies));
    });
    const fresh = exploration.labels.length - first;
    const before = exploration.seconds * first;
    if (fresh > 0) exploration.seconds = (before + busy / 1000) / exploration.labels.length;
    const progress = progressOf(exploration, beta);
    listener?.(progress);
    if (isOver() || exploration.labels.length >= mostDraws || progress.estimate <= threshold) return checked(progress);
  }
}

async function labelled(
  solver: ParametricSolver,
  program: ParametricProgram,
  theta: Float64Array,
): Promise<Strategy | typeof NO_OPTIMUM | typeof FAILED> {
  const { status, strategy } = await solver.label(instance(program, theta));
  return strategy ?? (status === "infeasible" ? NO_OPTIMUM : FAILED);
}

function labelOf(found: Strategy | number, known: Map<string, number>, strategies: Strategy[]): number {
  if (typeof found === "number") return found;
  const key = strategyKey(found);
  const before = known.get(key);
  if (before !== undefined) return before;
  known.set(key, strategies.length);
  strategies.push(found);
  return strategies.length - 1;
}

function checked(progress: ExplorationProgress): ExplorationProgress {
  if (progress.strategies > 0 || progress.draws === 0) return progress;
  throw new InputError(
    `none of ${progress.draws} draws of the parameters has an optimum (the solver failed at ${progress.failed}); check the regions they are drawn from`,
  );
}
