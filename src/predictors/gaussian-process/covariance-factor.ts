import { solve, solveLower } from "./cholesky.js";
import { squaredDistances } from "./covariance-matrix.js";
import type { GaussianProcessDefinition } from "./definition.js";
import { covarianceFactor } from "./factorization.js";

/**
 * M = K + noise I of the training points and its Cholesky factor, in float64. The solves are estimates: whoever builds a bound on
 * them has to use a bound that holds for any vector.
 */
export class CovarianceFactor {
  readonly count: number;
  /** kappa(|z_i - z_k|^2), N x N row-major, in both triangles. */
  readonly correlation: Float64Array;
  /** In the definition's units; above 0. */
  readonly noise: number;
  private readonly factor: Float64Array;

  /**
   * @throws RangeError where the noise variance is 0
   * @throws OnnxError where it is not known, or the matrix cannot be factorized
   */
  constructor(definition: GaussianProcessDefinition) {
    const { kernel, points, inputs, count, noiseVariance } = definition;
    if (noiseVariance !== null && !(noiseVariance > 0)) {
      throw new RangeError(
        `bounds of the variance need a noise variance above 0, this Gaussian process has ${noiseVariance}; give it a small one, such as 1e-10 of its signal variance`,
      );
    }
    this.factor = covarianceFactor(definition);
    this.noise = noiseVariance ?? Number.NaN;
    this.count = count;
    this.correlation = new Float64Array(count * count);
    for (let i = 0; i < count; i++) {
      const row = this.correlation.subarray(i * count, (i + 1) * count);
      squaredDistances(points, count, inputs, points.subarray(i * inputs, (i + 1) * inputs), row);
      kernel.jets(row, count, 0, row);
    }
  }

  /** x becomes L^-1 x for the lower factor L. */
  solveLower(x: Float64Array): void {
    solveLower(this.factor, this.count, x);
  }

  /** x becomes M^-1 x. */
  solve(x: Float64Array): void {
    solve(this.factor, this.count, x);
  }
}
