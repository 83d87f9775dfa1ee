import { solve, solveLower } from "./cholesky.js";
import { squaredDistances } from "./covariance-matrix.js";
import type { GaussianProcessDefinition } from "./definition.js";
import { covarianceFactor } from "./factorization.js";

/**
 * Mean and variance of a Gaussian process and their derivatives, in float64: estimates that prove nothing. The variance is that
 * of the latent function, without observation noise, by Cholesky solves; the factor is made at its first use. One
 * workspace per object: no call allocates.
 */
export class Posterior {
  readonly inputs: number;
  private readonly z: Float64Array;
  private readonly t: Float64Array;
  /** Derivatives of kappa in t, order by order, N each. */
  private readonly jets: Float64Array;
  private readonly solved: Float64Array;
  private readonly direction: Float64Array;
  private factor: Float64Array | null = null;

  constructor(readonly definition: GaussianProcessDefinition) {
    const { inputs, count } = definition;
    this.inputs = inputs;
    this.z = new Float64Array(inputs);
    this.t = new Float64Array(count);
    this.jets = new Float64Array(3 * count);
    this.solved = new Float64Array(count);
    this.direction = new Float64Array(inputs);
  }

  mean(x: Float64Array): number {
    const { count, weights } = this.definition;
    this.visit(x, 0);
    let sum = this.trend(x);
    for (let i = 0; i < count; i++) sum += weights[i] * this.jets[i];
    return this.scaledMean(sum);
  }

  /** Writes the gradient of the mean in x to `out`; returns the mean. */
  meanGradient(x: Float64Array, out: Float64Array): number {
    const { count, inputs, weights, inputFactor, meanLinear, outputScale } = this.definition;
    const { jets } = this;
    this.visit(x, 1);
    let sum = this.trend(x);
    for (let i = 0; i < count; i++) sum += weights[i] * jets[i];
    this.weightedGradient(weights, 1, out);
    for (let j = 0; j < inputs; j++) {
      out[j] = outputScale * (inputFactor[j] * out[j] + (meanLinear === null ? 0 : meanLinear[j]));
    }
    return this.scaledMean(sum);
  }

  /** Writes gradient and Hessian (d x d, row-major) of the mean in x; returns the mean. Next to a point of Matern 1/2 or 3/2 the Hessian is infinite. */
  meanHessian(x: Float64Array, gradient: Float64Array, hessian: Float64Array): number {
    const { count, inputs, weights, inputFactor, outputScale, points } = this.definition;
    const value = this.meanGradient(x, gradient);
    const { z, t, jets, direction } = this;
    this.definition.kernel.jets(t, count, 2, jets);
    hessian.fill(0);
    let diagonal = 0;
    for (let i = 0; i < count; i++) {
      // At the point itself an infinite kappa'' meets a distance of 0: its own part is the limit, from kappa' alone.
      const second = t[i] === 0 ? 0 : 4 * weights[i] * jets[2 * count + i];
      diagonal += 2 * weights[i] * jets[count + i];
      for (let j = 0; j < inputs; j++) direction[j] = z[j] - points[i * inputs + j];
      for (let j = 0; j < inputs; j++) {
        const scaled = second * direction[j];
        for (let k = 0; k <= j; k++) hessian[j * inputs + k] += scaled * direction[k];
      }
    }
    for (let j = 0; j < inputs; j++) hessian[j * inputs + j] += diagonal;
    for (let j = 0; j < inputs; j++) {
      for (let k = 0; k <= j; k++) {
        const entry = outputScale * inputFactor[j] * inputFactor[k] * hessian[j * inputs + k];
        hessian[j * inputs + k] = entry;
        hessian[k * inputs + j] = entry;
      }
    }
    return value;
  }

  /** At least 0. @throws OnnxError where the definition has no noise variance or its matrix cannot be factorized */
  variance(x: Float64Array): number {
    const { count, signalVariance, outputScale } = this.definition;
    const { solved, jets } = this;
    this.visit(x, 0);
    for (let i = 0; i < count; i++) solved[i] = signalVariance * jets[i];
    solveLower(this.factorOf(), count, solved);
    let explained = 0;
    for (let i = 0; i < count; i++) explained += solved[i] * solved[i];
    return outputScale * outputScale * Math.max(0, signalVariance - explained);
  }

  standardDeviation(x: Float64Array): number {
    return Math.sqrt(this.variance(x));
  }

  /** Writes the gradient of the variance in x to `out`; returns the variance. */
  varianceGradient(x: Float64Array, out: Float64Array): number {
    const { count, inputs, signalVariance, inputFactor, outputScale } = this.definition;
    const { solved, jets } = this;
    this.visit(x, 1);
    for (let i = 0; i < count; i++) solved[i] = signalVariance * jets[i];
    solve(this.factorOf(), count, solved);
    let explained = 0;
    for (let i = 0; i < count; i++) explained += solved[i] * signalVariance * jets[i];
    this.weightedGradient(solved, -2 * signalVariance, out);
    const scale = outputScale * outputScale;
    for (let j = 0; j < inputs; j++) out[j] *= scale * inputFactor[j];
    return scale * Math.max(0, signalVariance - explained);
  }

  /** Scaled coordinates, squared distances and kernel derivatives at x. */
  private visit(x: Float64Array, order: number): void {
    const { kernel, inputs, count, inputOffset, inputFactor, points } = this.definition;
    const { z, t } = this;
    for (let j = 0; j < inputs; j++) z[j] = (x[j] - inputOffset[j]) * inputFactor[j];
    squaredDistances(points, count, inputs, z, t);
    kernel.jets(t, count, order, this.jets);
  }

  /** out = factor times the gradient in z of sum_i c_i kappa_i, after `visit` of order 1. A kink has the gradient 0 of its own part. */
  private weightedGradient(c: Float64Array, factor: number, out: Float64Array): void {
    const { inputs, count, points } = this.definition;
    const { z, t, jets } = this;
    out.fill(0);
    for (let i = 0; i < count; i++) {
      if (t[i] === 0) continue;
      const slope = 2 * factor * c[i] * jets[count + i];
      for (let j = 0; j < inputs; j++) out[j] += slope * (z[j] - points[i * inputs + j]);
    }
  }

  private trend(x: Float64Array): number {
    const { meanConstant, meanLinear, inputs } = this.definition;
    let sum = meanConstant;
    if (meanLinear !== null) for (let j = 0; j < inputs; j++) sum += meanLinear[j] * x[j];
    return sum;
  }

  private scaledMean(sum: number): number {
    return this.definition.outputOffset + this.definition.outputScale * sum;
  }

  private factorOf(): Float64Array {
    this.factor ??= covarianceFactor(this.definition);
    return this.factor;
  }
}
