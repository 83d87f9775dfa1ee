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
import type { Strategy } from "../strategy.js";
import { Incumbent } from "./incumbent.js";
import { Recovery } from "./recovery.js";
import { ValueFunctions } from "./value-functions.js";
import { type NearPoint, Walks } from "./walks.js";

export { relativeGap } from "./incumbent.js";

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
  /** Objective of the best point of the likeliest strategies: above `objective` where something else found a better one. NaN without it. */
  readonly recovered: number;
  /** The same of all strategies that were tried: not above `recovered`. */
  readonly ranked: number;
  /** The same where strategies that were not the one were walked on from: not above `ranked`, nor below `objective`. */
  readonly walked: number;
  /** |violations|_2 / max(|Ax|_2, |b|_2) of the point. */
  readonly infeasibility: number;
  /** Parameters outside the region that was sampled. */
  readonly warnings: readonly string[];
  readonly seconds: StageTimes;
}

export interface QueryOptions {
  /** How many of the likeliest strategies are tried; 3 in the published method. */
  readonly candidates: number;
  /** How many others are tried where these give no answer that is proved, best first; 0 for the published method. */
  readonly others: number;
  /** Relative gap up to which an answer counts as proved; 1e-4 is what MILP solvers stop at. */
  readonly provedGap: number;
  /** Relative gap up to which an answer is accepted. */
  readonly acceptedGap: number;
  /** Whether strategies of whole numbers only are completed; false for the published method. */
  readonly isCompleted: boolean;
}

export const QUERY_DEFAULTS: QueryOptions = {
  candidates: 3,
  others: Number.POSITIVE_INFINITY,
  provedGap: 1e-4,
  acceptedGap: 1e-2,
  isCompleted: true,
};

/**
 * Answers a parametric program from learned strategies: the likeliest ones are recovered from their linear systems, then others; the
 * best feasible point is kept, and a bound on it proved: from the multipliers of its own system where there are no whole
 * numbers; where there are, from stored covers or by branch and bound that starts from the point, over the program if it is
 * linear, over a linear one that is nowhere above it otherwise.
 */
