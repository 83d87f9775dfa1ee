import type { MilpBackend } from "../../fullspace/backend.js";
import { PointQuality } from "../online/point-quality.js";
import { ReducedSystem } from "../online/reduced-system.js";
import { activities, hasIntegers, type ParametricProgram, type ProgramData } from "../program/parametric-program.js";
import { hasAffineBounds } from "../proof/affine-bound.js";
import type { Cover } from "../proof/cover.js";
import { boxSolver, coverAt } from "../proof/cover-making.js";
import type { RelaxationSolver } from "../solver/relaxation.js";
import { TieBreaking } from "../solver/tie-breaking.js";
import { type Strategy, strategyKey } from "../strategy.js";

/** Strategies that are tried at a draw, the ones that fitted last first. */
const MOST_TRIED = 12;
/** What is not tight keeps this distance, relative to 1 + |side|; perturbations are a hundred times as large. */
const CLEAR = 1e-7;
/** How close a proof has to come to an assignment of whole numbers for it to count as the best one, relative to 1 + |objective|. */
const CERTAIN = 1e-9;
/** A cover is made for whole numbers that were met so often without one. */
const MEETINGS = 2;

interface Known {
  readonly strategy: Strategy;
  /** Of the program with perturbed bounds. */
  readonly perturbed: ReducedSystem;
  /** Of the program as it is: what its whole numbers are worth. */
  readonly plain: ReducedSystem;
}

/**
 * Recognizes at a draw that a strategy seen before is the one: its linear system gives a point and multipliers that meet the
 * optimality conditions of the program, ties broken, so that no solver is asked. Whole numbers need a proof that they are the best
 * ones, too; where only sides of rows depend on parameters, covers give it.
 */
export class KnownOptima {
  private readonly known = new Map<string, Known>();
  private order: Known[] = [];
  private readonly covers = new Map<string, { meetings: number; cover: Cover | null }>();
  private readonly boxes: RelaxationSolver;
  private readonly ties: TieBreaking;
  /** With the bounds, and with the costs, that ties are broken with. */
  private readonly relaxed: ParametricProgram;
  private readonly costed: ParametricProgram;
  private readonly isMixed: boolean;
  private readonly quality: PointQuality;
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
    this.quality = new PointQuality(program);
    this.values = new Float64Array(program.rowNames.length);
    this.reduced = new Float64Array(program.lower.length);
  }

  /** Whether what is seen can be recognized at all. */
  static suits(program: ParametricProgram): boolean {
    return !hasIntegers(program) || (program.quadratic === null && hasAffineBounds(program));
  }

  /** The strategy at the data, if it is a known one and that can be shown. */
  find(data: ProgramData): Strategy | null {
    for (let k = 0; k < Math.min(this.order.length, MOST_TRIED); k++) {
      const one = this.order[k];
      if (!this.isBest(one, data) || !this.isOptimal(one, this.ties.everywhere(data))) continue;
      this.order = [one, ...this.order.filter((other) => other !== one)];
      return one.strategy;
    }
    return null;
  }

  /** Remembers what a solver found. */
  async learn(strategy: Strategy, theta: Float64Array): Promise<void> {
    const key = strategyKey(strategy);
    if (!this.known.has(key)) {
      const one = {
        strategy,
        perturbed: new ReducedSystem(this.relaxed, strategy),
        plain: new ReducedSystem(this.program, strategy),
      };
      this.known.set(key, one);
      this.order.unshift(one);
    }
    if (!this.isMixed) return;
    const whole = strategy.integers.join();
    const entry = this.covers.get(whole) ?? { meetings: 0, cover: null };
    this.covers.set(whole, entry);
    if (++entry.meetings !== MEETINGS) return;
    entry.cover = await coverAt(this.costed, theta, strategy.integers, this.boxes, this.backend);
  }

  /** Whether the strategy's whole numbers are the best ones. */
  private isBest({ strategy, plain }: Known, data: ProgramData): boolean {
    if (!this.isMixed) return true;
    const { quality } = this;
    const moved = this.ties.withCosts(data);
    plain.recover(moved);
    quality.measure(moved, plain.point);
    if (!quality.isFeasible) return false;
    const enough = quality.objective - CERTAIN * (1 + Math.abs(quality.objective));
    const own = this.covers.get(strategy.integers.join())?.cover ?? null;
    if (own !== null && own.at(moved, enough) >= enough) return true;
    for (const { cover } of this.covers.values()) {
      if (cover !== null && cover !== own && cover.at(moved, enough) >= enough) return true;
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
