import { down, gamma, UNIT_ROUNDOFF, up } from "../../numeric/rounding.js";
import { KernelSum } from "./bound/kernel-sum.js";
import type { KernelSumBound } from "./bound/kernel-sum-bound.js";
import type { GaussianProcessDefinition } from "./definition.js";
import type { PosteriorSum } from "./posterior-sum.js";
import type { VarianceTangent } from "./variance-tangent.js";

/**
 * The posterior deviation from below, by its covariance with a point y: sigma(z) sigma(y) >= |cov(z, y)|. In the space of the features k_i, extended by the noise, sigma(z) is the
 * distance of k_z from the span of the training points' features. For any vector c the function w = k_y - sum_i c_i k_i has <k_z, w> = s2 (kappa(|z - y|^2) - sum_i c_i
 * kappa_i(z)), |w|^2 = v_c(y), and is orthogonal to that span but for the residual r = k(y) - M c, so that
 *
 *     sigma(z) >= (<k_z, w> - s |r| / sqrt(noise)) / sqrt(v_c(y)).
 *
 * That is a kernel sum with y as one more point, tight at y. Its error grows with the square of the distance from y, where |sigma(z) - sigma(y)| <= |k_z - k_y| grows with the
 * distance itself, and is small against sigma as long as y is nearer than the training points are to each other.
 */
export class PosteriorCovariance {
  /** Bounds the last sum that was written. */
  readonly bound: KernelSumBound;
  private readonly points: Float64Array;
  private readonly weights: Float64Array;
  private readonly last: number;

  constructor(
    private readonly definition: GaussianProcessDefinition,
    private readonly posterior: PosteriorSum,
    private readonly tangent: VarianceTangent,
    private readonly noise: number,
    bounder: (sum: KernelSum) => KernelSumBound,
  ) {
    const { kernel, points, inputs, count } = definition;
    this.last = count;
    this.points = new Float64Array(points.length + inputs);
    this.points.set(points);
    this.weights = new Float64Array(count + 1);
    this.bound = bounder(new KernelSum(kernel, this.points, inputs));
  }

  /**
   * sum(z) <= meanFactor * mean(z) + deviationFactor * sigma(z) + extra over the box; the tangent of the variance stands at y. Deviations are in the definition's units
   * before its output scale, means in those after it.
   * @param deviationFactor at least 0
   * @param residual upper bound of |k(y) - M c|
   */
  write(
    meanFactor: number,
    deviationFactor: number,
    extra: number,
    y: Float64Array,
    residual: number,
    lower: Float64Array,
    upper: Float64Array,
  ): void {
    const { definition, posterior, tangent, noise, weights, points, last, bound } = this;
    const { sum } = bound;
    const { signalVariance, inputs, count } = definition;
    const s = up(Math.sqrt(signalVariance));
    // A longer w makes the bound lower only: where its length is not known to be above 0, that of a small part of the prior is taken.
    const length = Math.max(up(Math.sqrt(Math.max(0, tangent.tangentUpper))), 1e-12 * s);
    const factor = Math.max(0, down(deviationFactor / length));
    const norm = up(Math.sqrt(tangent.noiseFreeVariance));
    // The sum belongs to the points: where one has moved, what was expanded is of no use.
    for (let j = 0, k = count * inputs; j < inputs; j++, k++) {
      if (points[k] !== y[j]) sum.version++;
      points[k] = y[j];
    }
    let magnitude = 0;
    for (let i = 0; i <= last; i++) {
      const first = i < last ? meanFactor * definition.outputScale * definition.weights[i] : 0;
      const second = factor * signalVariance * (i < last ? -tangent.coefficients[i] : 1);
      weights[i] = first + second;
      magnitude += Math.abs(first) + Math.abs(second);
    }
    const own = up(up(factor * s) * norm);
    const withMean = up(own + posterior.meanNorm(meanFactor));
    sum.setWeights(weights, up(withMean * (1 + 2 ** -50) + 4 * UNIT_ROUNDOFF * magnitude));
    const lost = up(up(factor * s) * up(residual / down(Math.sqrt(noise))));
    const rest = down(posterior.writeMeanRest(meanFactor, lower, upper, sum) + extra);
    sum.offset = down(down(rest - lost) - up(12 * UNIT_ROUNDOFF * (1 + gamma(count)) * magnitude));
  }
}
