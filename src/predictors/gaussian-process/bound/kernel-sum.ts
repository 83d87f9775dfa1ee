import { gamma, up } from "../../../numeric/rounding.js";
import type { Kernel } from "../kernels/kernel.js";

/**
 * f(z) = offset + linear . z + sum_i weights_i kappa(|z - z_i|^2): what every bound of a Gaussian process comes down to. The real function is
 * that of the float64 numbers held here. Weights, offset and linear part may change from node to node; nothing is allocated then.
 */
export class KernelSum {
  /** Length N; change by `setWeights` only. */
  readonly weights: Float64Array;
  offset = 0;
  /** Length d, in scaled coordinates; written freely. */
  readonly linear: Float64Array;
  /** Upper bound of the norm of sum_i weights_i kappa_i in the kernel's reproducing kernel Hilbert space; Infinity: unknown. */
  norm = Number.POSITIVE_INFINITY;
  /** Upper bound of sum_i |weights_i|. */
  weightMagnitude = 0;
  /** How often the weights changed: what was expanded with other weights is of no use. */
  version = 0;

  /** @param points z_i in scaled coordinates, N x d row-major */
  constructor(
    readonly kernel: Kernel,
    readonly points: Float64Array,
    readonly inputs: number,
  ) {
    this.weights = new Float64Array(points.length / inputs);
    this.linear = new Float64Array(inputs);
  }

  get count(): number {
    return this.weights.length;
  }

  /** @param norm upper bound of the norm of sum_i weights_i kappa_i; Infinity where none is known (bounds without it are used then) */
  setWeights(weights: Float64Array, norm: number): void {
    let isNew = false;
    let magnitude = 0;
    for (let i = 0; i < weights.length; i++) {
      if (this.weights[i] !== weights[i]) isNew = true;
      this.weights[i] = weights[i];
      magnitude += Math.abs(weights[i]);
    }
    if (isNew) this.version++;
    this.weightMagnitude = up(magnitude * (1 + gamma(weights.length)));
    this.norm = norm;
  }

  /** f(z) in float64, an estimate. */
  evaluate(z: Float64Array): number {
    const { points, weights, kernel, inputs, linear } = this;
    let value = this.offset;
    for (let j = 0; j < inputs; j++) value += linear[j] * z[j];
    for (let i = 0; i < weights.length; i++) {
      let t = 0;
      for (let j = 0; j < inputs; j++) {
        const difference = z[j] - points[i * inputs + j];
        t += difference * difference;
      }
      value += weights[i] * kernel.derivative(t, 0);
    }
    return value;
  }
}
