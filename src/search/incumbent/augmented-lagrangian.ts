import type { Box } from "../../numeric/box.js";
import type { LocalSolver } from "./local-solver.js";
import { type ConstrainedObjective, violationOf } from "./objective.js";
import { type Differentiable, ProjectedLbfgs } from "./projected-lbfgs.js";
import { UnitScaling } from "./unit-scaling.js";

const ROUNDS = 15;
const ITERATIONS = 60;
const FIRST_PENALTY = 10;
const PENALTY_GROWTH = 8;
/** The penalty grows where a round does not reduce the violation to this part. */
const REDUCTION = 0.25;

/**
 * Augmented Lagrangian for rows with two sides (Hestenes 1969, Powell 1969; Bertsekas, Constrained Optimization and Lagrange
 * Multiplier Methods, section 3.1): penalty / 2 * distance(row + multiplier / penalty, [lower, upper])^2 is added per row.
 */
export class AugmentedLagrangian implements LocalSolver, Differentiable {
  private readonly scaling: UnitScaling;
  private readonly inner: ProjectedLbfgs;
  private readonly x: Float64Array;
  private readonly best: Float64Array;
  private readonly position: Float64Array;
  private readonly slopes: Float64Array;
  private readonly values: Float64Array;
  private readonly weights: Float64Array;
  private readonly multipliers: Float64Array;
  private readonly penalties: Float64Array;

  /** @param tolerance by how much a row may be violated, in units of the row */
  constructor(
    private readonly objective: ConstrainedObjective,
    private readonly tolerance: number,
  ) {
    const n = objective.variables;
    const m = objective.rows.count;
    this.scaling = new UnitScaling(n);
    this.inner = new ProjectedLbfgs(n);
    this.x = new Float64Array(n);
    this.best = new Float64Array(n);
    this.position = new Float64Array(n);
    this.slopes = new Float64Array(n);
    this.values = new Float64Array(1 + m);
    this.weights = new Float64Array(1 + m);
    this.multipliers = new Float64Array(m);
    this.penalties = new Float64Array(m);
  }

  solve(box: Box, start: Float64Array, out: Float64Array): number {
    const { objective, scaling, inner, position, x, values, best, tolerance } = this;
    scaling.scaleBy(box);
    scaling.positionOf(start, position);
    const flatness = 1e-8 * this.choosePenalties();
    this.multipliers.fill(0);
    let bestValue = Number.POSITIVE_INFINITY;
    let before = Number.POSITIVE_INFINITY;
    let settledRounds = 0;
    for (let round = 0; round < ROUNDS && settledRounds < 2; round++) {
      inner.minimize(this, scaling.positions, position, ITERATIONS, flatness);
      this.evaluate(position);
      const violation = violationOf(objective, values);
      if (violation <= tolerance && values[0] < bestValue) {
        bestValue = values[0];
        best.set(x);
      }
      if (!Number.isFinite(violation) || objective.rows.count === 0) break;
      settledRounds = violation <= 0.1 * tolerance ? settledRounds + 1 : 0;
      this.updateMultipliers();
      if (violation > Math.max(REDUCTION * before, 0.1 * tolerance)) {
        for (let k = 0; k < this.penalties.length; k++) this.penalties[k] *= PENALTY_GROWTH;
      }
      before = violation;
    }
    out.set(bestValue < Number.POSITIVE_INFINITY ? best : x);
    return bestValue;
  }

  /** The augmented Lagrangian at a position; leaves the point, the values of all rows and their weights behind. */
  evaluate(position: Float64Array): number {
    const { objective, x, values, weights, multipliers, penalties } = this;
    const { count, lower, upper } = objective.rows;
    this.scaling.pointAt(position, x);
    objective.evaluateAll(x, values);
    weights[0] = 1;
    let sum = values[0];
    for (let k = 0; k < count; k++) {
      const shifted = values[k + 1] + multipliers[k] / penalties[k];
      const distance = shifted - Math.min(Math.max(shifted, lower[k]), upper[k]);
      weights[k + 1] = penalties[k] * distance;
      sum += 0.5 * weights[k + 1] * distance;
    }
    return sum;
  }

  gradient(_position: Float64Array, out: Float64Array): void {
    this.objective.gradientOf(this.x, this.weights, out);
    this.scaling.scaleGradient(out);
  }

  /** The weights of the last evaluation are the next multipliers. */
  private updateMultipliers(): void {
    for (let k = 0; k < this.multipliers.length; k++) this.multipliers[k] = this.weights[k + 1];
  }

  /** Penalties by which objective and rows weigh alike where the search starts; returns the steepness of the objective. */
  private choosePenalties(): number {
    const { penalties } = this;
    this.scaling.pointAt(this.position, this.x);
    const steepness = this.steepness(0);
    for (let k = 0; k < penalties.length; k++) {
      penalties[k] = (FIRST_PENALTY * steepness) / this.steepness(k + 1) ** 2;
    }
    return steepness;
  }

  /** Largest slope of the objective (0) or of a row (from 1 on) in positions; 1 where it is flat. */
  private steepness(which: number): number {
    const { objective, weights, slopes } = this;
    weights.fill(0);
    weights[which] = 1;
    objective.gradientOf(this.x, weights, slopes);
    this.scaling.scaleGradient(slopes);
    let largest = 0;
    for (let j = 0; j < slopes.length; j++) largest = Math.max(largest, Math.abs(slopes[j]));
    return largest > 1e-12 && largest < Number.POSITIVE_INFINITY ? largest : 1;
  }
}
