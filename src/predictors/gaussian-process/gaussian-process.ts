import type { Box } from "../../numeric/box.js";
import { down, gamma, up } from "../../numeric/rounding.js";
import type { AffineMinorant, NamedOutputs, Predictor } from "../predictor.js";
import type { KernelSumMethodName } from "./bound/method.js";
import type { GaussianProcessDefinition } from "./definition.js";
import { DeviationSum } from "./deviation-sum.js";
import { MeanSum } from "./mean-sum.js";
import { withPositiveFactors } from "./positive-factors.js";
import { Posterior } from "./posterior.js";

const MEAN = 0;
const VARIANCE = 1;
const DEVIATION = 2;

/** A Gaussian process posterior with the outputs mean, variance and standard deviation, without observation noise. */
export class GaussianProcess implements Predictor {
  readonly family = "gaussian-process";
  readonly outputs = 3;
  readonly inputs: number;
  readonly named: NamedOutputs;
  /** With positive input factors, else as given. */
  readonly definition: GaussianProcessDefinition;
  private readonly posterior: Posterior;
  private readonly slopes: Float64Array;
  /** Made at the first bound: their norms take O(N^2). */
  private rising: MeanSum | null = null;
  private falling: MeanSum | null = null;
  private spread: DeviationSum | null = null;

  /**
   * @param hasDeviation false: variance and standard deviation are not wanted, they evaluate to NaN; each takes O(N^2) per point
   * @param plain the output of a plain call
   * @param isMeanRead false: its range may be coarse
   */
  constructor(
    definition: GaussianProcessDefinition,
    private readonly hasDeviation: boolean = definition.noiseVariance !== null,
    private readonly plain: "mean" | "std" = "mean",
    private readonly isMeanRead = true,
  ) {
    const indices = hasDeviation ? { mean: MEAN, variance: VARIANCE, std: DEVIATION } : { mean: MEAN };
    this.named = { indices, plain: plain === "mean" ? MEAN : DEVIATION };
    this.inputs = definition.inputs;
    this.definition = withPositiveFactors(definition);
    this.posterior = new Posterior(this.definition);
    this.slopes = new Float64Array(definition.inputs);
  }

  evaluate(x: Float64Array, y: Float64Array): void {
    y[MEAN] = this.posterior.mean(x);
    y[VARIANCE] = this.hasDeviation ? this.posterior.variance(x) : Number.NaN;
    y[DEVIATION] = Math.sqrt(y[VARIANCE]);
  }

  gradient(x: Float64Array, weights: Float64Array, out: Float64Array): void {
    const { slopes, posterior } = this;
    out.fill(0);
    if (weights[MEAN] !== 0) {
      posterior.meanGradient(x, slopes);
      for (let j = 0; j < out.length; j++) out[j] += weights[MEAN] * slopes[j];
    }
    if (weights[VARIANCE] === 0 && weights[DEVIATION] === 0) return;
    const variance = posterior.varianceGradient(x, slopes);
    const factor = weights[VARIANCE] + (variance > 0 ? (0.5 * weights[DEVIATION]) / Math.sqrt(variance) : 0);
    for (let j = 0; j < out.length; j++) out[j] += factor * slopes[j];
  }

  rangeOver(box: Box, lower: Float64Array, upper: Float64Array): void {
    const infinite = Number.POSITIVE_INFINITY;
    lower[MEAN] = this.sumOf(1).lowerBound(box, infinite);
    upper[MEAN] = -this.sumOf(-1).lowerBound(box, infinite);
    if (!this.hasDeviation) {
      lower.fill(0, VARIANCE);
      upper.fill(infinite, VARIANCE);
      return;
    }
    const { deviation } = this.deviationSum().enclose(box);
    lower[DEVIATION] = deviation.lower;
    upper[DEVIATION] = deviation.upper;
    lower[VARIANCE] = Math.max(0, down(deviation.lower * deviation.lower));
    upper[VARIANCE] = up(deviation.upper * deviation.upper);
  }

  minorantOver(box: Box, weights: Float64Array, anchor: Float64Array | null, out: AffineMinorant): void {
    const { [MEAN]: byMean, [VARIANCE]: byVariance, [DEVIATION]: byDeviation } = weights;
    out.constant = 0;
    out.linear.fill(0);
    if (byVariance !== 0 || byDeviation !== 0) {
      if (this.hasDeviation) this.deviationSum().affineMinorant(box, byMean, byVariance, byDeviation, anchor, out);
      else out.constant = Number.NEGATIVE_INFINITY;
    } else if (byMean !== 0) this.addMean(box, byMean, anchor, out);
  }

  restrictedTo(isRead: readonly boolean[]): Predictor {
    const hasDeviation = this.hasDeviation && (isRead[VARIANCE] || isRead[DEVIATION]);
    const isSame = hasDeviation === this.hasDeviation && isRead[MEAN] === this.isMeanRead;
    return isSame ? this : new GaussianProcess(this.definition, hasDeviation, this.plain, isRead[MEAN]);
  }

  /** factor * mean as a kernel sum, with its bounds by the method. */
  meanSum(factor: number, method: KernelSumMethodName): MeanSum {
    return new MeanSum(this.definition, factor, method);
  }

  private addMean(box: Box, weight: number, anchor: Float64Array | null, out: AffineMinorant): void {
    this.sumOf(weight).affineMinorant(box, anchor, out);
    const factor = Math.abs(weight);
    if (factor === 1) return;
    let magnitude = Math.abs(factor * out.constant);
    out.constant *= factor;
    for (let j = 0; j < this.inputs; j++) {
      out.linear[j] *= factor;
      magnitude += Math.abs(out.linear[j]) * Math.max(Math.abs(box.lower[j]), Math.abs(box.upper[j]));
    }
    out.constant -= gamma(4) * magnitude + Number.MIN_VALUE;
  }

  private sumOf(sign: number): MeanSum {
    const method = this.isMeanRead ? "auto" : "interval";
    if (sign > 0) {
      this.rising ??= this.meanSum(1, method);
      return this.rising;
    }
    this.falling ??= this.meanSum(-1, method);
    return this.falling;
  }

  private deviationSum(): DeviationSum {
    this.spread ??= new DeviationSum(this.definition);
    return this.spread;
  }
}
