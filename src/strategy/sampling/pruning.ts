import { Completion } from "../online/completion.js";
import { PointQuality } from "../online/point-quality.js";
import { Recovery } from "../online/recovery.js";
import { emptyData, hasIntegers, instantiate, type ParametricProgram } from "../program/parametric-program.js";
import type { Strategy } from "../strategy.js";
import { drawNumber, type Exploration, strategyCounts } from "./exploration.js";

export interface PruningOptions {
  /** The most frequent strategies that cover this share of the draws are kept in any case. */
  readonly keptShare: number;
  /** Largest relative loss with which a draw may be given another strategy. */
  readonly loss: number;
  /** Whether strategies of whole numbers only will be completed at the query. */
  readonly isCompleted: boolean;
}

export const PRUNING_DEFAULTS: PruningOptions = { keptShare: 0.8, loss: 1e-4, isCompleted: true };

/** Without integers the proof of an answer needs its very strategy: only what loses nothing is given to others. */
const CONTINUOUS_LOSS = 1e-9;

/** Where strategies are completed at the query, one serves many draws: among so many of the most frequent, on so many draws, the fewest are looked for. */
const MOST_TRIED = 40;
const MOST_TRIED_DRAWS = 2000;

/** Draws with strategies that are worth learning. */
export interface LabelledDraws {
  readonly strategies: readonly Strategy[];
  /** Parameters of draws that have an optimum. */
  readonly inputs: readonly Float64Array[];
  readonly labels: Int32Array;
  /** How many strategies were pruned. */
  readonly pruned: number;
}

/**
 * Gives the draws of rare strategies to frequent ones where these lose little there; strategies that no draw needs any more
 * are left out, the others numbered by falling frequency.
 */
export function pruned(
  program: ParametricProgram,
  { seed, strategies, labels }: Exploration,
  options: PruningOptions = PRUNING_DEFAULTS,
): LabelledDraws {
  const { keptShare } = options;
  const loss = hasIntegers(program) ? options.loss : Math.min(options.loss, CONTINUOUS_LOSS);
  const counts = strategyCounts(labels, strategies.length);
  const byCount = [...counts.keys()].sort((a, b) => counts[b] - counts[a]);
  const recovery = new Recovery(program, strategies, options.isCompleted);
  const quality = new PointQuality(program);
  const data = emptyData(program);
  const value = (k: number): number => {
    quality.measure(data, recovery.pointOf(k, data));
    return quality.isFeasible ? quality.objective : Number.POSITIVE_INFINITY;
  };
  /** The largest objective at the data that loses little, where strategy `label` is optimal. */
  const limitOf = (label: number): number => {
    const own = value(label);
    return own + loss * Math.abs(own);
  };
  const thetaOf = (k: number): Float64Array => drawNumber(program, seed, k);
  let frequent: number[];
  const isCompleted = options.isCompleted && Completion.suits(program);
  if (isCompleted) {
    const some = [...labels.keys()].filter((k) => labels[k] >= 0).slice(0, MOST_TRIED_DRAWS);
    const serving = some.map((k) => {
      instantiate(program, thetaOf(k), data);
      const limit = limitOf(labels[k]);
      return byCount.slice(0, MOST_TRIED).filter((other) => value(other) <= limit);
    });
    frequent = fewestServing(serving);
  } else frequent = mostFrequent(byCount, counts, keptShare);
  const draws: { theta: Float64Array; label: number }[] = [];
  labels.forEach((label, k) => {
    if (label < 0) return;
    const theta = thetaOf(k);
    if (!isCompleted && frequent.includes(label)) draws.push({ theta, label });
    else {
      instantiate(program, theta, data);
      const limit = limitOf(label);
      draws.push({ theta, label: frequent.find((other) => value(other) <= limit) ?? label });
    }
  });
  const kept = byCount.filter((k) => draws.some(({ label }) => label === k));
  const place = new Map(kept.map((k, position) => [k, position]));
  return {
    strategies: kept.map((k) => strategies[k]),
    inputs: draws.map(({ theta }) => theta),
    labels: Int32Array.from(draws, ({ label }) => place.get(label) as number),
    pruned: strategies.length - kept.length,
  };
}

/** The most frequent strategies that cover a share of the draws. */
function mostFrequent(byCount: readonly number[], counts: readonly number[], share: number): number[] {
  const total = counts.reduce((sum, count) => sum + count, 0);
  let covered = 0;
  return byCount.filter((k) => {
    const isNeeded = covered < share * total;
    covered += counts[k];
    return isNeeded;
  });
}

/** Few strategies of which every draw has one that serves it, chosen greedily. @param serving per draw, who serves it */
function fewestServing(serving: readonly (readonly number[])[]): number[] {
  const chosen: number[] = [];
  for (let left = serving.filter((who) => who.length > 0); left.length > 0; ) {
    const tally = new Map<number, number>();
    for (const k of left.flat()) tally.set(k, (tally.get(k) ?? 0) + 1);
    const [best] = [...tally].reduce((most, one) => (one[1] > most[1] ? one : most));
    chosen.push(best);
    left = left.filter((who) => !who.includes(best));
  }
  return chosen;
}
