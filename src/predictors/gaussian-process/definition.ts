import type { Kernel } from "./kernels/kernel.js";

/**
 * The data of a Gaussian process posterior. With z_j = (x_j - inputOffset_j) * inputFactor_j (length scales included in the factor) and
 * kappa_i(x) = kappa(|z - z_i|^2):
 *   mean(x) = outputOffset + outputScale * (meanConstant + meanLinear . x + sum_i weights_i kappa_i(x))
 *   variance(x) = outputScale^2 * (signalVariance - k(x)' (K + noiseVariance I)^-1 k(x)),  k_i = signalVariance kappa_i
 * The real function is that of these float64 numbers, K being the exact kernel matrix of `points`.
 */
export interface GaussianProcessDefinition {
  readonly kernel: Kernel;
  /** d */
  readonly inputs: number;
  /** N */
  readonly count: number;
  readonly inputOffset: Float64Array;
  readonly inputFactor: Float64Array;
  /** z_i, N x d row-major. */
  readonly points: Float64Array;
  /** signalVariance * alpha, length N. */
  readonly weights: Float64Array;
  readonly signalVariance: number;
  /** What is added to the diagonal of K; null: not known (a file that has the mean only), and there is no variance. */
  readonly noiseVariance: number | null;
  readonly meanConstant: number;
  /** In x, length d; null: none. */
  readonly meanLinear: Float64Array | null;
  readonly outputOffset: number;
  readonly outputScale: number;
}
