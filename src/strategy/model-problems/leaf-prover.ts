import type { Split } from "../../bounds/bounder.js";
import { moveToStep } from "../../bounds/step-split.js";
import { boundingMethods } from "../../bounds/table.js";
import type { Box } from "../../numeric/box.js";
import { MultiplierProgram } from "../../numeric/multiplier-program.js";
import { gamma, up } from "../../numeric/rounding.js";
import { attributeGap } from "../../predictors/network/relaxation/gap-attribution.js";
import { plainInputs } from "../../predictors/network/relaxation/model-inputs.js";
import { Relaxation } from "../../predictors/network/relaxation/relaxation.js";
import { TangentAscent } from "../../predictors/network/relaxation/tangent-ascent.js";
import { float64Above } from "../../predictors/tree-ensemble/cut.js";
import { selectSplit } from "../../search/branching/selection.js";
import type { SplitRule } from "../../search/partition.js";
import type { CentredMinorant, LeafProof, Shift } from "./leaf-proof.js";
import type { ParametricFunctionals } from "./parametric-functionals.js";

const METHOD = boundingMethods.alpha;
/** Rounds of multipliers and a minorant of what they make. */
const ROUNDS = 3;

/** Makes proofs of bounds over boxes that hold for all parameters, as tight as can be for some. */
export class LeafProver implements SplitRule {
  readonly isInteger: Uint8Array;
  /** Proofs of a box are better right after one of a box around it: ensembles of trees remember what they found out there. */
  readonly isBetterWithin: boolean;
  private readonly relaxation: Relaxation;
  private readonly ascent: TangentAscent;
  private readonly program: MultiplierProgram;
  private readonly weights: Float64Array;
  private readonly scores: Float64Array;
  private readonly split: Split = { variable: -1, point: 0, above: 0 };

  constructor(
    private readonly functionals: ParametricFunctionals,
    isInteger: Uint8Array,
  ) {
    const { network, rows } = functionals;
    this.isInteger = isInteger;
    this.isBetterWithin = network.layers.some((layer) => layer.kind === "model" && layer.model.isPiecewiseConstant);
    this.relaxation = new Relaxation(network, METHOD.sweep);
    this.ascent = new TangentAscent(this.relaxation);
    this.program = new MultiplierProgram(network.inputs, rows.length + ROUNDS + 1);
    this.weights = new Float64Array(network.outputs);
    this.scores = new Float64Array(network.inputs);
  }

  /** Beyond a step of a piecewise constant model, whose values there are those of the upper part. */
  above(variable: number, point: number): number {
    const next = float64Above(point);
    for (const layer of this.functionals.network.layers) {
      if (layer.kind !== "model" || layer.model.stepNear === undefined) continue;
      const input = plainInputs(this.functionals.network.layers, layer)?.indexOf(variable) ?? -1;
      if (input >= 0 && layer.model.stepNear(input, point, point, next) === point) return next;
    }
    return point;
  }

  /**
   * A proof for the box that is tight at theta; null where nothing is defined on it: no point of it counts.
   * @param cutoff above which the bound need not be
   */
  prove(box: Box, theta: Float64Array, cutoff: number): LeafProof | null {
    if (!this.relaxation.sweep(box)) return null;
    const multipliers = new Float64Array(this.functionals.rows.length);
    let best = this.candidate(1, multipliers, theta, cutoff);
    if (this.functionals.rows.length > 0) best = this.withRows(best, theta, cutoff);
    this.setWeights(best.objectiveWeight, best.multipliers, theta);
    return this.completed(best);
  }

  /**
   * After `prove`: the variable that the bound loses most by, and where to split it; null: no edge can be split.
   * @param root what edges are compared with
   */
  chooseSplit(box: Box, root: Box): { readonly variable: number; readonly point: number } | null {
    const { relaxation, scores, split, weights } = this;
    relaxation.sweep(box);
    relaxation.backward.runObjective(weights);
    attributeGap(relaxation, scores);
    selectSplit(box, root, scores, split);
    if (split.variable < 0) return null;
    if (this.isInteger[split.variable] === 0) moveToStep(relaxation.state, box, split);
    return { variable: split.variable, point: split.point };
  }

  /** Rounds of weak duality: the program's multipliers, and the minorant of the sum that they make. */
  private withRows(unconstrained: Candidate, theta: Float64Array, cutoff: number): Candidate {
    const { program, relaxation, functionals } = this;
    const n = relaxation.state.inputs;
    const { halfWidths } = relaxation.state;
    const made: Candidate[] = [unconstrained];
    const sides = functionals.rows.map((_, r) => {
      const multipliers = new Float64Array(functionals.rows.length);
      multipliers[r] = 1;
      return this.candidate(0, multipliers, theta, Number.NEGATIVE_INFINITY);
    });
    const infeasible = sides.find(({ bound }) => bound > 0);
    if (infeasible !== undefined) return infeasible;
    for (let round = 0; round < ROUNDS; round++) {
      [...made, ...sides].forEach(({ minorant, limits }, place) => {
        program.constants[place] = minorant.constant - limits;
        program.coefficients.set(minorant.slopes, place * n);
      });
      const status = program.solve(made.length, sides.length, halfWidths);
      if (status === "failed") break;
      const multipliers = new Float64Array(sides.length);
      made.forEach((one, k) => {
        for (let r = 0; r < multipliers.length; r++) multipliers[r] += program.multipliers[k] * one.multipliers[r];
      });
      for (let r = 0; r < multipliers.length; r++) multipliers[r] += program.multipliers[made.length + r];
      if (status === "infeasible") {
        const ray = this.candidate(0, multipliers, theta, 0);
        if (ray.bound > 0) return ray;
        break;
      }
      made.push(this.candidate(1, multipliers, theta, cutoff));
      if (made[made.length - 1].bound > cutoff) break;
    }
    return made.reduce((best, one) => (one.bound > best.bound ? one : best));
  }

