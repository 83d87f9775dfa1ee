import type { Box } from "../../numeric/box.js";
import { gamma } from "../../numeric/rounding.js";
import { normUpperBound } from "../gaussian-process/bound/kernel-norm.js";
import { KernelSum } from "../gaussian-process/bound/kernel-sum.js";
import { KernelSumBound } from "../gaussian-process/bound/kernel-sum-bound.js";
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
  /** Of every output and of its negative, made at the first bound: their norms take O(N^2). */
  private readonly rising: (KernelSumBound | null)[];
  private readonly falling: (KernelSumBound | null)[];
  private readonly own: AffineMinorant;

  /**
   * @param points z_i, N x inputs row-major
   * @param weights outputs x N
   */
  constructor(
    readonly inputs: number,
    readonly points: Float64Array,
    weights: Float64Array,
  ) {
    const count = points.length / inputs;
    this.outputs = weights.length / count;
    this.sums = Array.from({ length: this.outputs }, (_, o) =>
      this.sumOf(weights.subarray(o * count, (o + 1) * count), Number.POSITIVE_INFINITY),
    );
    this.rising = this.sums.map(() => null);
    this.falling = this.sums.map(() => null);
    this.own = { constant: 0, linear: new Float64Array(inputs) };
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

  rangeOver(box: Box, lower: Float64Array, upper: Float64Array): void {
    for (let o = 0; o < this.outputs; o++) {
      lower[o] = this.boundOf(o, 1).lowerBound(box.lower, box.upper, Number.POSITIVE_INFINITY);
      upper[o] = -this.boundOf(o, -1).lowerBound(box.lower, box.upper, Number.POSITIVE_INFINITY);
    }
  }

  minorantOver(box: Box, weights: Float64Array, anchor: Float64Array | null, out: AffineMinorant): void {
    const { own, inputs } = this;
    out.constant = 0;
    out.linear.fill(0);
    let magnitude = 0;
    for (let o = 0; o < this.outputs; o++) {
      if (weights[o] === 0) continue;
      const factor = Math.abs(weights[o]);
      this.boundOf(o, weights[o] > 0 ? 1 : -1).affineMinorant(box.lower, box.upper, anchor, own);
      out.constant += factor * own.constant;
      magnitude += Math.abs(factor * own.constant);
      for (let j = 0; j < inputs; j++) {
        const slope = factor * own.linear[j];
        out.linear[j] += slope;
        magnitude += Math.abs(slope) * Math.max(Math.abs(box.lower[j]), Math.abs(box.upper[j]));
      }
    }
    out.constant -= gamma(2 * this.outputs + 4) * magnitude + Number.MIN_VALUE;
  }

  /** The weights of an output, in the order of the points. */
  weightsOf(output: number): Float64Array {
    return this.sums[output].weights;
  }

  private sumOf(weights: Float64Array, norm: number): KernelSum {
    const sum = new KernelSum(new SquaredExponential(), this.points, this.inputs);
    sum.setWeights(weights, norm);
    return sum;
  }

  private boundOf(o: number, sign: 1 | -1): KernelSumBound {
    const made = sign > 0 ? this.rising : this.falling;
    const known = made[o];
    if (known !== null) return known;
    const { weights, kernel } = this.sums[o];
    const signed = weights.map((weight) => sign * weight);
    const bound = new KernelSumBound(this.sumOf(signed, normUpperBound(kernel, this.points, this.inputs, signed)));
    made[o] = bound;
    return bound;
  }
}
