import type { Box } from "../../numeric/box.js";
import { DampedBfgs } from "./damped-bfgs.js";
import { ElasticStep, type LinearModel } from "./elastic-step.js";
import type { LocalSolver } from "./local-solver.js";
import { type ConstrainedObjective, violationOf } from "./objective.js";
import { UnitScaling } from "./unit-scaling.js";

const ITERATIONS = 40;
const BACKTRACKS = 12;
const DECREASE = 1e-4;
const FIRST_PENALTY = 10;
const LARGEST_PENALTY = 1e6;
const SHORTEST_STEP = 1e-9;

/**
 * Sequential quadratic programming on the unit box with elastic rows, damped BFGS, the merit function
 * f + penalty * largest scaled violation, and a second-order correction against the Maratos effect (Nocedal and Wright,
 * Numerical Optimization, chapter 18).
 */
export class SequentialQuadratic implements LocalSolver {
  private readonly scaling: UnitScaling;
  private readonly elasticStep: ElasticStep;
  private readonly bfgs: DampedBfgs;
  private readonly x: Float64Array;
  private readonly best: Float64Array;
  private readonly position: Float64Array;
  private readonly trial: Float64Array;
  private readonly firstStep: Float64Array;
  private readonly values: Float64Array;
  private readonly weights: Float64Array;
  private readonly constants: Float64Array;
  private readonly model: LinearModel;
  private readonly duals: Float64Array;
  private readonly slopes: Float64Array;
  private readonly slopesBefore: Float64Array;
  private readonly moved: Float64Array;
  private bestValue = Number.POSITIVE_INFINITY;

  /** @param tolerance by how much a row may be violated, in units of the row */
  constructor(
    private readonly objective: ConstrainedObjective,
    private readonly tolerance: number,
  ) {
    const n = objective.variables;
    const m = objective.rows.count;
    this.scaling = new UnitScaling(n);
    this.elasticStep = new ElasticStep(n, objective.rows);
    this.bfgs = new DampedBfgs(n);
    this.x = new Float64Array(n);
    this.best = new Float64Array(n);
    this.position = new Float64Array(n);
    this.trial = new Float64Array(n);
    this.firstStep = new Float64Array(n);
    this.values = new Float64Array(1 + m);
    this.weights = new Float64Array(1 + m);
    this.constants = new Float64Array(m);
    this.model = { gradients: new Float64Array((1 + m) * n), scales: new Float64Array(m) };
    this.duals = new Float64Array(m);
    this.slopes = new Float64Array(n);
    this.slopesBefore = new Float64Array(n);
    this.moved = new Float64Array(n);
  }

  solve(box: Box, start: Float64Array, out: Float64Array): number {
    const { scaling, position, trial, elasticStep, values, bfgs, moved, duals } = this;
    const { scales } = this.model;
    scaling.scaleBy(box);
    scaling.positionOf(start, position);
    this.bestValue = Number.POSITIVE_INFINITY;
    this.evaluate(position);
    this.linearize();
    const steepness = this.steepness(0);
    for (let k = 0; k < scales.length; k++) scales[k] = this.steepness(k + 1);
    bfgs.reset(steepness);
    let penalty = FIRST_PENALTY * steepness;
    let isFresh = true;
    for (let k = 0; k < ITERATIONS && this.isFinite(); k++) {
      this.constants.set(values.subarray(1));
      const violation = this.scaledViolation();
      if (!this.computeStep(penalty)) {
        // The learned curvature has lost its definiteness to rounding.
        if (isFresh) break;
        bfgs.reset(steepness);
        isFresh = true;
        continue;
      }
      if (elasticStep.elastic > 1e-8 && penalty < LARGEST_PENALTY * steepness) {
        penalty *= 10;
        continue;
      }
      penalty = Math.max(penalty, 1.5 * sumOfMagnitudes(elasticStep.multipliers));
      if (largestMagnitude(elasticStep.step) < SHORTEST_STEP) break;
      const merit = values[0] + penalty * violation;
      const predicted = this.predictedChange(penalty, violation);
      duals.set(elasticStep.multipliers);
      if (!this.searchLine(merit, predicted, penalty)) {
        if (isFresh) break;
        bfgs.reset(steepness);
        isFresh = true;
        this.evaluate(position);
        continue;
      }
      this.lagrangianSlopes(this.slopesBefore);
      for (let j = 0; j < position.length; j++) moved[j] = trial[j] - position[j];
      position.set(trial);
      this.linearize();
      this.lagrangianSlopes(this.slopes);
      bfgs.update(moved, this.slopesBefore, this.slopes);
      isFresh = false;
      const gain = merit - (values[0] + penalty * this.scaledViolation());
      if (gain < 1e-12 * (1 + Math.abs(values[0]))) break;
    }
    scaling.pointAt(position, this.x);
    out.set(this.bestValue < Number.POSITIVE_INFINITY ? this.best : this.x);
    return this.bestValue;
  }

