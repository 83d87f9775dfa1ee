import type { Bounder, Knowledge, Split } from "../../bounds/bounder.js";
import type { Box } from "../../numeric/box.js";
import { down, gamma, up } from "../../numeric/rounding.js";
import type { ReversePropagation } from "../../predictors/network/relaxation/reverse-propagation.js";
import type { EnsembleBound } from "../../predictors/tree-ensemble/bound/ensemble-bound.js";
import { bytesOf, type EnsembleInstance } from "../../predictors/tree-ensemble/bound/instance.js";
import { RowMultipliers } from "./row-multipliers.js";
import type { TiltedTerm } from "./tilted-term.js";

/** coefficients . x <= limit. */
export interface LinearRow {
  readonly coefficients: Float64Array;
  readonly limit: number;
}

interface RowsKnowledge extends Knowledge {
  readonly instance: EnsembleInstance;
  readonly hasGaps: boolean;
  readonly multipliers: Float64Array;
}

/** Bounds of one box, each with other multipliers of the rows. */
const FIRST_ROUNDS = 8;
const ROUNDS = 2;
/** Other multipliers must promise this share of the distance to the cutoff. */
const WORTHWHILE = 0.02;

/**
 * Bounds a sum of trees and a linear function where linear rows hold: Lagrangian duality, f >= f + sum of multipliers * (row - limit), which is a sum
 * of trees and a linear function again, so that its messages and cells are exact; multipliers are found where the messages are as they are, and messages are
 * swept again with these (block-coordinate ascent on the dual of the local-polytope relaxation with the rows).
 */
export class RowsBounder implements Bounder {
  readonly variables: number;
  readonly candidate: Float64Array;
  private readonly multipliers: RowMultipliers;
  private hasGaps = false;
  /** Of the instances that belong to the ensemble's present root. */
  private origin: symbol | null = null;
  /** The cutoff as the ensemble has it, with the last multipliers. */
  private level = Number.POSITIVE_INFINITY;

  /**
   * @param terms of the ensemble, one per variable
   * @param slopes of the objective's own linear part
   * @param propagation cuts boxes by the rows
   */
  constructor(
    private readonly ensemble: EnsembleBound,
    private readonly terms: readonly TiltedTerm[],
    private readonly slopes: Float64Array,
    private readonly rows: readonly LinearRow[],
    private readonly propagation: ReversePropagation,
  ) {
    this.variables = terms.length;
    this.candidate = new Float64Array(terms.length);
    this.multipliers = new RowMultipliers(ensemble, slopes, rows);
  }

  bound(box: Box, cutoff: number, inherited: RowsKnowledge | null = null): number {
    const { ensemble, multipliers } = this;
    this.candidate.fill(Number.NaN);
    if (this.propagation.run(box, null) === Number.POSITIVE_INFINITY) return Number.POSITIVE_INFINITY;
    if (inherited !== null) multipliers.values.set(inherited.multipliers);
    const known = inherited !== null && inherited.instance.origin === this.origin ? inherited : null;
    this.hasGaps = known?.hasGaps ?? false;
    let best = Number.NEGATIVE_INFINITY;
    if (known === null) {
      // What the ensemble keeps of its first box must hold for all multipliers and cutoffs: without a cutoff nothing is ruled out.
      ensemble.run(box, Number.POSITIVE_INFINITY, null);
      this.origin = ensemble.instance?.origin ?? null;
    }
    let instance = known?.instance ?? ensemble.instance;
    const rounds = known === null ? FIRST_ROUNDS : ROUNDS;
    for (let round = 0; round < rounds; round++) {
      const offset = this.tilt(box);
      this.level = cutoff === Number.POSITIVE_INFINITY ? cutoff : up(up(cutoff - offset));
      const value = ensemble.run(box, this.level, instance);
      if (ensemble.hasGaps) this.hasGaps = true;
      if (ensemble.instance === null) return Number.POSITIVE_INFINITY;
      const own = down(value + offset);
      if (own > best) best = own;
      if (best >= cutoff) return this.hasGaps ? Number.POSITIVE_INFINITY : best;
      instance = ensemble.instance;
      if (round === rounds - 1 || !multipliers.improve(box, WORTHWHILE * (cutoff - best))) break;
    }
    this.tilt(box);
    ensemble.suggest(box, this.candidate);
    ensemble.shrink(box);
    return best;
  }

  knowledge(): RowsKnowledge | null {
    const { instance } = this.ensemble;
    if (instance === null) return null;
    const multipliers = this.multipliers.values.slice();
    return { instance, hasGaps: this.hasGaps, multipliers, byteLength: bytesOf(instance) + multipliers.byteLength };
  }

  /** None: the widest edge, where no tree is left to be split. */
  branchingScores(_box: Box, out: Float64Array): void {
    out.fill(0);
  }

  chooseSplit(_box: Box, out: Split): boolean {
    return !this.ensemble.isSettled && this.ensemble.chooseSplit(this.level, out);
  }

  /**
   * Tilts the terms by the rows with their multipliers; returns a lower bound of what the objective has besides the ensemble's sum at points of the
   * box that satisfy the rows.
   */
  private tilt({ lower, upper }: Box): number {
    const { terms, slopes, rows } = this;
    const { values } = this.multipliers;
    let offset = 0;
    let magnitude = 0;
    for (let r = 0; r < rows.length; r++) {
      offset -= values[r] * rows[r].limit;
      magnitude += Math.abs(values[r] * rows[r].limit);
    }
    for (let j = 0; j < terms.length; j++) {
      let slope = slopes[j];
      let size = Math.abs(slope);
      for (let r = 0; r < rows.length; r++) {
        const part = values[r] * rows[r].coefficients[j];
        slope += part;
        size += Math.abs(part);
      }
      const term = terms[j];
      term.slope = slope;
      offset += slope * term.edge;
      magnitude += size * (Math.abs(term.edge) + Math.max(Math.abs(lower[j]), Math.abs(upper[j])));
    }
    return down(offset - 2 * gamma(2 * rows.length + terms.length + 8) * magnitude);
  }
}
