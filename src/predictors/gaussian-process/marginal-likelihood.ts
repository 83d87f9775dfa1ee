import { factorize, invert, logDeterminant, solve } from "./cholesky.js";
import { covarianceMatrix } from "./covariance-matrix.js";
import type { Kernel } from "./kernels/kernel.js";
import { RationalQuadratic } from "./kernels/rational-quadratic.js";
import { KERNELS, kernel } from "./kernels/table.js";

/** What a Gaussian process with zero mean is fitted by. */
export interface Hyperparameters {
  readonly lengthScales: Float64Array;
  readonly signalVariance: number;
  readonly noiseVariance: number;
  /** Only of the rational quadratic kernel. */
  readonly alpha?: number | undefined;
}

/**
 * The negative log marginal likelihood of observations y (N) at inputs X (N x d, row-major) under a Gaussian process with
 * zero mean, as a function of the logarithms of its hyper-parameters: d length scales, signal variance, noise variance and
 * alpha where the kernel has one. Value and analytic gradient: Rasmussen and Williams (2006), eqs. 5.8 and 5.9. In float64,
 * O(N^3); Infinity where the matrix is not positive definite in float64.
 */
export class MarginalLikelihood {
  /** Number of hyper-parameters. */
  readonly variables: number;
  private readonly inputs: number;
  private readonly count: number;
  private readonly points: Float64Array;
  private readonly coefficients: Float64Array;
  private readonly inverse: Float64Array;
  private factor: Float64Array | null = null;

  constructor(
    private readonly name: string,
    private readonly X: Float64Array,
    private readonly y: Float64Array,
  ) {
    this.count = y.length;
    this.inputs = X.length / y.length;
    this.variables = this.inputs + 2 + (KERNELS.get(name)?.parameters["alpha"] === undefined ? 0 : 1);
    this.points = new Float64Array(X.length);
    this.coefficients = new Float64Array(this.count);
    this.inverse = new Float64Array(this.count * this.count);
  }

  /** The hyper-parameters of which `theta` holds the logarithms. */
  hyperparameters(theta: Float64Array): Hyperparameters {
    const values = theta.map(Math.exp);
    const d = this.inputs;
    return {
      lengthScales: values.slice(0, d),
      signalVariance: values[d],
      noiseVariance: values[d + 1],
      ...(this.variables === d + 3 ? { alpha: values[d + 2] } : {}),
    };
  }

  evaluate(theta: Float64Array): number {
    const { X, y, points, coefficients, count, inputs } = this;
    const { lengthScales, signalVariance, noiseVariance } = this.hyperparameters(theta);
    for (let i = 0; i < X.length; i++) points[i] = X[i] / lengthScales[i % inputs];
    this.factor = covarianceMatrix(this.kernelAt(theta), points, count, signalVariance, noiseVariance);
    if (factorize(this.factor, count) >= 0) {
      this.factor = null;
      return Number.POSITIVE_INFINITY;
    }
    coefficients.set(y);
    solve(this.factor, count, coefficients);
    let fit = 0;
    for (let i = 0; i < count; i++) fit += y[i] * coefficients[i];
    return 0.5 * (fit + logDeterminant(this.factor, count) + count * Math.log(2 * Math.PI));
  }

  /** To be called after `evaluate` at the same point; zero where that gave Infinity. */
  gradient(theta: Float64Array, out: Float64Array): void {
    const { points, coefficients, inverse, count, inputs, factor } = this;
    out.fill(0);
    if (factor === null) return;
    invert(factor, count, inverse);
    const { signalVariance, noiseVariance } = this.hyperparameters(theta);
    const kappa = this.kernelAt(theta);
    const shape = kappa instanceof RationalQuadratic ? kappa : null;
    const squares = new Float64Array(inputs);
    for (let i = 0; i < count; i++) {
      // Every pair counts twice; d L / d K = (K^-1 - a a') / 2.
      for (let k = 0; k < i; k++) {
        const weight = signalVariance * (inverse[i * count + k] - coefficients[i] * coefficients[k]);
        let t = 0;
        for (let j = 0; j < inputs; j++) {
          const difference = points[i * inputs + j] - points[k * inputs + j];
          squares[j] = difference * difference;
          t += squares[j];
        }
        // Where two points are equal, t does not change; the slope may be infinite there.
        const slope = t === 0 ? 0 : -2 * weight * kappa.derivative(t, 1);
        for (let j = 0; j < inputs; j++) out[j] += slope * squares[j];
        out[inputs] += weight * kappa.derivative(t, 0);
        if (shape !== null) out[inputs + 2] += weight * shape.shapeDerivative(t);
      }
      const diagonal = 0.5 * (inverse[i * count + i] - coefficients[i] * coefficients[i]);
      out[inputs] += signalVariance * diagonal;
      out[inputs + 1] += noiseVariance * diagonal;
    }
  }

  private kernelAt(theta: Float64Array): Kernel {
    const { alpha } = this.hyperparameters(theta);
    return kernel(this.name, alpha === undefined ? {} : { alpha });
  }
}
