import { type Box, isWithin } from "../../../numeric/box.js";
import { down, gamma, up } from "../../../numeric/rounding.js";
import type { AffineMinorant } from "../../predictor.js";
import { Ranks } from "../ranks.js";
import type { Trees } from "../trees.js";
import { Cells } from "./cells.js";
import { EnsembleBound } from "./ensemble-bound.js";
import type { EnsembleInstance } from "./instance.js";
import { StepSupport } from "./step-support.js";

/** Functionals of the outputs, and boxes of each, that are remembered. */
const MOST_FUNCTIONALS = 6;
const MOST_BOXES = 12;
const SWEEPS = 3;

/**
 * Affine minorants of weights . outputs of a sum of trees: dual messages leave a separable piecewise constant minorant, and
 * each feature's part is replaced by the supporting line of its convex envelope at the anchor.
 */
export class EnsembleMinorant {
  private readonly cells: Cells;
  private readonly functionals: Functional[] = [];
  private readonly support = new StepSupport();
  /** By feature: how far its part of the last separable minorant rises above the line that took its place. */
  readonly gaps: Float64Array;
  private readonly ends: Float64Array;
  private readonly heights: Float64Array;

  constructor(private readonly trees: Trees) {
    this.cells = new Cells(trees, new Ranks(trees));
    this.gaps = new Float64Array(trees.features);
    let most = 0;
    for (let j = 0; j < trees.features; j++) most = Math.max(most, this.cells.count(j));
    this.ends = new Float64Array(most + 1);
    this.heights = new Float64Array(most);
  }

  /** Like Predictor.minorantOver, which see. */
  over(box: Box, weights: Float64Array, anchor: Float64Array | null, out: AffineMinorant): void {
    out.linear.fill(0);
    // Where there is no separable minorant, all that can be said is where the trees can still be split.
    for (let j = 0; j < this.gaps.length; j++) this.gaps[j] = box.upper[j] > box.lower[j] ? 1 : 0;
    const { functional, scale } = this.functionalOf(weights);
    const { bound } = functional;
    const lower = functional.relax(box);
    const { instance, messages } = bound;
    if (instance === null || messages === null || !messages.isExact) {
      out.constant = down(scale * lower);
      return;
    }
    const unit = scale * bound.unit;
    const credits = messages.creditOfCells();
    let constant = down(unit * messages.sumOfLeastLeaves());
    let magnitude = Math.abs(constant);
    for (let j = 0; j < out.linear.length; j++) {
      const first = instance.cellStart[j];
      const count = instance.cellStart[j + 1] - first;
      for (let c = 0; c < count; c++) {
        // A cell begins where the one before it ends: numbers between two floats belong to the upper one.
        this.ends[c] = c === 0 ? box.lower[j] : bound.cells.lastPoint(j, instance.firstCell[first + c] - 1);
        this.heights[c] = down(unit * credits[first + c]);
      }
      this.ends[count] = box.upper[j];
      this.support.at(this.ends, this.heights, count, anchor?.[j] ?? 0.5 * box.lower[j] + 0.5 * box.upper[j]);
      out.linear[j] = this.support.slope;
      this.gaps[j] = this.support.gap;
      constant += this.support.intercept;
      magnitude += Math.abs(this.support.intercept);
    }
    out.constant = constant - gamma(out.linear.length + 2) * magnitude;
  }

  /** Like Predictor.leastOver, which see: every cell counts with its own share of slopes . x. */
  least(box: Box, weights: Float64Array, slopes: Float64Array): number {
    const { functional, scale } = this.functionalOf(weights);
    const { bound } = functional;
    functional.relax(box);
    const { instance, messages } = bound;
    if (instance === null || messages === null || !messages.isExact) return Number.NEGATIVE_INFINITY;
    const unit = scale * bound.unit;
    const credits = messages.creditOfCells();
    let total = down(unit * messages.sumOfLeastLeaves());
    for (let j = 0; j < slopes.length; j++) {
      const first = instance.cellStart[j];
      const last = instance.cellStart[j + 1] - 1;
      const slope = slopes[j];
      let least = Number.POSITIVE_INFINITY;
      for (let c = first; c <= last; c++) {
        const start = c === first ? box.lower[j] : bound.cells.lastPoint(j, instance.firstCell[c] - 1);
        const end = c === last ? box.upper[j] : bound.cells.lastPoint(j, instance.firstCell[c + 1] - 1);
        const value = down(down(unit * credits[c]) + down(slope * (slope > 0 ? start : end)));
        // NaN proves nothing.
        if (Number.isNaN(value)) return Number.NEGATIVE_INFINITY;
        if (value < least) least = value;
      }
      total = down(total + least);
    }
    return total;
  }

