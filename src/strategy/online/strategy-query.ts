import { InputError, quote } from "../../problem/input-error.js";
import type { Classifier } from "../learners/classifier.js";
import {
  emptyData,
  hasIntegers,
  instantiate,
  type ParametricProgram,
  type ProgramData,
} from "../program/parametric-program.js";
import { outsideRegion, parameterCount, parameterNames } from "../program/sampling.js";
import { BranchingProof, MOST_WORK } from "../proof/branching-proof.js";
import type { Cover } from "../proof/cover.js";
import { LagrangianBound } from "../proof/lagrangian-bound.js";
import { type Tangents, tangentProgram } from "../proof/tangent-program.js";
import { type Strategy, strategyKey } from "../strategy.js";
import { ActiveSetWalk } from "./active-set-walk.js";
import { Completion } from "./completion.js";
import { PointQuality } from "./point-quality.js";
import { Recovery } from "./recovery.js";
import type { ReducedSystem } from "./reduced-system.js";

/** Seconds that the stages of an answer took. */
export interface StageTimes {
  readonly predict: number;
  readonly recover: number;
  readonly prove: number;
}

export interface Answer {
  /** Proved: the gap is at most the one asked for. Within gap: at most the larger one that is accepted. */
  readonly verdict: "proved" | "within-gap" | "unproved";
  /** Empty if no candidate is feasible. */
  readonly point: Float64Array;
  /** Of the minimization; NaN without a point. */
  readonly objective: number;
  /** A proved lower bound; -Infinity if there is none. */
  readonly bound: number;
  /** (objective - bound) / |objective|; infinite without a point or a bound. */
  readonly gap: number;
  /** Position of the strategy that the point comes from, or was found from; -1 where none was feasible. */
  readonly strategy: number;
  /** Objective of the strategy's own point: above `objective` where the proof found a better one. NaN without it. */
  readonly recovered: number;
  /** The same where candidates that were not the one were walked on from: not above `recovered`, nor below `objective`. */
  readonly walked: number;
  /** |violations|_2 / max(|Ax|_2, |b|_2) of the point. */
  readonly infeasibility: number;
  /** Parameters outside the region that was sampled. */
  readonly warnings: readonly string[];
  readonly seconds: StageTimes;
}

export interface QueryOptions {
  /** How many of the likeliest strategies are tried. */
  readonly candidates: number;
  /** Relative gap up to which an answer counts as proved; 1e-4 is what MILP solvers stop at. */
  readonly provedGap: number;
  /** Relative gap up to which an answer is accepted. */
  readonly acceptedGap: number;
  /** Whether strategies of whole numbers only are completed; false for the published method. */
  readonly isCompleted: boolean;
}

export const QUERY_DEFAULTS: QueryOptions = { candidates: 3, provedGap: 1e-4, acceptedGap: 1e-2, isCompleted: true };

/**
 * Answers a parametric program from learned strategies: the likeliest ones are recovered from their linear systems, the
 * best feasible point is kept, and a bound on it proved: from the multipliers of its own system where there are no whole
 * numbers; where there are, from stored covers or by branch and bound that starts from the point, over the program if it is
 * linear, over a linear one that is nowhere above it otherwise.
 */
export class StrategyQuery {
  private readonly recovery: Recovery;
  private readonly best: Float64Array;
  private readonly quality: PointQuality;
  private readonly bounds: LagrangianBound;
  private readonly scores: Float64Array;
  private readonly data: ReturnType<typeof emptyData>;
  private readonly isMixed: boolean;
  private readonly chosen: Int32Array;
  /** The program itself, or a linear one under it; null without one. */
  private readonly linear: ParametricProgram | null;
  private linearData: ProgramData | null = null;
  private branching: BranchingProof | null = null;
  private walk: ActiveSetWalk | null = null;

  constructor(
    private readonly program: ParametricProgram,
    private readonly strategies: readonly Strategy[],
    private readonly classifier: Classifier,
    private readonly covers: readonly (Cover | null)[],
    private readonly options: QueryOptions = QUERY_DEFAULTS,
    tangents: readonly Tangents[] | null = null,
  ) {
    const isLinear = program.quadratic === null;
    this.linear = isLinear ? program : tangents === null ? null : tangentProgram(program, tangents);
    this.recovery = new Recovery(program, strategies, options.isCompleted);
    this.best = new Float64Array(program.lower.length);
    this.quality = new PointQuality(program);
    this.bounds = new LagrangianBound(program);
    this.scores = new Float64Array(strategies.length);
    this.data = emptyData(program);
    this.isMixed = hasIntegers(program);
    this.chosen = new Int32Array(Math.min(options.candidates, strategies.length));
  }

