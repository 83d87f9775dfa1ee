import type { Box } from "../../numeric/box.js";
import type { Random } from "../../numeric/random.js";
import type { CellChoices } from "../../predictors/tree-ensemble/bound/cell-choices.js";
import type { CellProfile } from "../../predictors/tree-ensemble/bound/cell-profile.js";
import type { Cells } from "../../predictors/tree-ensemble/bound/cells.js";
import type { EnsembleBound } from "../../predictors/tree-ensemble/bound/ensemble-bound.js";
import type { IncumbentFinder } from "./finder.js";
import type { Incumbent } from "./incumbent.js";
import type { Objective } from "./objective.js";

const STARTS = 20;
const FIRST_VISITS = 25;
const VISIT_EVERY = 5;
/** Passes over all features; each pass but the last has found something better. */
const MAX_PASSES = 30;
const MAX_PAIR_PASSES = 4;
/** Pairs of features with more combinations than this are passed over. */
const MOST_PAIRS = 4e6;

/**
 * Coordinate descent on the cells of a tree ensemble: all cells of one feature are compared at once, exactly; from random
 * points, then over pairs of features from the best of them; later from what the bounder suggests.
 */
export class CellDescent implements IncumbentFinder {
  readonly fromCandidates = true;
  private readonly at: Int32Array;
  private readonly x: Float64Array;
  /** Lowest cell of each feature. */
  private lowest: Int32Array = new Int32Array(0);
  private choices: ReturnType<CellChoices["over"]>[] = [];
  private readonly cells: Cells;
  private readonly profile: CellProfile;

  /** @param ensemble the trees' sum and the features' terms, which together are the objective */
  constructor(
    private readonly objective: Objective,
    private readonly ensemble: EnsembleBound,
    private readonly random: Random,
  ) {
    this.cells = ensemble.cells;
    this.profile = ensemble.profile();
    this.at = new Int32Array(this.cells.features);
    this.x = new Float64Array(this.cells.features);
  }

  start({ lower, upper }: Box, incumbent: Incumbent, from?: readonly Float64Array[]): void {
    const { ensemble, cells, random, at } = this;
    this.choices = Array.from(lower, (_, j) => ensemble.choices.over(j, lower[j], upper[j]));
    this.lowest = Int32Array.from(lower, (x, j) => cells.cellOf(j, x));
    if (this.choices.some(({ points }) => points.every(Number.isNaN))) return;
    if (from !== undefined) {
      for (const point of from) {
        this.take(point);
        this.descend();
        this.offer(incumbent);
      }
      return;
    }
    for (let k = 0; k < STARTS; k++) {
      for (let j = 0; j < at.length; j++) at[j] = this.lowest[j] + random.below(this.choices[j].points.length);
      this.descend();
      this.offer(incumbent);
    }
    if (!incumbent.exists) return;
    this.take(incumbent.x);
    for (let pass = 0; pass < MAX_PAIR_PASSES && this.improvePairs(); pass++) this.descend();
    this.offer(incumbent);
  }

  visit(start: Float64Array, visits: number, incumbent: Incumbent): void {
    if (visits >= FIRST_VISITS && visits % VISIT_EVERY !== 0) return;
    this.take(start);
    this.descend();
    this.offer(incumbent);
  }

  polish(incumbent: Incumbent): void {
    this.take(incumbent.x);
    this.descend();
    this.offer(incumbent);
  }

  private take(x: Float64Array): void {
    for (let j = 0; j < x.length; j++) this.at[j] = this.cells.cellOf(j, x[j]);
  }

  private offer(incumbent: Incumbent): void {
    const { at, x, lowest, choices } = this;
    for (let j = 0; j < x.length; j++) x[j] = choices[j].points[at[j] - lowest[j]];
    if (x.some(Number.isNaN)) return;
    incumbent.offer(x, this.objective.evaluate(x));
  }

  private descend(): void {
    const { at } = this;
    // Each feature goes to its best cell; when none of the others has moved since, neither will it.
    let still = 0;
    for (let step = 0; still < at.length && step < MAX_PASSES * at.length; step++) {
      still = this.improve(step % at.length) ? 1 : still + 1;
    }
  }

  private improve(j: number): boolean {
    const { at, lowest, choices, profile } = this;
    const own = choices[j].values;
    profile.along(at, j);
    const { values } = profile;
    const from = lowest[j];
    const current = values[at[j]] + own[at[j] - from];
    // Less by more than rounding, so that no two cells are taken in turn; from a cell that is not allowed, to any other one.
    let best = Number.isNaN(current) ? Number.POSITIVE_INFINITY : current - 1e-12 * Math.abs(current);
    let cell = -1;
    for (let c = 0; c < own.length; c++) {
      const value = values[from + c] + own[c];
      if (value < best) {
        best = value;
        cell = from + c;
      }
    }
    if (cell < 0) return false;
    at[j] = cell;
    return true;
  }

  /** The best cells of each pair of features in turn; false if none was better. */
  private improvePairs(): boolean {
    const { at, cells, choices } = this;
    let isBetter = false;
    for (let j = 0; j < at.length; j++) {
      for (let k = j + 1; k < at.length; k++) {
        if (cells.count(j) * cells.count(k) > MOST_PAIRS) continue;
        if (this.improvePair(j, k, choices[j].values, choices[k].values)) isBetter = true;
      }
    }
    return isBetter;
  }

  private improvePair(j: number, k: number, ownOfJ: Float64Array, ownOfK: Float64Array): boolean {
    const { at, lowest, profile } = this;
    profile.across(at, j, k);
    const { values, width } = profile;
    const current = values[at[j] * width + at[k]] + ownOfJ[at[j] - lowest[j]] + ownOfK[at[k] - lowest[k]];
    let best = current - 1e-12 * Math.abs(current);
    let cellOfJ = -1;
    let cellOfK = -1;
    for (let a = 0; a < ownOfJ.length; a++) {
      const row = (lowest[j] + a) * width + lowest[k];
      for (let b = 0; b < ownOfK.length; b++) {
        const value = values[row + b] + ownOfJ[a] + ownOfK[b];
        if (value < best) {
          best = value;
          cellOfJ = lowest[j] + a;
          cellOfK = lowest[k] + b;
        }
      }
    }
    if (cellOfJ < 0) return false;
    at[j] = cellOfJ;
    at[k] = cellOfK;
    return true;
  }
}