  /** Evaluates everything at the position and keeps the best point that satisfies the rows. */
  private evaluate(position: Float64Array): void {
    const { objective, x, values } = this;
    this.scaling.pointAt(position, x);
    objective.evaluateAll(x, values);
    if (violationOf(objective, values) <= this.tolerance && values[0] < this.bestValue) {
      this.bestValue = values[0];
      this.best.set(x);
    }
  }

  private isFinite(): boolean {
    return Number.isFinite(this.values[0]) && Number.isFinite(violationOf(this.objective, this.values));
  }

  /** Gradients of everything at the point evaluated last, in positions. */
  private linearize(): void {
    const { objective, x, weights, slopes, scaling } = this;
    for (let k = 0; k < weights.length; k++) {
      weights.fill(0);
      weights[k] = 1;
      objective.gradientOf(x, weights, slopes);
      scaling.scaleGradient(slopes);
      this.model.gradients.set(slopes, k * slopes.length);
    }
  }

  private computeStep(penalty: number): boolean {
    const { model, constants, position, bfgs, scaling } = this;
    return this.elasticStep.compute(model, bfgs.matrix, constants, position, scaling.positions, penalty);
  }

  /** Leaves an accepted position in `trial`, evaluated; false if there is none. */
  private searchLine(merit: number, predicted: number, penalty: number): boolean {
    const { elasticStep, firstStep } = this;
    firstStep.set(elasticStep.step);
    const slack = 1e-12 * Math.abs(merit);
    let length = 1;
    for (let b = 0; b < BACKTRACKS; b++, length *= 0.5) {
      const sufficient = merit + DECREASE * length * Math.min(predicted, 0) + slack;
      if (this.tryStep(firstStep, length, penalty) <= sufficient) return true;
      if (b === 0 && this.correct(penalty) && this.tryStep(elasticStep.step, 1, penalty) <= sufficient) {
        return true;
      }
    }
    return false;
  }

  /** Evaluates at a part of the step and returns the merit there. */
  private tryStep(step: Float64Array, length: number, penalty: number): number {
    const { position, trial } = this;
    const { lower, upper } = this.scaling.positions;
    for (let j = 0; j < trial.length; j++) {
      trial[j] = Math.min(Math.max(position[j] + length * step[j], lower[j]), upper[j]);
    }
    this.evaluate(trial);
    return this.values[0] + penalty * this.scaledViolation();
  }

  /** Second-order correction: the same slopes, through the values of the rows at the end of the step. */
  private correct(penalty: number): boolean {
    const { constants, values, firstStep, model } = this;
    if (constants.length === 0) return false;
    const n = firstStep.length;
    for (let k = 0; k < constants.length; k++) {
      let change = 0;
      for (let j = 0; j < n; j++) change += model.gradients[(k + 1) * n + j] * firstStep[j];
      constants[k] = values[k + 1] - change;
    }
    return this.computeStep(penalty);
  }

  private predictedChange(penalty: number, violation: number): number {
    const { step, elastic } = this.elasticStep;
    let change = -penalty * (violation - elastic);
    for (let j = 0; j < step.length; j++) change += this.model.gradients[j] * step[j];
    return change;
  }

  private lagrangianSlopes(out: Float64Array): void {
    const { gradients, scales } = this.model;
    const n = out.length;
    out.set(gradients.subarray(0, n));
    for (let k = 0; k < scales.length; k++) {
      const weight = this.duals[k] / scales[k];
      for (let j = 0; j < n; j++) out[j] += weight * gradients[(k + 1) * n + j];
    }
  }

  private scaledViolation(): number {
    const { lower, upper, count } = this.objective.rows;
    let violation = 0;
    for (let k = 0; k < count; k++) {
      const value = this.values[k + 1];
      violation = Math.max(violation, Math.max(lower[k] - value, value - upper[k]) / this.model.scales[k]);
    }
    return violation;
  }

  /** Largest slope of the objective (0) or of a row (from 1 on); 1 where it is flat. */
  private steepness(which: number): number {
    const n = this.position.length;
    const largest = largestMagnitude(this.model.gradients.subarray(which * n, which * n + n));
    return largest > 1e-12 && largest < Number.POSITIVE_INFINITY ? largest : 1;
  }
}

function largestMagnitude(values: Float64Array): number {
  let largest = 0;
  for (let j = 0; j < values.length; j++) largest = Math.max(largest, Math.abs(values[j]));
  return largest;
}

function sumOfMagnitudes(values: Float64Array): number {
  let sum = 0;
  for (let j = 0; j < values.length; j++) sum += Math.abs(values[j]);
  return sum;
}