  /** @throws InputError if theta is not as many finite numbers as there are parameters */
  answer(theta: Float64Array): Answer {
    checkParameters(this.program, theta);
    const { program, data, quality, recovery, chosen, options, best, covers } = this;
    const begun = performance.now();
    this.classifier.scores(theta, this.scores);
    this.chooseCandidates();
    const predicted = performance.now();
    instantiate(program, theta, data);
    let point: Float64Array = NO_POINT;
    let objective = Number.NaN;
    let bound = Number.NEGATIVE_INFINITY;
    let strategy = -1;
    let infeasibility = Number.POSITIVE_INFINITY;
    let proving = 0;
    for (let c = 0; c < chosen.length; c++) {
      const k = chosen[c];
      const candidate = recovery.pointOf(k, data);
      quality.measure(data, candidate);
      if (quality.isFeasible && !(quality.objective >= objective)) {
        best.set(candidate);
        point = best;
        objective = quality.objective;
        infeasibility = quality.infeasibility;
        strategy = k;
      }
      const before = performance.now();
      // Strategies with the same whole numbers share a cover; what it bounds does not depend on the candidate.
      const isShared =
        this.isMixed && covers[k] !== null && chosen.subarray(0, c).some((other) => covers[other] === covers[k]);
      if (!isShared || !(bound > Number.NEGATIVE_INFINITY)) bound = Math.max(bound, this.boundBy(k, objective));
      proving += performance.now() - before;
      // The likeliest comes first: once an answer is proved, others cannot be better.
      if (relativeGap(objective, bound) <= options.provedGap) break;
    }
    const recovered = objective;
    if (!(relativeGap(objective, bound) <= options.provedGap) && chosen.length > 0) {
      for (const near of this.pointsNear(objective, data, theta)) {
        quality.measure(data, near.point);
        if (!this.isMixed)
          bound = Math.max(bound, this.bounds.at(data, this.dualOf(near), program.lower, program.upper));
        if (!quality.isFeasible || quality.objective >= objective) continue;
        best.set(near.point);
        point = best;
        objective = quality.objective;
        infeasibility = quality.infeasibility;
        if (relativeGap(objective, bound) <= options.provedGap) break;
      }
    }
    const walked = objective;
    if (!(relativeGap(objective, bound) <= options.provedGap)) {
      const before = performance.now();
      if (this.isMixed && !Number.isNaN(objective)) bound = this.boundByOthers(objective, bound);
      // First what makes the answer acceptable at all, then a little more for a proof.
      for (const [aim, work] of [
        [options.acceptedGap, MOST_WORK],
        [options.provedGap, LITTLE_WORK],
      ]) {
        const gap = relativeGap(objective, bound);
        if (gap <= aim) continue;
        if (aim < options.acceptedGap && gap > options.acceptedGap) break;
        const search = this.searched(theta, objective, aim, work);
        if (search === null) break;
        bound = Math.max(bound, search.bound);
        if (!search.isBetter) continue;
        quality.measure(data, search.point);
        if (!quality.isFeasible || quality.objective >= objective) continue;
        point = search.point;
        objective = quality.objective;
        infeasibility = quality.infeasibility;
      }
      proving += performance.now() - before;
    }
    const ended = performance.now();
    const gap = relativeGap(objective, bound);
    return {
      verdict: gap <= options.provedGap ? "proved" : gap <= options.acceptedGap ? "within-gap" : "unproved",
      point: point.slice(),
      objective,
      bound,
      gap,
      strategy,
      recovered,
      walked,
      infeasibility,
      warnings: outsideRegion(program.blocks, theta),
      seconds: {
        predict: (predicted - begun) / 1000,
        recover: (ended - predicted - proving) / 1000,
        prove: proving / 1000,
      },
    };
  }

  /**
   * Points at the ends of walks from the chosen strategies, where none is the one; of linear programs too long to walk, the best points
   * with their whole numbers. Where there are whole numbers, only if there is no point yet: without one there is nothing to prove.
   */
  private *pointsNear(objective: number, data: ProgramData, theta: Float64Array): Generator<NearPoint> {
    const { program, strategies, chosen, recovery } = this;
    if (this.isMixed && !Number.isNaN(objective)) return;
    if (Completion.suits(program) || (program.quadratic === null && !this.isMixed)) return;
    this.walk ??= new ActiveSetWalk(
      program,
      new Map(strategies.map((one, k) => [strategyKey(one), recovery.systems[k]])),
    );
    const tried = new Set<string>();
    for (const k of chosen) {
      const whole = strategies[k].integers.join();
      if (tried.has(whole)) continue;
      tried.add(whole);
      let strategy: Strategy | null = strategies[k];
      let last: NearPoint | null = null;
      for (let step = 0; step < MOST_STEPS && strategy !== null; step++) {
        const system: ReducedSystem = this.walk.recovered(strategy, data);
        last = system;
        // Of a linear program, only the last point of a walk is feasible.
        if (program.quadratic !== null && step > 0) yield system;
        strategy = this.walk.next(strategy, system, data);
      }
      if (program.quadratic !== null) continue;
      const point = strategy === null ? (last?.point ?? null) : this.withWholeNumbers(strategies[k], theta);
      if (point !== null) yield { point, multipliers: NO_POINT };
    }
  }