  /** A minorant of objectiveWeight * f + sum multipliers_r g_r at theta over the box of the last sweep. */
  private candidate(objectiveWeight: 0 | 1, chosen: Float64Array, theta: Float64Array, cutoff: number): Candidate {
    const { ascent, weights, relaxation } = this;
    const multipliers = this.oneSided(chosen);
    this.setWeights(objectiveWeight, multipliers, theta);
    const limits = this.limitsOf(multipliers);
    relaxation.backward.runObjective(weights);
    ascent.start();
    if (cutoff > Number.NEGATIVE_INFINITY) ascent.improve(weights, up(cutoff + limits));
    const minorant = { constant: ascent.centreValue, slopes: ascent.coefficients.slice() };
    const isUsable = ascent.bound > Number.NEGATIVE_INFINITY;
    const bound = isUsable ? ascent.bound - limits : Number.NEGATIVE_INFINITY;
    return { objectiveWeight, multipliers, minorant: isUsable ? minorant : this.nothing(), limits, bound };
  }

  /** Of the two sides of a row at most one: what they count together is a multiplier itself then, without rounding. */
  private oneSided(multipliers: Float64Array): Float64Array {
    const { rows } = this.functionals;
    return multipliers.map((value, r) => {
      const other = rows.findIndex(({ output }, k) => k !== r && output === rows[r].output);
      return other < 0 ? value : Math.max(0, value - multipliers[other]);
    });
  }

  private nothing(): CentredMinorant {
    return { constant: Number.NEGATIVE_INFINITY, slopes: new Float64Array(this.relaxation.state.inputs) };
  }

  private limitsOf(multipliers: Float64Array): number {
    let value = 0;
    let magnitude = 0;
    this.functionals.rows.forEach(({ limit }, r) => {
      value += multipliers[r] * limit;
      magnitude += Math.abs(multipliers[r] * limit);
    });
    return up(value + 2 * gamma(multipliers.length + 2) * magnitude);
  }

  /** With what each output counts in the Lagrangian, at theta. */
  private setWeights(objectiveWeight: 0 | 1, multipliers: Float64Array, theta: Float64Array): void {
    const factors = this.factorsOf(objectiveWeight, multipliers);
    this.functionals.summands.forEach(({ parameter }, o) => {
      this.weights[o] = parameter < 0 ? factors[o] : factors[o] * theta[parameter];
    });
  }

  /** The same without the parameters. */
  private factorsOf(objectiveWeight: 0 | 1, multipliers: Float64Array): number[] {
    const { summands, rows } = this.functionals;
    return summands.map(({ formula }) => {
      if (formula === 0) return objectiveWeight;
      return rows.reduce((sum, { output, sign }, r) => (output === formula ? sum + sign * multipliers[r] : sum), 0);
    });
  }

  private completed({ objectiveWeight, multipliers, minorant, limits }: Candidate): LeafProof {
    const { state } = this.relaxation;
    const last = state.layers.length - 1;
    const factors = this.factorsOf(objectiveWeight, multipliers);
    const shifts = this.functionals.summands.flatMap(({ parameter }, o): Shift[] => {
      if (parameter < 0 || factors[o] === 0) return [];
      const magnitude = Math.max(Math.abs(state.lower[last][o]), Math.abs(state.upper[last][o]));
      const rising = this.minorantOf(o, 1);
      const falling = this.minorantOf(o, -1);
      return [{ parameter, factor: factors[o], weight: this.weights[o], rising, falling, magnitude }];
    });
    return { objectiveWeight, minorant, shifts, limits, halfWidths: state.halfWidths.slice() };
  }

  /** Of one output, or of its negative. */
  private minorantOf(output: number, sign: 1 | -1): CentredMinorant {
    const { backward, state } = this.relaxation;
    const weights = new Float64Array(this.weights.length);
    weights[output] = sign;
    if (!(backward.runObjective(weights) > Number.NEGATIVE_INFINITY)) return this.nothing();
    return { constant: backward.centreValues[0], slopes: backward.coefficients.slice(0, state.inputs) };
  }
}

/** A minorant with the multipliers that it was made with. */
interface Candidate {
  readonly objectiveWeight: 0 | 1;
  readonly multipliers: Float64Array;
  readonly minorant: CentredMinorant;
  readonly limits: number;
  /** At the parameters that it was made for. */
  readonly bound: number;
}
