import { PointQuality } from "../online/point-quality.js";
import type { ParametricProgram, ProgramData } from "../program/parametric-program.js";
import { DualSimplex } from "./dual-simplex.js";
import { LagrangianBound } from "./lagrangian-bound.js";
import { VariableBox } from "./variable-box.js";

/** Boxes are given up on beyond this depth. */
const MOST_DEPTH = 200;
/** Entries of the tableau that are touched before the search ends: some milliseconds. */
export const MOST_WORK = 5e6;
const WHOLE = 1e-6;

/**
 * A bound of a mixed-integer linear program at given parameters, by branch and bound in this thread: linear relaxations warm
 * from box to box and from query to query, each box's bound proved from its multipliers. It starts from an answer that is
 * thought to be best, so that most boxes are cut off at once; what it finds that is better is kept.
 */
export class BranchingProof {
  /** The better point, after `at` returned with `isBetter`. */
  readonly point: Float64Array;
  isBetter = false;
  objective = Number.NaN;
  private readonly box: VariableBox;
  private readonly simplex: DualSimplex;
  private readonly bounds: LagrangianBound;
  private readonly quality: PointQuality;
  private readonly integers: Int32Array;
  private readonly lower: Float64Array;
  private readonly upper: Float64Array;
  private readonly dual: { multipliers: Float64Array; readonly anchor: null };
  private readonly scaled: Float64Array;
  private provedGap = 0;
  private cutoff = 0;
  private least = 0;
  private mostWork = MOST_WORK;
  /** No point's objective is above it. */
  private ceiling = 0;

  constructor(program: ParametricProgram) {
    if (program.quadratic !== null) throw new RangeError("this proof is for linear objectives");
    this.box = new VariableBox(program);
    this.simplex = new DualSimplex(program, this.box.otherRows);
    this.bounds = new LagrangianBound(program);
    this.quality = new PointQuality(program);
    this.integers = Int32Array.from(program.isInteger.keys()).filter((j) => program.isInteger[j] === 1);
    this.point = new Float64Array(program.lower.length);
    this.lower = new Float64Array(program.lower.length);
    this.upper = new Float64Array(program.lower.length);
    this.scaled = new Float64Array(program.rowNames.length);
    this.dual = { multipliers: this.scaled, anchor: null };
  }

  /**
   * A proved lower bound; boxes are split until it is within provedGap |objective| of the best point, or the work is spent.
   * @param objective of the best point so far; NaN without one
   */
  at(data: ProgramData, objective: number, provedGap: number): number {
    this.begin(data, objective, provedGap);
    return this.all(data);
  }

  /** A proved lower bound over everything. */
  all(data: ProgramData): number {
    return this.within(data, this.box.lower, this.box.upper);
  }

  /** Prepares for `within`, which shares the work that may be spent; the rest is as for `at`. */
  begin(data: ProgramData, objective: number, provedGap: number, mostWork = MOST_WORK): void {
    const { box, simplex } = this;
    this.mostWork = mostWork;
    this.isBetter = false;
    this.objective = objective;
    this.provedGap = provedGap;
    this.setCutoff();
    box.place(data);
    this.ceiling = data.constant[0] + 1;
    for (let j = 0; j < box.lower.length; j++) {
      this.ceiling += Math.max(data.linear[j] * box.lower[j], data.linear[j] * box.upper[j]);
    }
    simplex.load(data);
    simplex.work = 0;
  }

  /** A proved lower bound over a box, infinite where it is empty. */
  within(data: ProgramData, boxLower: Float64Array, boxUpper: Float64Array): number {
    const { box, lower, upper } = this;
    this.least = Number.POSITIVE_INFINITY;
    for (let j = 0; j < lower.length; j++) {
      lower[j] = Math.max(boxLower[j], box.lower[j]);
      upper[j] = Math.min(boxUpper[j], box.upper[j]);
      if (!(lower[j] <= upper[j])) return this.least;
    }
    this.search(data, 0);
    return this.least;
  }

  private setCutoff(): void {
    const { objective, provedGap } = this;
    this.cutoff = Number.isNaN(objective) ? Number.POSITIVE_INFINITY : objective - provedGap * Math.abs(objective);
  }

  /** Bounds what is in `lower` and `upper`, into `least`. */
  private search(data: ProgramData, depth: number): void {
    const { simplex, lower, upper } = this;
    const aim = this.cutoff - data.constant[0];
    // A little beyond, so that the proved bound, rounded down, still exceeds the cutoff.
    const status = simplex.solve(lower, upper, aim + 1e-9 * (1 + Math.abs(aim)), this.mostWork);
    const bound = this.boundOf(data, status === "infeasible");
    // Where it stopped early, or the multipliers prove less than the tableau says, nothing more is to be had.
    const isOpen = !(bound >= this.cutoff) && status === "optimal" && depth < MOST_DEPTH;
    const split = isOpen ? this.mostFractional() : -1;
    if (split < 0) {
      if (isOpen) this.accept(data);
      if (!(bound >= this.least)) this.least = bound;
      return;
    }
    const value = simplex.point[split];
    const [low, high] = [lower[split], upper[split]];
    // First the side that the relaxation is nearer to.
    const isUpFirst = value - Math.floor(value) > 0.5;
    for (const isUp of [isUpFirst, !isUpFirst]) {
      if (isUp) lower[split] = Math.floor(value) + 1;
      else upper[split] = Math.floor(value);
      this.search(data, depth + 1);
      lower[split] = low;
      upper[split] = high;
      if (this.least === Number.NEGATIVE_INFINITY) return;
    }
  }

  /** What the multipliers prove over the box; those of an empty box are enlarged until they prove enough. */
  private boundOf(data: ProgramData, isEmpty: boolean): number {
    const { bounds, simplex, lower, upper, scaled } = this;
    this.dual.multipliers = simplex.multipliers;
    const plain = bounds.at(data, this.dual, lower, upper);
    if (!isEmpty || plain >= this.cutoff) return plain;
    this.dual.multipliers = scaled;
    const wanted = Number.isFinite(this.cutoff) ? this.cutoff : this.ceiling;
    let best = plain;
    for (let k = 0, size = (2 * (wanted - plain)) / simplex.infeasibility; k < 3; k++, size *= 100) {
      for (let r = 0; r < scaled.length; r++) scaled[r] = simplex.multipliers[r] + size * simplex.ray[r];
      best = Math.max(best, bounds.at(data, this.dual, lower, upper));
      if (best >= wanted) break;
    }
    return best;
  }

  private accept(data: ProgramData): void {
    const { simplex, quality, integers, point } = this;
    for (const j of integers) simplex.point[j] = Math.round(simplex.point[j]) + 0;
    quality.measure(data, simplex.point);
    if (!quality.isFeasible || !(Number.isNaN(this.objective) || quality.objective < this.objective)) return;
    point.set(simplex.point);
    this.isBetter = true;
    this.objective = quality.objective;
    this.setCutoff();
  }

  private mostFractional(): number {
    const { integers, simplex, lower, upper } = this;
    let most = WHOLE;
    let chosen = -1;
    for (const j of integers) {
      if (lower[j] === upper[j]) continue;
      const distance = Math.abs(simplex.point[j] - Math.round(simplex.point[j]));
      if (distance <= most) continue;
      most = distance;
      chosen = j;
    }
    return chosen;
  }
}
