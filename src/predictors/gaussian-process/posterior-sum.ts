import { down, gamma, UNIT_ROUNDOFF, up } from "../../numeric/rounding.js";
import type { KernelSum } from "./bound/kernel-sum.js";
import type { CovarianceFactor } from "./covariance-factor.js";
import type { GaussianProcessDefinition } from "./definition.js";
import { kernelError, type VarianceTangent } from "./variance-tangent.js";

/**
 * Writes functionals of the posterior as kernel sums in scaled coordinates, with the norms that their bounds want. Deviations and
 * variances are in the units of the definition before its output scale, means in those after it.
 */
export class PosteriorSum {
  /** Upper bound of the squared norm of f = sum weights_i kappa_i. */
  private readonly squaredNorm: number;
  /** f at the points, and bounds of the errors of these values. */
  private readonly values: Float64Array;
  private readonly valueErrors: Float64Array;
  private readonly weights: Float64Array;

  constructor(
    private readonly definition: GaussianProcessDefinition,
    factor: CovarianceFactor,
    private readonly tangent: VarianceTangent,
  ) {
    const { count, weights } = definition;
    this.values = new Float64Array(count);
    this.valueErrors = new Float64Array(count);
    this.weights = new Float64Array(count);
    let total = 0;
    for (let k = 0; k < count; k++) total += Math.abs(weights[k]);
    const inexact = 1.001 * kernelError(definition) * total;
    let square = 0;
    let error = 0;
    for (let i = 0; i < count; i++) {
      let sum = 0;
      let magnitude = 0;
      for (let k = 0; k < count; k++) {
        const term = weights[k] * factor.correlation[i * count + k];
        sum += term;
        magnitude += Math.abs(term);
      }
      this.values[i] = sum;
      this.valueErrors[i] = up(gamma(count + 2) * magnitude + inexact);
      square += weights[i] * sum;
      error += Math.abs(weights[i]) * (this.valueErrors[i] + gamma(count + 4) * Math.abs(sum));
    }
    this.squaredNorm = Math.max(0, up(square + up(1.001 * error)));
  }

  /**
   * sum(z) <= meanFactor * mean(z) - varianceFactor * v_c(z) + extra over the box, with equality up to rounding; v_c is the variance's
   * tangent where it stands (VarianceTangent.moveTo), not read where its factor is 0.
   */
  write(
    meanFactor: number,
    varianceFactor: number,
    extra: number,
    lower: Float64Array,
    upper: Float64Array,
    sum: KernelSum,
  ): void {
    const { definition, tangent, weights } = this;
    const { count, signalVariance, outputScale, outputOffset, meanConstant } = definition;
    const a = meanFactor * outputScale;
    const b = 2 * varianceFactor * signalVariance;
    let magnitude = 0;
    if (varianceFactor === 0) {
      for (let i = 0; i < count; i++) weights[i] = a * definition.weights[i];
    } else {
      const { coefficients } = tangent;
      for (let i = 0; i < count; i++) {
        const first = a * definition.weights[i];
        const second = b * coefficients[i];
        weights[i] = first + second;
        magnitude += Math.abs(first) + Math.abs(second);
      }
    }
    if (varianceFactor === 0) for (let i = 0; i < count; i++) magnitude += Math.abs(weights[i]);
    sum.setWeights(weights, this.normOf(a, b, magnitude));
    const shift = meanFactor * outputOffset + a * meanConstant;
    magnitude += Math.abs(meanFactor * outputOffset) + Math.abs(a * meanConstant) + Math.abs(extra);
    let offset = shift + extra;
    if (varianceFactor !== 0) {
      const quadratic = varianceFactor > 0 ? tangent.quadraticUpper : tangent.quadraticLower;
      offset -= varianceFactor * (signalVariance + quadratic);
      magnitude += Math.abs(varianceFactor) * (signalVariance + Math.abs(quadratic));
    }
    const trend = definition.meanLinear === null ? 0 : this.writeTrend(a, lower, upper, sum);
    if (definition.meanLinear === null) sum.linear.fill(0);
    else offset += trend;
    magnitude += Math.abs(trend);
    sum.offset = down(offset - up(12 * UNIT_ROUNDOFF * (1 + gamma(count)) * magnitude + this.trendSlack));
  }

  /** Upper bound of the norm of the kernels' part of factor * mean. */
  meanNorm(factor: number): number {
    return up(Math.abs(factor * this.definition.outputScale) * (1 + 2 ** -50) * up(Math.sqrt(this.squaredNorm)));
  }

  /** Writes the linear part of factor * mean and returns a lower bound of what else it has besides kernels. */
  writeMeanRest(factor: number, lower: Float64Array, upper: Float64Array, sum: KernelSum): number {
    const { meanLinear, meanConstant, outputOffset, outputScale } = this.definition;
    const a = factor * outputScale;
    if (meanLinear === null) sum.linear.fill(0);
    const trend = this.writeTrend(a, lower, upper, sum);
    const magnitude = Math.abs(factor * outputOffset) + Math.abs(a * meanConstant) + Math.abs(trend);
    const slack = meanLinear === null ? 0 : this.trendSlack;
    return down(factor * outputOffset + a * meanConstant + trend - up(12 * UNIT_ROUNDOFF * magnitude + slack));
  }

  private trendSlack = 0;

  /** The linear part in scaled coordinates; returns what it adds to the offset. */
  private writeTrend(a: number, lower: Float64Array, upper: Float64Array, sum: KernelSum): number {
    const { meanLinear, inputFactor, inputOffset, inputs } = this.definition;
    let offset = 0;
    let magnitude = 0;
    if (meanLinear === null) return 0;
    for (let j = 0; j < inputs; j++) {
      const slope = a * meanLinear[j];
      sum.linear[j] = slope / inputFactor[j];
      offset += slope * inputOffset[j];
      magnitude += Math.abs(slope * inputOffset[j]);
      magnitude += Math.abs(sum.linear[j]) * Math.max(Math.abs(lower[j]), Math.abs(upper[j]));
    }
    this.trendSlack = up((inputs + 8) * UNIT_ROUNDOFF * magnitude);
    return offset;
  }

  /** Of a f + b / s2 * (s2 sum c_i kappa_i), weights rounded: `magnitude` is the sum of the terms' magnitudes. */
  private normOf(a: number, b: number, magnitude: number): number {
    const { definition, tangent, values, valueErrors } = this;
    const own = a * a * this.squaredNorm;
    if (b === 0) return up(Math.sqrt(up(own)) * (1 + 2 ** -50) + 4 * UNIT_ROUNDOFF * magnitude);
    const { coefficients } = tangent;
    const { count, signalVariance } = definition;
    let cross = 0;
    let error = 0;
    for (let i = 0; i < count; i++) {
      const term = coefficients[i] * values[i];
      cross += term;
      error += Math.abs(coefficients[i]) * valueErrors[i] + gamma(count + 4) * Math.abs(term);
    }
    const q = b / signalVariance;
    const mixed = 2 * a * b * cross;
    const slip = 2.001 * Math.abs(a * b) * error + 2 ** -48 * Math.abs(mixed);
    const square = up(up(up(own) + up(q * q * tangent.squaredNorm * (1 + 2 ** -48))) + mixed) + up(slip);
    // Rounded weights differ from the real ones by a sum whose norm is at most that of their differences, kappa being at most 1.
    const norm = Math.sqrt(up(Math.max(0, up(square) + 2 ** -50 * (own + Math.abs(mixed)))));
    return up(norm * (1 + 2 ** -50) + 4 * UNIT_ROUNDOFF * magnitude);
  }
}
