import { up } from "../../numeric/rounding.js";
import { CovarianceFactor } from "../gaussian-process/covariance-factor.js";
import type { GaussianProcessDefinition } from "../gaussian-process/definition.js";
import { PosteriorPoint } from "../gaussian-process/posterior-point.js";
import type { AcquisitionCost } from "./acquisition.js";

/** A Gaussian process and the cost that its posterior counts with. */
export interface AcquisitionTerm {
  readonly definition: GaussianProcessDefinition;
  readonly cost: AcquisitionCost;
}

/**
 * The sum of the costs of one or several Gaussian processes in the same inputs, for the incumbent: a value that `evaluate` returns
 * and that is the least so far is a rigorous upper bound of the real value (the highest mean and the worst deviation that rounding
 * leaves open), so that a value that is reported is reached.
 */
export class CostObjective {
  readonly variables: number;
  private readonly points: readonly PosteriorPoint[];
  private readonly partials = new Float64Array(2);
  private readonly part: Float64Array;
  private readonly last: Float64Array;
  /** The least value proved so far. */
  private best = Number.POSITIVE_INFINITY;

  constructor(private readonly terms: readonly AcquisitionTerm[]) {
    this.variables = terms[0].definition.inputs;
    this.points = terms.map(({ definition }) => new PosteriorPoint(definition, new CovarianceFactor(definition)));
    this.part = new Float64Array(this.variables);
    this.last = new Float64Array(this.variables).fill(Number.NaN);
  }

  /** The cost in float64. */
  estimate(x: Float64Array): number {
    const { terms, points } = this;
    this.moveTo(x);
    let sum = 0;
    for (let k = 0; k < terms.length; k++) sum += terms[k].cost.value(points[k].mean, points[k].deviation);
    return sum;
  }

  /** The estimate where it is above a value proved before, which takes a third of the time. */
  evaluate(x: Float64Array): number {
    const estimate = this.estimate(x);
    if (estimate > this.best) return estimate;
    const value = this.upperBound(x);
    if (value < this.best) this.best = value;
    return value;
  }

  /** Rigorous. */
  upperBound(x: Float64Array): number {
    const { terms, points } = this;
    this.moveTo(x);
    let sum = 0;
    for (let k = 0; k < terms.length; k++) {
      const mean = points[k].meanUpper();
      const { cost } = terms[k];
      // Costs fall with the deviation, but for probabilities above a half.
      const value = Math.max(
        cost.upperBound(mean, points[k].deviationLower()),
        cost.upperBound(mean, points[k].deviationUpper()),
      );
      sum = k === 0 ? value : up(sum + value);
    }
    return sum;
  }

  gradient(x: Float64Array, out: Float64Array): void {
    const { terms, points, partials, part } = this;
    this.moveTo(x);
    out.fill(0);
    for (let k = 0; k < terms.length; k++) {
      const { mean, deviation } = points[k];
      if (!(deviation > 0)) continue;
      terms[k].cost.gradient(mean, deviation, partials);
      points[k].gradient(partials[0], partials[1], part);
      for (let j = 0; j < out.length; j++) out[j] += part[j];
    }
  }

  private moveTo(x: Float64Array): void {
    const { last, points } = this;
    let isSame = true;
    for (let j = 0; j < x.length; j++) {
      if (last[j] !== x[j]) isSame = false;
      last[j] = x[j];
    }
    if (isSame) return;
    for (const point of points) point.moveTo(last);
  }
}
