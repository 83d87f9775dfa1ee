import { solve } from "../../search/solve.js";
import type { Classifier } from "../learners/classifier.js";
import { drawNumber } from "./exploration.js";
import { MODEL_QUERY_DEFAULTS, ModelQuery, type ModelQueryOptions } from "./model-query.js";
import type { ModelStrategies } from "./model-strategies.js";

/** Draws from here on are not sampled for training. */
const FIRST_UNSEEN = 50_000_000;
/** Answers before those that are timed. */
const WARM_UP = 10;

/** One unseen draw, solved from strategies and without them. CPU seconds hold everything from the parameters to the answer. */
export interface Comparison {
  readonly coldNodes: number;
  readonly coldSeconds: number;
  readonly warmNodes: number;
  readonly warmSeconds: number;
  /** Of the first answer: prediction, local search and stored proofs. */
  readonly firstSeconds: number;
  /** Proved relative gap of the first answer, before any search. */
  readonly firstGap: number;
  /** How much worse the first answer is than the best one known, relative. */
  readonly firstLoss: number;
  readonly isProvedFirst: boolean;
  /** Both searches ended with the gap closed, or both with a proof that there is no point. */
  readonly isSolved: boolean;
  /** Neither bound is beyond the other's value, and the values differ by no more than the gaps. */
  readonly agrees: boolean;
}

/** Medians and sums of comparisons. */
export interface ModelEvaluation {
  readonly draws: number;
  readonly coldNodes: number;
  readonly warmNodes: number;
  readonly coldSeconds: number;
  readonly warmSeconds: number;
  readonly firstSeconds: number;
  /** Median over draws of cold over warm seconds, and of all cold seconds over all warm ones. */
  readonly speedUp: number;
  readonly totalSpeedUp: number;
  /** Shares of draws. */
  readonly provedFirst: number;
  readonly solved: number;
  readonly agreeing: number;
  readonly maxFirstLoss: number;
  readonly medianFirstGap: number;
}

/** Solves unseen draws twice, in one process, the order changing from draw to draw. */
export async function compared(
  strategies: ModelStrategies,
  classifier: Classifier,
  draws: number,
  options: ModelQueryOptions = MODEL_QUERY_DEFAULTS,
): Promise<Comparison[]> {
  const { problem, exploration } = strategies;
  const query = new ModelQuery(strategies, classifier, options);
  const { absoluteGap, relativeGap } = options;
  const comparisons: Comparison[] = [];
  for (let k = -WARM_UP; k < draws; k++) {
    const theta = drawNumber(problem, exploration.seed, FIRST_UNSEEN + Math.abs(k));
    const cold = () => timed(() => solve(problem.at(theta), { absoluteGap, relativeGap }));
    const warm = () =>
      timed(async () => {
        const [first, seconds] = await timed(async () => query.first(theta));
        return { first, seconds, answer: await query.prove(first) };
      });
    const isColdFirst = k % 2 === 0;
    const before = isColdFirst ? await cold() : null;
    const [{ first, seconds, answer }, warmSeconds] = await warm();
    const [result, coldSeconds] = before ?? (await cold());
    if (k < 0) continue;
    const sign = problem.sense === "minimize" ? 1 : -1;
    const best = Math.min(sign * (result.objective ?? Number.NaN), sign * (answer.objective ?? Number.NaN));
    const values = [result.objective, answer.objective].map((value) => sign * (value ?? Number.POSITIVE_INFINITY));
    const bounds = [result.bound, answer.bound].map((value) => sign * value);
    comparisons.push({
      coldNodes: result.nodes,
      coldSeconds,
      warmNodes: answer.nodes,
      warmSeconds,
      firstSeconds: seconds,
      firstGap: query.gapOf(first),
      firstLoss: (sign * first.objective - best) / Math.max(Math.abs(best), 1e-10),
      isProvedFirst: first.verdict === "proved",
      isSolved: result.status === answer.status && ["optimal", "infeasible"].includes(result.status),
      agrees: Math.max(...bounds) <= Math.min(...values) || (result.objective === null && answer.objective === null),
    });
  }
  return comparisons;
}

export function summarized(comparisons: readonly Comparison[]): ModelEvaluation {
  const of = (value: (one: Comparison) => number): number[] => comparisons.map(value);
  const share = (holds: (one: Comparison) => boolean): number => comparisons.filter(holds).length / comparisons.length;
  return {
    draws: comparisons.length,
    coldNodes: median(of(({ coldNodes }) => coldNodes)),
    warmNodes: median(of(({ warmNodes }) => warmNodes)),
    coldSeconds: median(of(({ coldSeconds }) => coldSeconds)),
    warmSeconds: median(of(({ warmSeconds }) => warmSeconds)),
    firstSeconds: median(of(({ firstSeconds }) => firstSeconds)),
    speedUp: median(of(({ coldSeconds, warmSeconds }) => coldSeconds / warmSeconds)),
    totalSpeedUp: sum(of(({ coldSeconds }) => coldSeconds)) / sum(of(({ warmSeconds }) => warmSeconds)),
    provedFirst: share(({ isProvedFirst }) => isProvedFirst),
    solved: share(({ isSolved }) => isSolved),
    agreeing: share(({ agrees }) => agrees),
    maxFirstLoss: Math.max(...of(({ firstLoss }) => firstLoss)),
    medianFirstGap: median(of(({ firstGap }) => firstGap)),
  };
}

async function timed<T>(action: () => Promise<T>): Promise<[T, number]> {
  const begun = process.cpuUsage();
  const result = await action();
  const { user, system } = process.cpuUsage(begun);
  return [result, (user + system) / 1e6];
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : 0.5 * (sorted[middle - 1] + sorted[middle]);
}
