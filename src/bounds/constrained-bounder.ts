import type { Box } from "../numeric/box.js";
import { MultiplierProgram } from "../numeric/multiplier-program.js";
import { down, gamma, up } from "../numeric/rounding.js";
import type { Network } from "../predictors/network/network.js";
import { attributeGap } from "../predictors/network/relaxation/gap-attribution.js";
import { Relaxation } from "../predictors/network/relaxation/relaxation.js";
import { ReversePropagation } from "../predictors/network/relaxation/reverse-propagation.js";
import { TangentAscent } from "../predictors/network/relaxation/tangent-ascent.js";
import type { AffineMinorant } from "../predictors/predictor.js";
import type { Bounder, Split } from "./bounder.js";
import { cutBox } from "./box-cut.js";
import { BoxTightening } from "./box-tightening.js";
import { CutPool } from "./cut-pool.js";
import type { Cuts } from "./cut-separation.js";
import type { BoundingMethod } from "./method.js";
import { hasManyArguments, PolytopeStage } from "./polytope-stage.js";
import { type Exchange, rowExchanges } from "./row-exchange.js";
import { type OneSidedRow, oneSidedRows, type Rows } from "./rows.js";
import { moveToStep } from "./step-split.js";

const WORTHWHILE_SHRINKAGE = 0.15;
const MAX_ROUNDS = 5;
/** Rounds of multipliers, combined pass and moving tangents in one sweep. */
const MAX_PASSES = 3;
/** What the rows that the candidate violates weigh in branching, against the gap to the cutoff. */
const ROW_SHARE = 0.3;

/**
 * Bounds output 0 of a network over the points of a box that satisfy rows on its other outputs: weak duality,
 * f >= min (f + sum lambda_r (g_r - limit_r)) for any lambda >= 0, with multipliers from a small linear program in every
 * node and the whole functional carried back at once, so that what f and g share cancels. Rows cut the box, too.
 */
export class ConstrainedBounder implements Bounder {
  readonly variables: number;
  readonly candidate: Float64Array;
  readonly relaxation: Relaxation;
  private readonly ascent: TangentAscent;
  private readonly rows: readonly OneSidedRow[];
  private readonly exchanges: readonly Exchange[];
  /** Its first rows, `objectives` of them, are nowhere above the objective at feasible points of the last box. */
  readonly program: MultiplierProgram;
  private readonly tightening: BoxTightening;
  private readonly propagation: ReversePropagation;
  /** Which rows are in the program, in its order, after the objective rows. */
  private readonly active: number[] = [];
  /** Per objective row of the program: the multipliers by row that its minorant was made with. */
  private readonly histories: Float64Array[];
  private readonly weights: Float64Array;
  private readonly multipliers: Float64Array;
  private readonly values: Float64Array;
  private readonly own: Float64Array;
  private readonly rowWeights: Float64Array;
  objectives = 0;
  /** Per row, the largest violation at a candidate so far: what later ones are measured by. */
  private readonly violations: Float64Array;
  private readonly pool: CutPool;
  private readonly stage: PolytopeStage;
  /** The sum of the pool's cuts with their multipliers. */
  private readonly plane: AffineMinorant;
  /** From the last bound to the cutoff. */
  private remaining = 0;
  /** That gap in the present node before it was swept over a polytope; NaN if it was not. */
  private gapBefore = Number.NaN;
  /** There are arguments enough that a sweep over a polytope can tighten: models are bounded over boxes. */
  private readonly hasArguments: boolean;
  private passShrinkage = 0;

