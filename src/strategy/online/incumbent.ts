import type { ParametricProgram, ProgramData } from "../program/parametric-program.js";
import { PointQuality } from "./point-quality.js";

/** The best point of an answer so far, and what is proved of it. */
export class Incumbent {
  /** NaN without a point. */
  objective = Number.NaN;
  /** A proved lower bound of the program. */
  bound = Number.NEGATIVE_INFINITY;
  infeasibility = Number.POSITIVE_INFINITY;
  /** Whose point it is; -1 for that of none. */
  strategy = -1;
  private readonly best: Float64Array;
  private readonly quality: PointQuality;

  constructor(program: ParametricProgram) {
    this.best = new Float64Array(program.lower.length);
    this.quality = new PointQuality(program);
  }

  /** A copy; empty without a point. */
  get point(): Float64Array {
    return this.isFound ? this.best.slice() : new Float64Array(0);
  }

  get isFound(): boolean {
    return !Number.isNaN(this.objective);
  }

  /** (objective - bound) / |objective|; infinite without a point or a bound. */
  get gap(): number {
    return relativeGap(this.objective, this.bound);
  }

  clear(): void {
    this.objective = Number.NaN;
    this.bound = Number.NEGATIVE_INFINITY;
    this.infeasibility = Number.POSITIVE_INFINITY;
    this.strategy = -1;
  }

  /** Takes a point if it is feasible and better. @param strategy whose it is; that of the point before, if not given */
  offer(data: ProgramData, point: Float64Array, strategy = this.strategy): boolean {
    const { quality } = this;
    quality.measure(data, point);
    if (!quality.isFeasible || quality.objective >= this.objective) return false;
    this.best.set(point);
    this.objective = quality.objective;
    this.infeasibility = quality.infeasibility;
    this.strategy = strategy;
    return true;
  }

  raise(bound: number): void {
    if (bound > this.bound) this.bound = bound;
  }
}

/** (objective - bound) / |objective|, 0 where the bound is not below; infinite where one of them is no number. */
export function relativeGap(objective: number, bound: number): number {
  const gap = Math.max(objective - bound, 0) / Math.max(Math.abs(objective), 1e-9);
  return Number.isNaN(gap) ? Number.POSITIVE_INFINITY : gap;
}
