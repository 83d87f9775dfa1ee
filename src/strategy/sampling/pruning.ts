import { PointQuality } from "../online/point-quality.js";
import { ReducedSystem } from "../online/reduced-system.js";
import { emptyData, instantiate, type ParametricProgram } from "../program/parametric-program.js";
import type { Strategy } from "../strategy.js";
import { drawNumber, type Exploration, strategyCounts } from "./exploration.js";

export interface PruningOptions {
  /** The most frequent strategies that cover this share of the draws are kept in any case. */
  readonly keptShare: number;
  /** Largest relative loss with which a draw may be given another strategy. */
  readonly loss: number;
}

export const PRUNING_DEFAULTS: PruningOptions = { keptShare: 0.8, loss: 1e-4 };

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
  { keptShare, loss }: PruningOptions = PRUNING_DEFAULTS,
): LabelledDraws {
  const counts = strategyCounts(labels, strategies.length);
  const byCount = [...counts.keys()].sort((a, b) => counts[b] - counts[a]);
  const total = counts.reduce((sum, count) => sum + count, 0);
  let covered = 0;
  const frequent = byCount.filter((k) => {
    const isNeeded = covered < keptShare * total;
    covered += counts[k];
    return isNeeded;
  });
  const systems = strategies.map((strategy) => new ReducedSystem(program, strategy));
  const quality = new PointQuality(program);
  const data = emptyData(program);
  const value = (k: number): number => {
    systems[k].recover(data);
    quality.measure(data, systems[k].point);
    return quality.isFeasible ? quality.objective : Number.POSITIVE_INFINITY;
  };
  const draws: { theta: Float64Array; label: number }[] = [];
  labels.forEach((label, k) => {
    if (label < 0) return;
    const theta = drawNumber(program, seed, k);
    if (frequent.includes(label)) draws.push({ theta, label });
    else {
      instantiate(program, theta, data);
      const own = value(label);
      const limit = own + loss * Math.abs(own);
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