  constructor(
    private readonly network: Network,
    private readonly method: BoundingMethod,
    rows: Rows,
    isInteger: Uint8Array | null = null,
    private readonly cuts: Cuts | null = null,
  ) {
    this.variables = network.inputs;
    this.hasArguments = hasManyArguments(network);
    this.candidate = new Float64Array(network.inputs);
    this.relaxation = new Relaxation(network, method.sweep);
    this.ascent = new TangentAscent(this.relaxation);
    this.rows = oneSidedRows(rows);
    this.exchanges = rowExchanges(network.layers, this.rows);
    this.propagation = new ReversePropagation(network.layers, isInteger);
    rows.lower.forEach((lower, k) => {
      this.propagation.limit(k + 1, lower, rows.upper[k]);
    });
    this.violations = new Float64Array(this.rows.length);
    this.pool = cuts?.pool ?? new CutPool(network.inputs, 0);
    const most = this.relaxation.backward.ways * this.rows.length + this.pool.mostChosen;
    const objectives = MAX_PASSES + 1 + this.exchanges.length;
    this.program = new MultiplierProgram(network.inputs, most + objectives);
    this.tightening = new BoxTightening(network.inputs, most + objectives);
    this.histories = Array.from({ length: objectives }, () => new Float64Array(most));
    this.stage = new PolytopeStage(network.inputs, most + objectives);
    this.plane = { constant: 0, linear: new Float64Array(network.inputs) };
    this.weights = new Float64Array(network.outputs);
    this.multipliers = new Float64Array(most);
    this.values = new Float64Array(network.outputs);
    this.own = new Float64Array(network.inputs);
    this.rowWeights = new Float64Array(network.outputs);
  }

  knowledge(): Float32Array | null {
    return this.relaxation.memory.length > 0 ? this.relaxation.memory.record() : null;
  }

  bound(box: Box, cutoff: number, inherited: Float32Array | null = null): number {
    this.gapBefore = Number.NaN;
    const lower = this.boundedBelow(box, cutoff, inherited);
    this.stage.learn(this.gapBefore, lower > cutoff);
    this.remaining = cutoff - lower;
    // Polytopes, also those of the boxes around this one, leave out points that are not below the cutoff: no more than that is proved of them.
    return lower > cutoff ? Number.POSITIVE_INFINITY : lower;
  }

  private boundedBelow(box: Box, cutoff: number, inherited: Float32Array | null = null): number {
    let lower = Number.NEGATIVE_INFINITY;
    this.propagation.limit(0, Number.NEGATIVE_INFINITY, cutoff);
    if (this.propagation.run(box, null) === Number.POSITIVE_INFINITY) return Number.POSITIVE_INFINITY;
    for (let round = 0; round < MAX_ROUNDS; round++) {
      const isOverPolytope = !Number.isNaN(this.gapBefore);
      const polytope = isOverPolytope ? this.stage.polytope : null;
      const domain = this.cuts?.domain?.over(box) === true ? this.cuts.domain : null;
      this.ascent.domain = domain;
      if (!this.relaxation.sweep(box, inherited, polytope ?? domain)) return Number.POSITIVE_INFINITY;
      const { state } = this.relaxation;
      this.candidate.set(state.centre);
      const interval = state.lower[state.layers.length - 1][0];
      if (interval > lower) lower = interval;
      let shrinkage = this.separateRows(box, cutoff);
      if (!(shrinkage <= 1)) return Number.POSITIVE_INFINITY;
      for (const exchange of this.exchanges) {
        const own = this.exchanged(exchange);
        if (own > lower) lower = own;
      }
      for (let pass = 0; pass < MAX_PASSES && !(lower > cutoff); pass++) {
        const status = this.solveProgram(cutoff, pass === 0 && !isOverPolytope);
        if (status === "failed") break;
        if (status === "infeasible") {
          if (this.provesInfeasible()) return Number.POSITIVE_INFINITY;
          break;
        }
        const before = lower;
        this.takeMultipliers();
        const own = this.combinedPass(box, cutoff);
        if (own > lower) lower = own;
        if (lower > cutoff) return lower;
        shrinkage = Math.max(shrinkage, this.passShrinkage);
        if (pass > 0 && !(lower - before >= 0.05 * (cutoff - before))) break;
      }
      if (lower > cutoff) return lower;
      shrinkage = Math.max(shrinkage, this.tighten(box, cutoff));
      if (shrinkage < Number.POSITIVE_INFINITY) shrinkage = Math.max(shrinkage, this.propagation.run(box, state));
      if (shrinkage === Number.POSITIVE_INFINITY) return shrinkage;
      const isFirst = Number.isNaN(this.gapBefore);
      if (!isFirst && shrinkage < WORTHWHILE_SHRINKAGE) return lower;
      const gap = cutoff - lower;
      if (isFirst && this.makesPolytope(box, cutoff, gap)) this.gapBefore = gap;
      else if (shrinkage < WORTHWHILE_SHRINKAGE) return lower;
      else if (!isFirst) this.makePolytope(box, cutoff);
    }
    return lower;
  }

