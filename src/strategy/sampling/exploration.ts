import { InputError } from "../../problem/input-error.js";
import { type Strategy, strategyKey } from "../strategy.js";
import { commonClock, type DrawLabel, type DrawLabeller, FAILED, NO_OPTIMUM } from "./draw-labelling.js";
import { type GoodTuring, goodTuring } from "./good-turing.js";

export { drawNumber } from "./draw-labelling.js";

/** Draws that a labeller is given at a time: this many seconds' worth, and no more than that many. */
const PORTION_SECONDS = 0.05;
const MOST_IN_PORTION = 16;

/** What sampling has found so far; it can be saved, and sampling goes on where it was. */
export interface Exploration {
  readonly seed: number;
  /** In the order in which they were first seen, by draw. */
  readonly strategies: Strategy[];
  /** Per draw: its strategy; -1 where there is no optimum, -2 where the solver failed. */
  readonly labels: number[];
  /** Mean seconds that a labeller took for a draw. */
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
 * Draws in batches until unseen strategies are rare, or a limit is reached; all labellers work at once.
 * @throws InputError if no draw has an optimum
 */
export async function explore(
  labellers: readonly DrawLabeller[],
  exploration: Exploration,
  options: ExplorationOptions = EXPLORATION_DEFAULTS,
): Promise<ExplorationProgress> {
  const { batch, threshold, beta, mostDraws, timeLimit, signal, listener } = options;
  const known = new Map(exploration.strategies.map((strategy, k) => [strategyKey(strategy), k]));
  const deadline = commonClock() + 1000 * timeLimit;
  const isOver = (): boolean => signal?.aborted === true || commonClock() >= deadline;
  for (;;) {
    const first = exploration.labels.length;
    const last = Math.min(first + batch, mostDraws);
    const found: (DrawLabel | undefined)[] = [];
    let next = first;
    let busy = 0;
    const portion = Math.min(Math.max(1, Math.round(PORTION_SECONDS / (exploration.seconds || 1))), MOST_IN_PORTION);
    const work = async (labeller: DrawLabeller): Promise<void> => {
      while (next < last && !isOver()) {
        const draws = Array.from({ length: Math.min(portion, last - next) }, (_, k) => next + k);
        next += draws.length;
        const begun = performance.now();
        const labels = await labeller.label(exploration.seed, draws, deadline);
        busy += performance.now() - begun;
        labels.forEach((label, k) => {
          found[draws[k] - first] = label;
        });
      }
    };
    await Promise.all(labellers.map(work));
    // What comes after a draw that was left out is left out, too: draws are numbered without gaps.
    for (let k = 0; k < found.length; k++) {
      const label = found[k];
      if (label === undefined) break;
      exploration.labels.push(labelOf(label, known, exploration.strategies));
    }
    const fresh = exploration.labels.length - first;
    const before = exploration.seconds * first;
    if (fresh > 0) exploration.seconds = (before + busy / 1000) / exploration.labels.length;
    const progress = progressOf(exploration, beta);
    listener?.(progress);
    if (isOver() || exploration.labels.length >= mostDraws || progress.estimate <= threshold) return checked(progress);
  }
}

function labelOf(found: DrawLabel, known: Map<string, number>, strategies: Strategy[]): number {
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
