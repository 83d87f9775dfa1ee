import { down, gamma, UNIT_ROUNDOFF, up } from "../../numeric/rounding.js";
import type { CovarianceFactor } from "./covariance-factor.js";
import { squaredDistances } from "./covariance-matrix.js";
import type { GaussianProcessDefinition } from "./definition.js";
import { kernelError, VarianceTangent } from "./variance-tangent.js";

/**
 * Mean and standard deviation of the posterior at one point at a time, in output units: estimates, gradients, and the sides of
 * rigorous enclosures that an incumbent needs (its mean may be at most, its deviation at least, so much).
 */
export class PosteriorPoint {
  mean = 0;
  deviation = 0;
  private readonly z: Float64Array;
  private readonly tangent: VarianceTangent;
  private readonly slopes: Float64Array;
  private readonly distances: Float64Array;
  private readonly weightMagnitude: number;
  private readonly steepness: number;
  private x: Float64Array;
  private isMeasured = false;

  constructor(
    private readonly definition: GaussianProcessDefinition,
    factor: CovarianceFactor,
  ) {
    const { inputs, count, weights, kernel } = definition;
    this.z = new Float64Array(inputs);
    this.x = this.z;
    this.tangent = new VarianceTangent(definition, factor);
    this.distances = new Float64Array(count);
    this.slopes = new Float64Array(2 * count);
    let sum = 0;
    for (let i = 0; i < count; i++) sum += Math.abs(weights[i]);
    this.weightMagnitude = up(sum * (1 + gamma(count)));
    this.steepness = kernel.directionalDerivative(1, 0);
  }

  /** Length d, not copied. */
  moveTo(x: Float64Array): void {
    const { definition, z, tangent } = this;
    const { inputs, count, inputOffset, inputFactor, weights, signalVariance, outputScale } = definition;
    this.x = x;
    for (let j = 0; j < inputs; j++) z[j] = (x[j] - inputOffset[j]) * inputFactor[j];
    tangent.solveAt(z);
    this.isMeasured = false;
    let sum = 0;
    let explained = 0;
    for (let i = 0; i < count; i++) {
      sum += weights[i] * tangent.correlations[i];
      explained += tangent.coefficients[i] * tangent.correlations[i];
    }
    this.mean = definition.outputOffset + outputScale * (this.trend() + sum);
    const variance = Math.max(0, signalVariance * (1 - explained));
    this.deviation = Math.abs(outputScale) * Math.sqrt(variance);
  }

  /** Upper bound of the mean at the point of the last `moveTo`. */
  meanUpper(): number {
    const { definition, weightMagnitude, mean } = this;
    const { count, outputOffset, outputScale, inputs } = definition;
    const inexact =
      weightMagnitude * (gamma(count + 6) + 1.001 * kernelError(definition) + this.shift() * this.steepness);
    const rest = gamma(inputs + 8) * (this.trendMagnitude() + weightMagnitude);
    return up(
      mean + up(Math.abs(outputScale) * (inexact + rest)) + gamma(4) * (Math.abs(outputOffset) + Math.abs(mean)),
    );
  }

  /** Lower bound of the standard deviation at the point of the last `moveTo`. */
  deviationLower(): number {
    const { definition, tangent } = this;
    const { kernel, signalVariance, outputScale } = definition;
    this.measure();
    const root = down(Math.sqrt(tangent.varianceLower()));
    const moved = up(up(Math.sqrt(signalVariance)) * kernel.taylorRemainder(0, this.shift()));
    return Math.max(0, down(Math.abs(outputScale) * down(root - moved)));
  }

  /** Upper bound of the standard deviation at the point of the last `moveTo`. */
  deviationUpper(): number {
    const { definition, tangent } = this;
    const { kernel, signalVariance, outputScale } = definition;
    this.measure();
    const root = up(Math.sqrt(Math.max(0, tangent.tangentUpper)));
    const moved = up(up(Math.sqrt(signalVariance)) * kernel.taylorRemainder(0, this.shift()));
    return up(Math.abs(outputScale) * up(root + moved));
  }

  /** out = byMean * d mean/dx + byDeviation * d deviation/dx, estimates, at the point of the last `moveTo`. */
  gradient(byMean: number, byDeviation: number, out: Float64Array): void {
    const { definition, tangent, z, slopes, distances } = this;
    const { kernel, inputs, count, points, weights, inputFactor, outputScale, signalVariance, meanLinear } = definition;
    squaredDistances(points, count, inputs, z, distances);
    kernel.jets(distances, count, 1, slopes);
    // d deviation = outputScale^2 / (2 deviation) dv, dv = -2 s2 sum c_i d kappa_i.
    const scale = this.deviation > 0 ? (byDeviation * outputScale * outputScale * signalVariance) / this.deviation : 0;
    out.fill(0);
    for (let i = 0; i < count; i++) {
      // The gradient of a kink is taken as 0.
      if (distances[i] === 0) continue;
      const slope = 2 * slopes[count + i] * (byMean * outputScale * weights[i] - scale * tangent.coefficients[i]);
      for (let j = 0; j < inputs; j++) out[j] += slope * (z[j] - points[i * inputs + j]);
    }
    for (let j = 0; j < inputs; j++) {
      out[j] *= inputFactor[j];
      if (meanLinear !== null) out[j] += byMean * outputScale * meanLinear[j];
    }
  }

  private measure(): void {
    if (!this.isMeasured) this.tangent.measure();
    this.isMeasured = true;
  }

  /** By how much rounding may have moved the scaled point. */
  private shift(): number {
    let sum = 0;
    for (const value of this.z) sum += value * value;
    return up(up(4 * UNIT_ROUNDOFF * Math.sqrt(sum)) * 1.001);
  }

  private trend(): number {
    const { meanConstant, meanLinear, inputs } = this.definition;
    let sum = meanConstant;
    if (meanLinear !== null) for (let j = 0; j < inputs; j++) sum += meanLinear[j] * this.x[j];
    return sum;
  }

  private trendMagnitude(): number {
    const { meanConstant, meanLinear, inputs } = this.definition;
    let sum = Math.abs(meanConstant);
    if (meanLinear !== null) for (let j = 0; j < inputs; j++) sum += Math.abs(meanLinear[j] * this.x[j]);
    return sum;
  }
}