  /**
   * Cuts the ends of the box where weights . outputs is above the limit, by what messages have told of single cells of a box around it, if the functional was asked
   * for over that box last; false if it is above the limit throughout.
   */
  cut(box: Box, weights: Float64Array, limit: number): boolean {
    const { wanted, scale } = normalised(weights);
    const functional = this.functionals.find((candidate) => isEqual(candidate.weights, wanted));
    return functional === undefined || functional.cut(box, up(limit / scale));
  }

  /** Weights of one magnitude, as those of a single output or of a sum of many, share a functional with all that have the same signs. */
  private functionalOf(weights: Float64Array): { functional: Functional; scale: number } {
    const { wanted, scale } = normalised(weights);
    const { functionals, trees } = this;
    const place = functionals.findIndex((candidate) => isEqual(candidate.weights, wanted));
    const functional = place >= 0 ? functionals.splice(place, 1)[0] : new Functional(trees, wanted.slice(), this.cells);
    functionals.unshift(functional);
    if (functionals.length > MOST_FUNCTIONALS) this.forgetOne();
    return { functional, scale };
  }

  /** The functional that was not used for the longest time; those of even weights recur, others of a row's multiplier hardly ever do. */
  private forgetOne(): void {
    const { functionals } = this;
    const last = functionals.findLastIndex(({ weights }) => weights.some((weight) => Math.abs(weight) % 1 !== 0));
    functionals.splice(last > 0 ? last : functionals.length - 1, 1);
  }
}

interface Remembered {
  readonly box: Box;
  readonly instance: EnsembleInstance;
}

/** One functional, and the instances of the boxes that were asked for last: boxes of a search are nested. */
class Functional {
  readonly bound: EnsembleBound;
  private readonly remembered: Remembered[] = [];
  private lower = Number.NEGATIVE_INFINITY;

  constructor(
    trees: Trees,
    readonly weights: Float64Array,
    cells: Cells,
  ) {
    this.bound = new EnsembleBound(trees, weights, { method: "messages", cells });
  }

  /** Like EnsembleMinorant.cut. */
  cut(box: Box, limit: number): boolean {
    const [latest] = this.remembered;
    if (latest === undefined || latest.instance !== this.bound.instance || !isWithin(box, latest.box)) return true;
    return this.bound.cut(box, limit);
  }

  /** Leaves the messages for the box; returns a lower bound. */
  relax(box: Box): number {
    const { remembered, bound } = this;
    const [latest] = remembered;
    if (latest !== undefined && latest.instance === bound.instance && isSame(latest.box, box)) return this.lower;
    let start: EnsembleInstance | null = null;
    for (const { box: outer, instance } of remembered) {
      const isInside = outer.lower.every((low, j) => low <= box.lower[j] && box.upper[j] <= outer.upper[j]);
      if (isInside && (start === null || instance.value.length < start.value.length)) start = instance;
    }
    this.lower = bound.sweep(box, start, SWEEPS);
    if (bound.instance !== null) {
      if (latest?.instance.origin !== bound.instance.origin) remembered.length = 0;
      remembered.unshift({ box: { lower: box.lower.slice(), upper: box.upper.slice() }, instance: bound.instance });
      if (remembered.length > MOST_BOXES) remembered.pop();
    }
    return this.lower;
  }
}

function isEqual(a: Float64Array, b: Float64Array): boolean {
  return a.every((weight, o) => weight === b[o]);
}

function normalised(weights: Float64Array): { wanted: Float64Array; scale: number } {
  const magnitude = Math.abs(weights.find((weight) => weight !== 0) ?? 1);
  const isEven = weights.every((weight) => weight === 0 || Math.abs(weight) === magnitude);
  return isEven ? { wanted: weights.map(Math.sign), scale: magnitude } : { wanted: weights, scale: 1 };
}

function isSame(a: Box, b: Box): boolean {
  return a.lower.every((low, j) => low === b.lower[j]) && a.upper.every((high, j) => high === b.upper[j]);
}
