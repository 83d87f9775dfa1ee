import type { Box } from "../../numeric/box.js";
import { gamma } from "../../numeric/rounding.js";
import type { AffineMinorant } from "../predictor.js";
import { normUpperBound } from "./bound/kernel-norm.js";
import { KernelSum } from "./bound/kernel-sum.js";
import { KernelSumBound } from "./bound/kernel-sum-bound.js";
import type { KernelSumMethodName } from "./bound/method.js";
import type { GaussianProcessDefinition } from "./definition.js";
import { intersectScaled, toScaledBox } from "./scaled-box.js";
import { fromScaledMinorant } from "./scaled-minorant.js";

/**
 * factor * mean(x) as scale * (kernel sum in scaled coordinates) + shift. The sum has the weights of the definition, or their negatives, exactly; what
 * rounding does to scale, shift and the linear part is taken off where bounds are turned back.
 */
export class MeanSum {
  readonly inputs: number;
  readonly bound: KernelSumBound;
  private readonly lower: Float64Array;
  private readonly upper: Float64Array;
  private readonly anchor: Float64Array;
  private readonly scale: number;
  private readonly shift: number;

  constructor(
    private readonly definition: GaussianProcessDefinition,
    factor: number,
    method: KernelSumMethodName = "auto",
  ) {
    const { inputs, count, kernel, points, weights, outputScale, outputOffset, meanConstant, meanLinear } = definition;
    const { inputOffset, inputFactor } = definition;
    this.inputs = inputs;
    this.lower = new Float64Array(inputs);
    this.upper = new Float64Array(inputs);
    this.anchor = new Float64Array(inputs);
    const sum = new KernelSum(kernel, points, inputs);
    const sign = factor * outputScale < 0 ? -1 : 1;
    this.scale = Math.abs(factor * outputScale);
    this.shift = factor * outputOffset;
    const norm =
      method === "interval" || method === "mccormick" || method === "separable" ? Number.POSITIVE_INFINITY : null;
    const signed = new Float64Array(count);
    for (let i = 0; i < count; i++) signed[i] = sign * weights[i];
    sum.setWeights(signed, norm ?? normUpperBound(kernel, points, inputs, weights));
    let magnitude = Math.abs(meanConstant);
    sum.offset = sign * meanConstant;
    if (meanLinear !== null) {
      for (let j = 0; j < inputs; j++) {
        sum.linear[j] = (sign * meanLinear[j]) / inputFactor[j];
        const term = sign * meanLinear[j] * inputOffset[j];
        sum.offset += term;
        magnitude += Math.abs(term);
      }
      sum.offset -= gamma(inputs + 4) * magnitude;
    }
    this.bound = new KernelSumBound(sum, method);
  }

  /** As Bounder.bound has it, without rounds: one bound over the box; `cutoff` may be infinite. */
  lowerBound(box: Box, cutoff: number): number {
    const { lower, upper } = this;
    toScaledBox(this.definition, box, lower, upper);
    return this.outer(this.bound.lowerBound(lower, upper, this.innerCutoff(cutoff)));
  }

  /** After `lowerBound` with a finite cutoff: see KernelSumBound.cut; the box is in the problem's coordinates. */
  cut(box: Box): number {
    const { lower, upper, definition } = this;
    const shrinkage = this.bound.cut(lower, upper);
    if (shrinkage > 1 || !intersectScaled(definition, lower, upper, box)) return Number.POSITIVE_INFINITY;
    return shrinkage;
  }

  /** After `lowerBound`: a point of the box with a small value. */
  minimiser(out: Float64Array): void {
    const { inputFactor, inputOffset, inputs } = this.definition;
    for (let j = 0; j < inputs; j++) out[j] = this.bound.minimiser[j] / inputFactor[j] + inputOffset[j];
  }

  /** out(x) <= factor * mean(x) over the box, tight near the anchor. */
  affineMinorant(box: Box, anchor: Float64Array | null, out: AffineMinorant): void {
    const { lower, upper, definition, scale } = this;
    const { inputFactor, inputOffset, inputs } = definition;
    toScaledBox(definition, box, lower, upper);
    if (anchor) for (let j = 0; j < inputs; j++) this.anchor[j] = (anchor[j] - inputOffset[j]) * inputFactor[j];
    this.bound.affineMinorant(lower, upper, anchor && this.anchor, out);
    out.constant -= this.linearSlack();
    fromScaledMinorant(definition, scale, box, out);
    out.constant = this.shifted(out.constant);
  }

  /** What the linear part's rounding may amount to over the box, before the scale. */
  private linearSlack(): number {
    const { linear } = this.bound.sum;
    let magnitude = 0;
    for (let j = 0; j < linear.length; j++) {
      magnitude += Math.abs(linear[j]) * Math.max(Math.abs(this.lower[j]), Math.abs(this.upper[j]));
    }
    return gamma(linear.length + 4) * magnitude;
  }

  private outer(inner: number): number {
    const value = this.scale * (inner - this.linearSlack());
    return this.shifted(value - gamma(4) * Math.abs(value) - Number.MIN_VALUE);
  }

  private shifted(value: number): number {
    return value + this.shift - gamma(4) * (Math.abs(value) + Math.abs(this.shift));
  }

  /** What the kernel sum must exceed for the outer bound to exceed the cutoff. */
  private innerCutoff(cutoff: number): number {
    if (!Number.isFinite(cutoff)) return cutoff;
    const value = cutoff - this.shift;
    const margin = 4 * gamma(4) * (Math.abs(cutoff) + Math.abs(this.shift));
    return (
      ((value + margin) / this.scale) * (1 + (value > 0 ? 1 : -1) * gamma(8)) +
      2 * this.linearSlack() +
      Number.MIN_VALUE
    );
  }
}
