import type { Box } from "../../numeric/box.js";
import { down, gamma, up } from "../../numeric/rounding.js";
import { CentredBox } from "../gaussian-process/bound/centred-box.js";
import { KernelSum } from "../gaussian-process/bound/kernel-sum.js";
import { PointGeometry } from "../gaussian-process/bound/point-geometry.js";
import { SquaredExponential } from "../gaussian-process/kernels/squared-exponential.js";
import type { AffineMinorant, Predictor } from "../predictor.js";

/**
 * y_o = sum_i weights_oi exp(-|z - z_i|^2 / 2): support vector machines with radial kernels and kernel density estimates, bounded
 * like the mean of a Gaussian process.
 */
export class KernelExpansion implements Predictor {
  readonly family = "kernel-expansion";
  readonly outputs: number;
  private readonly sums: readonly KernelSum[];
  private readonly geometry: PointGeometry;
  private readonly centred: CentredBox;

  /**
   * @param points z_i, N x inputs row-major
   * @param weights outputs x N
   */
  constructor(
    readonly inputs: number,
    readonly points: Float64Array,
    readonly weights: Float64Array,
  ) {
    const count = points.length / inputs;
    this.outputs = weights.length / count;
    const kernel = new SquaredExponential();
    this.sums = Array.from({ length: this.outputs }, (_, o) => {
      const sum = new KernelSum(kernel, points, inputs);
      sum.setWeights(weights.subarray(o * count, (o + 1) * count), Number.POSITIVE_INFINITY);
      return sum;
    });
    this.geometry = new PointGeometry(kernel, points, inputs);
    this.centred = new CentredBox(inputs);
  }

  evaluate(x: Float64Array, y: Float64Array): void {
    for (let o = 0; o < this.outputs; o++) y[o] = this.sums[o].evaluate(x);
  }

  gradient(x: Float64Array, weights: Float64Array, out: Float64Array): void {
    const { points, inputs, sums } = this;
    out.fill(0);
    for (let i = 0, p = 0; p < points.length; i++, p += inputs) {
      let weight = 0;
      for (let o = 0; o < sums.length; o++) weight += weights[o] * sums[o].weights[i];
      let t = 0;
      for (let j = 0; j < inputs; j++) t += (x[j] - points[p + j]) ** 2;
      const factor = weight * Math.exp(-0.5 * t);
      for (let j = 0; j < inputs; j++) out[j] -= factor * (x[j] - points[p + j]);
    }
  }

  /** Kernel by kernel, on the exact range of each distance. */
  rangeOver(box: Box, lower: Float64Array, upper: Float64Array): void {
    const { geometry, centred, sums } = this;
    centred.set(box.lower, box.upper);
    geometry.set(centred);
    geometry.requireRanges(centred);
    const { nearest, farthest } = geometry;
    for (let o = 0; o < sums.length; o++) {
      const { weights, weightMagnitude } = sums[o];
      let least = 0;
      let most = 0;
      for (let i = 0; i < weights.length; i++) {
        const high = weights[i] * Math.exp(-0.5 * nearest[i]);
        const low = weights[i] * Math.exp(-0.5 * farthest[i]);
        least += Math.min(low, high);
        most += Math.max(low, high);
      }
      const margin = gamma(weights.length + 16) * weightMagnitude;
      lower[o] = down(least - margin);
      upper[o] = up(most + margin);
    }
  }

  minorantOver(box: Box, weights: Float64Array, _anchor: Float64Array | null, out: AffineMinorant): void {
    const lower = new Float64Array(this.outputs);
    const upper = new Float64Array(this.outputs);
    this.rangeOver(box, lower, upper);
    let constant = 0;
    let magnitude = 0;
    for (let o = 0; o < weights.length; o++) {
      const term = weights[o] === 0 ? 0 : weights[o] * (weights[o] > 0 ? lower[o] : upper[o]);
      constant += term;
      magnitude += Math.abs(term);
    }
    out.linear.fill(0);
    out.constant = down(constant - gamma(this.outputs + 4) * magnitude);
  }
}
