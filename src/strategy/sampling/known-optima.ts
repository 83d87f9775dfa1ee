import type { MilpBackend } from "../../fullspace/backend.js";
import { ActiveSetWalk } from "../online/active-set-walk.js";
import { PointQuality } from "../online/point-quality.js";
import { ReducedSystem } from "../online/reduced-system.js";
import {
  activities,
  hasIntegers,
  instance,
  type ParametricProgram,
  type ProgramData,
} from "../program/parametric-program.js";
import { hasAffineBounds } from "../proof/affine-bound.js";
import type { Cover } from "../proof/cover.js";
import { boxSolver, COVER_DEFAULTS, coverAt } from "../proof/cover-making.js";
import { raised } from "../proof/cover-raising.js";
import { LagrangianBound } from "../proof/lagrangian-bound.js";
import { cuttingBounds, strengthened } from "../proof/switched-bounds.js";
import { LinearSolver } from "../solver/linear-solver.js";
import type { Labelled } from "../solver/parametric-solver.js";
import type { RelaxationSolver } from "../solver/relaxation.js";
import { TieBreaking } from "../solver/tie-breaking.js";
import { type Strategy, strategyKey } from "../strategy.js";

/** Strategies that are tried at a draw, the ones that fitted last first. */
const MOST_TRIED = 12;
/** What is not tight keeps this distance, relative to 1 + |side|; perturbations are a hundred times as large. */
const CLEAR = 1e-7;
/** How close a proof has to come to an assignment of whole numbers for it to count as the best one, relative to 1 + |objective|: a tenth of what ties are broken by, and above the tolerances of multipliers. */
const CERTAIN = 1e-6;
/** A cover is made for whole numbers that were met so often without one. */
const MEETINGS = 2;
/** Steps of a walk from one strategy to another. */
const MOST_STEPS = 12;
/** Of whole numbers met before, the ones met last, so many are compared at a draw. */
const MOST_COMPARED = 8;
/** How far above the optimum boxes are split at first, relative to 1 + |optimum|: little, as covers are raised where they have to be. */
const MARGIN = 5e-4;
/** Seconds in which a cover may be raised to a draw. */
const RAISING_TIME = 20;

interface Known {
  readonly strategy: Strategy;
  /** Its whole numbers, as a key. */
  readonly whole: string;
  /** Of the program with perturbed bounds. */
  readonly perturbed: ReducedSystem;
  /** Of the program as it is: what its whole numbers are worth. */
  readonly plain: ReducedSystem;
}

/** A cover, and the program and solver that it is raised with. */
interface RaisableCover {
  readonly cover: Cover;
  readonly program: ParametricProgram;
  readonly solver: RelaxationSolver;
}

/**
 * Recognizes at a draw that a strategy seen before is the one: its linear system gives a point and multipliers that meet the
 * optimality conditions of the program, ties broken, so that no solver is asked. Whole numbers need a proof that they are the best
 * ones, too; where only sides of rows depend on parameters, covers give it.
 */
export class KnownOptima {
  private readonly known = new Map<string, Known>();
  private order: Known[] = [];
  private readonly covers = new Map<string, { meetings: number; cover: RaisableCover | null }>();
  private readonly boxes: RelaxationSolver;
  private readonly ties: TieBreaking;
  /** With the bounds, and with the costs, that ties are broken with. */
  private readonly relaxed: ParametricProgram;
  private readonly costed: ParametricProgram;
  private readonly isMixed: boolean;
  private readonly walk: ActiveSetWalk | null;
  private readonly quality: PointQuality;
  private readonly bounds: LagrangianBound;
  private readonly values: Float64Array;
  private readonly reduced: Float64Array;

  constructor(
    private readonly program: ParametricProgram,
    relaxations: RelaxationSolver,
    private readonly backend: MilpBackend,
  ) {
    this.boxes = boxSolver(program, relaxations);
    this.ties = new TieBreaking(program);
    this.relaxed = { ...program, lower: this.ties.lower, upper: this.ties.upper };
    this.costed = { ...program, linear: this.ties.costsOf(program) ?? program.linear };
    this.isMixed = hasIntegers(program);
    this.walk = program.quadratic !== null && !this.isMixed ? new ActiveSetWalk(this.relaxed) : null;
    this.quality = new PointQuality(program);
    this.bounds = new LagrangianBound(program);
    this.values = new Float64Array(program.rowNames.length);
    this.reduced = new Float64Array(program.lower.length);
  }