  private dualOf({ point, multipliers }: NearPoint) {
    return { multipliers, anchor: point };
  }

  /** The best point with a strategy's whole numbers, by the dual simplex method; null if there is none. */
  private withWholeNumbers({ integers }: Strategy, theta: Float64Array): Float64Array | null {
    const { program, options } = this;
    const { data, branching } = this.linearAt(program, theta);
    const lower = program.lower.slice();
    const upper = program.upper.slice();
    let place = 0;
    for (let j = 0; j < lower.length; j++) {
      if (program.isInteger[j] === 0) continue;
      lower[j] = integers[place];
      upper[j] = integers[place++];
    }
    branching.begin(data, Number.NaN, options.provedGap, FIXED_WORK);
    branching.within(data, lower, upper);
    return branching.isBetter ? branching.point.slice() : null;
  }

  private linearAt(linear: ParametricProgram, theta: Float64Array) {
    this.linearData ??= emptyData(linear);
    this.branching ??= new BranchingProof(linear);
    instantiate(linear, theta, this.linearData);
    return { data: this.linearData, branching: this.branching };
  }

  private boundBy(k: number, objective: number): number {
    const { program, data, recovery, covers } = this;
    if (this.isMixed) return covers[k]?.at(data, this.enough(objective)) ?? Number.NEGATIVE_INFINITY;
    const { point, multipliers } = recovery.systems[k];
    return this.bounds.at(data, { multipliers, anchor: point }, program.lower, program.upper);
  }

  /** The bound that proves the objective. */
  private enough(objective: number): number {
    return objective - this.options.provedGap * Math.abs(objective);
  }

  /** The covers of other strategies hold as well: one of them may be the better one here. */
  private boundByOthers(objective: number, start: number): number {
    const { covers, chosen, data, options } = this;
    let bound = start;
    for (let k = 0; k < Math.min(covers.length, MOST_OTHERS); k++) {
      if (relativeGap(objective, bound) <= options.provedGap) break;
      const isAsked = covers.indexOf(covers[k]) < k || chosen.some((c) => covers[c] === covers[k]);
      if (!isAsked) bound = Math.max(bound, covers[k]?.at(data, this.enough(objective)) ?? bound);
    }
    return bound;
  }

  /**
   * Branch and bound from the objective, over the boxes of the likeliest strategy's cover that leave a gap, or over everything where
   * there is none. Null where there is no linear program to do it over.
   */
  private searched(theta: Float64Array, objective: number, aim: number, work: number) {
    const { program, linear, covers, chosen } = this;
    if (linear === null) return null;
    const { data: linearData, branching } = this.linearAt(linear, theta);
    branching.begin(linearData, objective, aim, work);
    const cover = Number.isNaN(objective) ? null : covers[chosen[0]];
    const enough = objective - aim * Math.abs(objective);
    const bound = cover ? cover.at(linearData, enough, branching) : branching.all(linearData);
    return { bound, isBetter: branching.isBetter, point: branching.point.slice(0, program.lower.length) };
  }

  private chooseCandidates(): void {
    const { chosen, scores } = this;
    for (let c = 0; c < chosen.length; c++) {
      let best = 0;
      for (let k = 1; k < scores.length; k++) if (scores[k] > scores[best]) best = k;
      chosen[c] = best;
      scores[best] = Number.NEGATIVE_INFINITY;
    }
  }
}

/** A point, and the multipliers that belong to it. */
interface NearPoint {
  readonly point: Float64Array;
  readonly multipliers: Float64Array;
}

/** Steps of a walk from one tight set to another. */
const MOST_STEPS = 12;
/** Entries of the tableau that may be touched for the best point with given whole numbers. */
const FIXED_WORK = 3e7;
/** Of how many other strategies covers are tried, the most frequent first. */
const MOST_OTHERS = 8;
/** Entries of the tableau that a search may touch to make of an accepted answer a proved one: about a millisecond. */
const LITTLE_WORK = 1e6;
const NO_POINT = new Float64Array(0);

/** (objective - bound) / |objective|, 0 where the bound is not below; infinite where one of them is no number. */
export function relativeGap(objective: number, bound: number): number {
  const gap = Math.max(objective - bound, 0) / Math.max(Math.abs(objective), 1e-9);
  return Number.isNaN(gap) ? Number.POSITIVE_INFINITY : gap;
}

function checkParameters({ blocks, name }: ParametricProgram, theta: Float64Array): void {
  const count = parameterCount(blocks);
  if (theta.length !== count) {
    throw new InputError(`${name}: ${theta.length} parameters given where there are ${count}`);
  }
  for (let k = 0; k < count; k++) {
    if (Number.isFinite(theta[k])) continue;
    throw new InputError(
      `${name}: the parameter ${parameterNames(blocks)[k]} is ${quote(theta[k])}; give a finite number`,
    );
  }
}