export class StrategyQuery {
  private readonly recovery: Recovery;
  private readonly incumbent: Incumbent;
  private readonly bounds: LagrangianBound;
  private readonly scores: Float64Array;
  private readonly data: ProgramData;
  private readonly isMixed: boolean;
  /** Strategies by likelihood: the likeliest, and after these, where they are needed, all others. */
  private readonly chosen: Int32Array;
  private readonly likeliest: number;
  /** Covers that were asked for the bound of this answer. */
  private readonly asked = new Set<Cover>();
  /** The program itself, or a linear one under it; null without one. */
  private readonly linear: ParametricProgram | null;
  private linearData: ProgramData | null = null;
  private branching: BranchingProof | null = null;
  private values: ValueFunctions | null = null;
  private walks: Walks | null = null;

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
    this.incumbent = new Incumbent(program);
    this.bounds = new LagrangianBound(program);
    this.scores = new Float64Array(strategies.length);
    this.data = emptyData(program);
    this.isMixed = hasIntegers(program);
    this.chosen = new Int32Array(strategies.length);
    this.likeliest = Math.min(options.candidates, strategies.length);
  }

  /** @throws InputError if theta is not as many finite numbers as there are parameters */
  answer(theta: Float64Array): Answer {
    checkParameters(this.program, theta);
    const { program, data, options, incumbent } = this;
    const begun = performance.now();
    this.classifier.scores(theta, this.scores);
    this.choose(0, this.likeliest);
    const predicted = performance.now();
    instantiate(program, theta, data);
    incumbent.clear();
    this.asked.clear();
    let proving = 0;
    for (let c = 0; c < this.likeliest && !this.isProved; c++) proving += this.attempt(this.chosen[c]);
    const recovered = incumbent.objective;
    for (const k of this.others(theta)) {
      proving += this.attempt(k);
      if (this.isProved) break;
    }
    const ranked = incumbent.objective;
    for (const near of this.pointsNear(theta)) {
      proving += this.attemptNear(near);
      if (this.isProved) break;
    }
    const walked = incumbent.objective;
    if (!this.isProved) {
      const before = performance.now();
      if (this.isMixed && incumbent.isFound) this.boundByOthers();
      // First what makes the answer acceptable at all, then a little more for a proof.
      for (const [aim, work] of [
        [options.acceptedGap, MOST_WORK],
        [options.provedGap, LITTLE_WORK],
      ]) {
        if (incumbent.gap <= aim) continue;
        if (aim < options.acceptedGap && incumbent.gap > options.acceptedGap) break;
        if (!this.search(theta, aim, work)) break;
      }
      proving += performance.now() - before;
    }
    const ended = performance.now();
    const { gap, objective, bound, strategy, infeasibility } = incumbent;
    return {
      verdict: gap <= options.provedGap ? "proved" : gap <= options.acceptedGap ? "within-gap" : "unproved",
      point: incumbent.point,
      objective,
      bound,
      gap,
      strategy,
      recovered,
      ranked,
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

  private get isProved(): boolean {
    return this.incumbent.gap <= this.options.provedGap;
  }

  /** Tries a strategy, and what is proved with it; the milliseconds that the latter took. */
  private attempt(k: number): number {
    const { program, data, recovery, incumbent, covers } = this;
    incumbent.offer(data, recovery.pointOf(k, data), k);
    const before = performance.now();
    if (this.isMixed) {
      // What is to be proved has to be known, or every box is looked at.
      if (incumbent.isFound) this.boundBy(covers[incumbent.strategy]);
    } else {
      const { point, multipliers } = recovery.systems[k];
      incumbent.raise(this.bounds.at(data, { multipliers, anchor: point }, program.lower, program.upper));
    }
    return performance.now() - before;
  }

  private attemptNear({ point, multipliers, start }: NearPoint): number {
    const { program, data, incumbent, covers } = this;
    incumbent.offer(data, point, start);
    const before = performance.now();
    if (!this.isMixed)
      incumbent.raise(this.bounds.at(data, { multipliers, anchor: point }, program.lower, program.upper));
    else if (incumbent.isFound) this.boundBy(covers[incumbent.strategy]);
    return performance.now() - before;
  }

  /**
   * Strategies beyond the likeliest, where these are not enough: in the order of their value functions if there are any, of their
   * likelihood otherwise. For quadratic objectives without whole numbers walks find more for less.
   */
  private *others(theta: Float64Array): Generator<number> {
    const { program, strategies, chosen, likeliest, options } = this;
    const most = Math.min(options.others, strategies.length - likeliest);
    if (this.isProved || most <= 0) return;
    if (ValueFunctions.suits(program)) {
      let tried = 0;
      for (const k of this.byValue(theta)) {
        if (tried >= most) return;
        if (chosen.subarray(0, likeliest).includes(k)) continue;
        tried++;
        yield k;
      }
    } else if (program.quadratic === null || this.isMixed) {
      this.choose(likeliest, likeliest + most);
      yield* chosen.subarray(likeliest, likeliest + most);
    }
  }

  /** One strategy for each assignment of whole numbers that may be better than what there is. */
  private *byValue(theta: Float64Array): Generator<number> {
    this.values ??= new ValueFunctions(this.program, this.strategies, this.recovery.systems);
    const { order, values } = this.values;
    this.values.rank(theta);
    for (let k = 0; k < order.length; k++) {
      if (this.incumbent.isFound && values[k] >= this.enough()) return;
      yield order[k];
    }
  }

  /** Points at the ends of walks. Where there are no value functions and there is a point with whole numbers already, none. */
  private *pointsNear(theta: Float64Array): Generator<NearPoint> {
    const { program, strategies, chosen, likeliest, incumbent, data } = this;
    if (this.isProved || likeliest === 0 || !Walks.suit(program)) return;
    this.walks ??= new Walks(program, strategies, this.recovery.systems);
    if (ValueFunctions.suits(program)) {
      for (const k of this.byValue(theta)) yield* this.walks.from(k, data);
      return;
    }
    if (this.isMixed ? incumbent.isFound : program.quadratic === null) return;
    const tried = new Set<string>();
    for (const k of chosen.subarray(0, likeliest)) {
      const whole = strategies[k].integers.join();
      if (!tried.has(whole)) yield* this.walks.from(k, data);
      tried.add(whole);
    }
  }

  /** The bound that proves the objective. */
  private enough(): number {
    const { objective } = this.incumbent;
    return objective - this.options.provedGap * Math.abs(objective);
  }

  /** Covers bound the program whatever strategy they were made for; what one of them proves does not get better with the answer. */
  private boundBy(cover: Cover | null): void {
    if (cover === null || this.asked.has(cover)) return;
    this.asked.add(cover);
    this.incumbent.raise(cover.at(this.data, this.enough()));
  }

  /** The covers of other strategies hold as well: one of them may be the better one here. */
  private boundByOthers(): void {
    for (const cover of this.covers) {
      if (this.isProved || this.asked.size >= MOST_COVERS) return;
      this.boundBy(cover);
    }
  }

  /**
   * Branch and bound from the objective, over the boxes of the best strategy's cover that leave a gap, or over everything where
   * there is none. False where there is no linear program to do it over.
   */
  private search(theta: Float64Array, aim: number, work: number): boolean {
    const { program, linear, covers, incumbent } = this;
    if (linear === null) return false;
    this.linearData ??= emptyData(linear);
    this.branching ??= new BranchingProof(linear);
    const { linearData, branching } = this;
    instantiate(linear, theta, linearData);
    const { objective } = incumbent;
    branching.begin(linearData, objective, aim, work);
    const cover = incumbent.isFound ? covers[Math.max(incumbent.strategy, 0)] : null;
    incumbent.raise(
      cover ? cover.at(linearData, objective - aim * Math.abs(objective), branching) : branching.all(linearData),
    );
    if (branching.isBetter) incumbent.offer(this.data, branching.point.subarray(0, program.lower.length));
    return true;
  }

  /** The likeliest strategies that were not chosen before, into places of `chosen`. */
  private choose(first: number, last: number): void {
    const { chosen, scores } = this;
    for (let c = first; c < last; c++) {
      let best = 0;
      for (let k = 1; k < scores.length; k++) if (scores[k] > scores[best]) best = k;
      chosen[c] = best;
      scores[best] = Number.NEGATIVE_INFINITY;
    }
  }
}

/** How many covers are asked for a bound. */
const MOST_COVERS = 9;
/** Entries of the tableau that a search may touch to make of an accepted answer a proved one: about a millisecond. */
const LITTLE_WORK = 1e6;

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