  /** Whether what is seen can be recognized at all. */
  static suits(program: ParametricProgram): boolean {
    return !hasIntegers(program) || (program.quadratic === null && hasAffineBounds(program));
  }

  /** The strategy at the data, if it is a known one and that can be shown. */
  find(data: ProgramData): Strategy | null {
    const walked = this.walkedTo(data);
    if (walked !== null) return walked;
    for (let k = 0; k < Math.min(this.order.length, MOST_TRIED); k++) {
      const one = this.order[k];
      if (!this.isBest(one, data) || !this.isOptimal(one, this.ties.everywhere(data))) continue;
      this.order = [one, ...this.order.filter((other) => other !== one)];
      return one.strategy;
    }
    return null;
  }

  /** Where the objective is quadratic, a walk from the strategy that fitted last mostly ends at the one, seen before or not. */
  private walkedTo(data: ProgramData): Strategy | null {
    const { walk } = this;
    if (walk === null || this.order.length === 0) return null;
    const moved = this.ties.everywhere(data);
    let { strategy } = this.order[0];
    for (let step = 0; step < MOST_STEPS; step++) {
      const next = walk.next(strategy, walk.recovered(strategy, moved), moved);
      if (next !== null) {
        strategy = next;
        continue;
      }
      const one = this.remember(strategy);
      if (!this.isOptimal(one, moved)) return null;
      this.order = [one, ...this.order.filter((other) => other !== one)];
      return strategy;
    }
    return null;
  }

  /**
   * The strategy at data where none that is known is the one, by whole numbers that were met before: the best of these, with a proof that
   * covers are raised to. Null if that does not succeed.
   * @param labelled the strategy of the best point with given whole numbers
   */
  async settle(
    data: ProgramData,
    labelled: (integers: Float64Array) => Promise<Pick<Labelled, "strategy">>,
  ): Promise<Strategy | null> {
    if (![...this.covers.values()].some(({ cover }) => cover !== null)) return null;
    const compared = [...this.covers.keys()].reverse().slice(0, MOST_COMPARED);
    let best: Known | null = null;
    let objective = Number.POSITIVE_INFINITY;
    const tried = this.order.slice(0, MOST_TRIED);
    const least = tried.reduce((so, one) => Math.min(so, this.objectiveOf(one, data)), Number.POSITIVE_INFINITY);
    for (const whole of compared) {
      if (tried.some((one) => one.whole === whole && this.boundWithin(one, data) > least)) continue;
      const { strategy } = await labelled(Float64Array.from(whole.split(","), Number));
      if (strategy === null) continue;
      const one = this.remember(strategy);
      const value = this.objectiveOf(one, data);
      if (!(value < objective)) continue;
      objective = value;
      best = one;
    }
    if (best === null) return null;
    if (this.isBest(best, data)) return best.strategy;
    const any = [...this.covers.values()].find(({ cover }) => cover !== null)?.cover;
    const raisable = this.covers.get(best.whole)?.cover ?? any;
    if (!raisable) return null;
    const { cover, program, solver } = raisable;
    const enough = enoughFor(objective);
    const stronger = instance(program, data.theta);
    const { bound } = await raised(program, cover, stronger, enough, solver, this.backend, RAISING_TIME);
    return bound >= enough ? best.strategy : null;
  }

  /** Remembers what a solver found. */
  async learn(strategy: Strategy, theta: Float64Array): Promise<void> {
    const { whole } = this.remember(strategy);
    if (!this.isMixed) return;
    const entry = this.covers.get(whole) ?? { meetings: 0, cover: null };
    this.covers.set(whole, entry);
    if (++entry.meetings !== MEETINGS) return;
    const bounds = await cuttingBounds(this.costed, theta, this.backend);
    const { program, guarded } = strengthened(this.costed, bounds);
    const solver = bounds.length === 0 ? this.boxes : new LinearSolver(program, this.backend);
    const options = { ...COVER_DEFAULTS, margin: MARGIN };
    const cover = await coverAt(program, theta, strategy.integers, solver, this.backend, options, guarded);
    entry.cover = cover === null ? null : { cover, program, solver };
  }