  /** Whether the box is to be swept once more, cut by planes; makes the polytope for it. */
  private makesPolytope(box: Box, cutoff: number, gap: number): boolean {
    if (!this.hasArguments || !(gap < Number.POSITIVE_INFINITY && this.stage.isWorthwhile(gap))) return false;
    this.makePolytope(box, cutoff);
    return true;
  }

  private makePolytope(box: Box, cutoff: number): void {
    const { stage, program, objectives, active } = this;
    stage.make(box, program, { objectives, rows: active.length, cutoff }, this.relaxation.state.centre);
  }

  /** Solves the program, and where its solution violates convex rows once more with planes that separate it. */
  private solveProgram(cutoff: number, isSeparating: boolean): "optimal" | "infeasible" | "failed" {
    const status = this.program.solve(this.objectives, this.active.length, this.relaxation.state.halfWidths);
    if (status !== "optimal") return status;
    this.takeCandidate();
    if (!isSeparating || this.cuts === null || this.program.valueOf(this.objectives) > cutoff) return status;
    const before = this.pool.chosenCount;
    for (const plane of this.cuts.planes) plane.separate(this.candidate, this.pool);
    if (this.pool.chosenCount === before) return status;
    for (let slot = before; slot < this.pool.chosenCount; slot++) this.addCut(slot);
    return this.solveProgram(cutoff, false);
  }

  private takeCandidate(): void {
    const { centre } = this.relaxation.state;
    for (let i = 0; i < this.variables; i++) this.candidate[i] = centre[i] + this.program.step[i];
  }

  private addCut(slot: number): void {
    const { pool, variables: n } = this;
    const { centre } = this.relaxation.state;
    const from = pool.chosen[slot] * n;
    this.writeRow(
      this.objectives + this.active.length,
      pool.excessAt(slot, centre),
      pool.coefficients.subarray(from, from + n),
    );
    this.active.push(this.rows.length + slot);
  }

  /** Optimality-based tightening with all rows of the program: those of the objective are at most the cutoff. */
  private tighten(box: Box, cutoff: number): number {
    const { program, tightening, variables: n } = this;
    tightening.clear();
    for (let k = 0; k < this.objectives && cutoff < Number.POSITIVE_INFINITY; k++) {
      tightening.add(down(program.constants[k] - cutoff), program.coefficients, k * n);
    }
    for (let place = 0; place < this.active.length; place++) {
      const row = this.objectives + place;
      tightening.add(program.constants[row], program.coefficients, row * n);
    }
    return tightening.run(box, this.relaxation.state.halfWidths);
  }

  adjustSplit(box: Box, out: Split): void {
    moveToStep(this.relaxation.state, box, out);
  }

