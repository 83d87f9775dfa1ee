import { hasIntegers, type ParametricProgram, type ProgramData } from "../program/parametric-program.js";
import { BranchingProof } from "../proof/branching-proof.js";
import { type Strategy, strategyKey } from "../strategy.js";
import { ActiveSetWalk } from "./active-set-walk.js";
import { Completion } from "./completion.js";
import type { ReducedSystem } from "./reduced-system.js";

/** A point, and the multipliers that belong to it; these are empty where there are none. */
export interface NearPoint {
  /** The strategy that the walk began at. */
  readonly start: number;
  readonly point: Float64Array;
  readonly multipliers: Float64Array;
}

/** Steps of a walk from one tight set to another. */
const MOST_STEPS = 12;
/** The same of linear programs, where each step exchanges one constraint. */
const MOST_EXCHANGES = 40;
/** Entries of the tableau that may be touched for the best point with given whole numbers. */
const FIXED_WORK = 3e7;
const NONE = new Float64Array(0);

/**
 * Points at the ends of walks from strategies, where none of them is the one; of linear programs too long to walk, the best points with their whole
 * numbers.
 */
export class Walks {
  private readonly isMixed: boolean;
  private readonly walk: ActiveSetWalk;
  private branching: BranchingProof | null = null;

  /** Whether there is anything to walk over. */
  static suit(program: ParametricProgram): boolean {
    return !Completion.suits(program);
  }

  /** @param systems of the strategies */
  constructor(
    private readonly program: ParametricProgram,
    private readonly strategies: readonly Strategy[],
    systems: readonly ReducedSystem[],
  ) {
    this.isMixed = hasIntegers(program);
    this.walk = new ActiveSetWalk(program, new Map(strategies.map((one, k) => [strategyKey(one), systems[k]])));
  }

  /** Points on the way from strategy k, where the objective is quadratic; else the last one. */
  *from(k: number, data: ProgramData): Generator<NearPoint> {
    const { program, strategies, walk } = this;
    const isLinear = program.quadratic === null;
    let strategy: Strategy | null = strategies[k];
    let last: ReducedSystem | null = null;
    for (let step = 0; step < (isLinear ? MOST_EXCHANGES : MOST_STEPS) && strategy !== null; step++) {
      const system: ReducedSystem = walk.recovered(strategy, data);
      last = system;
      if (!isLinear && step > 0) yield { start: k, point: system.point, multipliers: system.multipliers };
      strategy = walk.next(strategy, system, data);
    }
    if (!isLinear) return;
    if (strategy === null && last !== null) yield { start: k, point: last.point, multipliers: last.multipliers };
    else if (this.isMixed) yield* this.withWholeNumbers(k, data);
  }

  /** The best point with a strategy's whole numbers, by the dual simplex method. */
  private *withWholeNumbers(k: number, data: ProgramData): Generator<NearPoint> {
    const { program } = this;
    const { integers } = this.strategies[k];
    this.branching ??= new BranchingProof(program);
    const { branching } = this;
    const lower = program.lower.slice();
    const upper = program.upper.slice();
    let place = 0;
    for (let j = 0; j < lower.length; j++) {
      if (program.isInteger[j] === 0) continue;
      lower[j] = integers[place];
      upper[j] = integers[place++];
    }
    branching.begin(data, Number.NaN, 0, FIXED_WORK);
    branching.within(data, lower, upper);
    if (branching.isBetter) yield { start: k, point: branching.point, multipliers: NONE };
  }
}