  private remember(strategy: Strategy): Known {
    const key = strategyKey(strategy);
    const before = this.known.get(key);
    if (before !== undefined) return before;
    const one = {
      strategy,
      whole: strategy.integers.join(),
      perturbed: new ReducedSystem(this.relaxed, strategy),
      plain: new ReducedSystem(this.program, strategy),
    };
    this.known.set(key, one);
    this.order.unshift(one);
    return one;
  }

  /** A lower bound of what can be had with the whole numbers of a strategy, from its multipliers. */
  private boundWithin({ plain, strategy }: Known, data: ProgramData): number {
    const { program, bounds } = this;
    const moved = this.ties.withCosts(data);
    plain.recover(moved);
    const lower = program.lower.slice();
    const upper = program.upper.slice();
    let place = 0;
    for (let j = 0; j < lower.length; j++) {
      if (program.isInteger[j] === 0) continue;
      lower[j] = strategy.integers[place];
      upper[j] = strategy.integers[place++];
    }
    return bounds.at(moved, { multipliers: plain.multipliers, anchor: null }, lower, upper);
  }

  /** What a strategy's point is worth at the data, ties between costs broken; infinite if it is not feasible. */
  private objectiveOf({ plain }: Known, data: ProgramData): number {
    const moved = this.ties.withCosts(data);
    plain.recover(moved);
    this.quality.measure(moved, plain.point);
    return this.quality.isFeasible ? this.quality.objective : Number.POSITIVE_INFINITY;
  }

  /** Whether the strategy's whole numbers are the best ones. */
  private isBest(one: Known, data: ProgramData): boolean {
    if (!this.isMixed) return true;
    const objective = this.objectiveOf(one, data);
    if (objective === Number.POSITIVE_INFINITY) return false;
    const moved = this.ties.withCosts(data);
    const enough = enoughFor(objective);
    const own = this.covers.get(one.whole)?.cover ?? null;
    if (own !== null && own.cover.at(moved, enough) >= enough) return true;
    for (const { cover: other } of this.covers.values()) {
      if (other !== null && other !== own && other.cover.at(moved, enough) >= enough) return true;
    }
    return false;
  }

  /** Whether the strategy's point, whole numbers given, is the unique optimum of the moved data. */
  private isOptimal({ strategy, perturbed }: Known, moved: ProgramData): boolean {
    const { relaxed, values, reduced } = this;
    const { rows, columns } = strategy;
    const { isInteger, lower, upper, starts, indices, quadratic } = relaxed;
    perturbed.recover(moved);
    const { point, multipliers } = perturbed;
    activities(relaxed, moved, point, values);
    reduced.set(moved.linear);
    for (let r = 0; r < rows.length; r++) {
      const y = multipliers[r];
      if (rows[r] === 0 && !isBetween(values[r], moved.rowLower[r], moved.rowUpper[r])) return false;
      if (moved.rowLower[r] !== moved.rowUpper[r] && !(y * rows[r] <= 0)) return false;
      if (y === 0) continue;
      for (let e = starts[r]; e < starts[r + 1]; e++) reduced[indices[e]] -= y * moved.values[e];
    }
    for (let j = 0; j < columns.length; j++) {
      if (isInteger[j] === 1) continue;
      if (columns[j] === 0) {
        if (!isBetween(point[j], lower[j], upper[j])) return false;
        continue;
      }
      let slope = reduced[j];
      if (quadratic !== null) {
        for (let e = quadratic.starts[j]; e < quadratic.starts[j + 1]; e++) {
          slope += quadratic.values[e] * point[quadratic.indices[e]];
        }
      }
      if (lower[j] !== upper[j] && !(slope * columns[j] <= 0)) return false;
    }
    return true;
  }
}

function isBetween(value: number, lower: number, upper: number): boolean {
  const isAbove = lower === Number.NEGATIVE_INFINITY || value - lower > CLEAR * (1 + Math.abs(lower));
  return isAbove && (upper === Number.POSITIVE_INFINITY || upper - value > CLEAR * (1 + Math.abs(upper)));
}

/** The bound that shows an assignment of whole numbers to be the best one. */
function enoughFor(objective: number): number {
  return objective - CERTAIN * (1 + Math.abs(objective));
}