  /** The gap of the last functional, and that of the rows that the candidate violates by how much it does. */
  branchingScores(_box: Box, out: Float64Array): void {
    const { relaxation, network, values, own, rowWeights } = this;
    relaxation.backward.runObjective(this.weights);
    attributeGap(relaxation, out);
    const isKnown = this.remaining > 0 && this.remaining < Number.POSITIVE_INFINITY;
    const shareOfRows = isKnown ? ROW_SHARE * this.remaining : 1;
    network.evaluate(this.candidate, values);
    for (let r = 0; r < this.rows.length; r++) {
      const { output, sign, limit } = this.rows[r];
      const violation = sign * values[output] - limit;
      if (!(violation > 0)) continue;
      this.violations[r] = Math.max(this.violations[r], violation);
      rowWeights.fill(0);
      rowWeights[output] = sign;
      relaxation.backward.runObjective(rowWeights);
      attributeGap(relaxation, own);
      const total = own.reduce((sum, score) => sum + score, 0);
      if (!(total > 0)) continue;
      const factor = (shareOfRows * (violation / this.violations[r])) / total;
      for (let i = 0; i < out.length; i++) out[i] += factor * own[i];
    }
  }

  /**
   * Minorants of the objective and of every row that its enclosure does not decide, and the cuts that each allows. Returns
   * the largest shrinkage, or +Infinity if a row cannot hold.
   */
  private separateRows(box: Box, cutoff: number): number {
    const { state, backward } = this.relaxation;
    const last = state.layers.length - 1;
    this.active.length = 0;
    this.objectives = 1;
    this.histories[0].fill(0);
    this.weights.fill(0);
    this.weights[0] = 1;
    const minimum = backward.runObjective(this.weights);
    this.writeRow(0, backward.centreValues[0], backward.coefficients);
    let shrinkage = 0;
    if (cutoff < Number.POSITIVE_INFINITY) {
      if (minimum > cutoff) return Number.POSITIVE_INFINITY;
      shrinkage = cutBox(box, backward.coefficients.subarray(0, this.variables), minimum, cutoff);
    }
    for (let r = 0; r < this.rows.length; r++) {
      const { output, sign, limit } = this.rows[r];
      const least = sign > 0 ? state.lower[last][output] : -state.upper[last][output];
      const most = sign > 0 ? state.upper[last][output] : -state.lower[last][output];
      if (least > limit) return Number.POSITIVE_INFINITY;
      if (most <= limit) continue;
      this.weights.fill(0);
      this.weights[output] = sign;
      for (let way = 0; way < backward.ways; way++) {
        const rowMinimum = backward.runWay(way, this.weights);
        if (rowMinimum > limit) return Number.POSITIVE_INFINITY;
        if (!(rowMinimum > Number.NEGATIVE_INFINITY)) continue;
        this.writeRow(1 + this.active.length, down(backward.centreValues[0] - limit), backward.coefficients);
        this.active.push(r);
        const cut = cutBox(box, backward.coefficients.subarray(0, this.variables), rowMinimum, limit);
        shrinkage = Math.max(shrinkage, cut);
      }
    }
    this.pool.choose(state.centre, state.halfWidths);
    for (let slot = 0; slot < this.pool.chosenCount; slot++) this.addCut(slot);
    return shrinkage;
  }

  /** Bounds the objective with a row that puts another model in its place. */
  private exchanged({ row, multiplier }: Exchange): number {
    this.multipliers.fill(0);
    this.multipliers[row] = multiplier;
    this.setWeights(1);
    const { backward } = this.relaxation;
    const high = this.offset("up");
    const bound = backward.runObjective(this.weights);
    if (bound > Number.NEGATIVE_INFINITY)
      this.addObjective(down(backward.centreValues[0] - high), backward.coefficients);
    return down(bound - high);
  }

  private writeRow(place: number, constant: number, coefficients: Float64Array): void {
    const n = this.variables;
    this.program.constants[place] = constant;
    for (let i = 0; i < n; i++) this.program.coefficients[place * n + i] = coefficients[i];
  }

  /** The multipliers by row that the program's solution stands for: its own, and those inside its objective rows. */
  private takeMultipliers(): void {
    const { multipliers, program, histories } = this;
    multipliers.fill(0);
    for (let k = 0; k < this.objectives; k++) {
      const share = program.multipliers[k];
      if (share > 0) for (let r = 0; r < multipliers.length; r++) multipliers[r] += share * histories[k][r];
    }
    this.active.forEach((r, place) => {
      multipliers[r] += program.multipliers[this.objectives + place];
    });
    for (let slot = 0; slot < this.pool.chosenCount; slot++) {
      if (multipliers[this.rows.length + slot] > 0) this.pool.touch(slot);
    }
    this.setWeights(1);
  }

  private setWeights(objective: number): void {
    this.weights.fill(0);
    this.weights[0] = objective;
    this.rows.forEach(({ output, sign }, r) => {
      this.weights[output] += sign * this.multipliers[r];
    });
    this.pool.combine(this.multipliers, this.rows.length, this.relaxation.state.sizes[0], this.plane);
  }

  /**
   * sum lambda_r limit_r, rounded in one direction. The weights of a row's two halves may cancel with rounding; what is
   * lost is covered by the outputs' own sizes in `slack`.
   */
  private offset(direction: "up" | "down"): number {
    const { state } = this.relaxation;
    const sizes = state.sizes[state.layers.length - 1];
    let value = 0;
    let magnitude = 0;
    this.rows.forEach(({ output, limit }, r) => {
      const term = this.multipliers[r] * limit;
      value += term;
      magnitude += Math.abs(term);
      if (this.multipliers[r] > 0) magnitude += this.multipliers[r] * sizes[output];
    });
    const margin = 2 * gamma(this.rows.length + 4) * magnitude;
    return direction === "up" ? up(value + margin) : down(value - margin);
  }

  /**
   * Bounds f + sum lambda_r g_r - sum lambda_r limit_r with moving tangents; the result joins the program. Its minorants before
   * and after the tangents moved cut the box: a feasible point below the cutoff has the sum below cutoff + offset.
   */
  private combinedPass(box: Box, cutoff: number): number {
    const { relaxation, ascent, weights } = this;
    relaxation.backward.runObjective(weights, this.plane);
    ascent.start();
    const high = this.offset("up");
    const limit = up(cutoff + high);
    this.passShrinkage = 0;
    if (cutoff < Number.POSITIVE_INFINITY && ascent.bound <= limit) {
      this.passShrinkage = cutBox(box, ascent.coefficients, ascent.minimum, limit);
      if (this.method.hasAscent) ascent.improve(weights, limit, this.plane);
      if (ascent.bound <= limit) {
        this.passShrinkage = Math.max(this.passShrinkage, cutBox(box, ascent.coefficients, ascent.minimum, limit));
      }
    }
    if (!(ascent.bound > Number.NEGATIVE_INFINITY)) return Number.NEGATIVE_INFINITY;
    if (this.objectives < this.histories.length)
      this.addObjective(down(ascent.centreValue - high), ascent.coefficients);
    const separable = relaxation.backward.separableBound();
    return down((separable > ascent.bound ? separable : ascent.bound) - high);
  }

  /** Objective rows come first in the program: the constraint rows move up by one. */
  private addObjective(constant: number, coefficients: Float64Array): void {
    const { program, variables: n } = this;
    const place = this.objectives;
    const end = place + this.active.length;
    program.coefficients.copyWithin((place + 1) * n, place * n, end * n);
    program.constants.copyWithin(place + 1, place, end);
    this.writeRow(place, constant, coefficients);
    this.histories[place].set(this.multipliers);
    this.objectives++;
  }

  /** Re-checks the program's ray in one pass: sum mu_r g_r is above sum mu_r limit_r everywhere on the box. */
  private provesInfeasible(): boolean {
    this.multipliers.fill(0);
    this.active.forEach((r, place) => {
      this.multipliers[r] = this.program.multipliers[this.objectives + place];
    });
    this.setWeights(0);
    return this.relaxation.backward.runObjective(this.weights, this.plane) > this.offset("up");
  }
}
