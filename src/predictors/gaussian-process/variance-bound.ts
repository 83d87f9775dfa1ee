import type { Interval } from "../../numeric/interval.js";
import { down, gamma, up } from "../../numeric/rounding.js";
import type { AffineMinorant } from "../predictor.js";
import { CentredBox } from "./bound/centred-box.js";
import { KernelSum } from "./bound/kernel-sum.js";
import type { KernelSumBound } from "./bound/kernel-sum-bound.js";
import { CovarianceFactor } from "./covariance-factor.js";
import type { GaussianProcessDefinition } from "./definition.js";
import { DeviationExpansion } from "./deviation-expansion.js";
import { PosteriorCovariance } from "./posterior-covariance.js";
import { PosteriorSum } from "./posterior-sum.js";
import { VarianceTangent } from "./variance-tangent.js";

/** Makes the bounds of a kernel sum. */
export type KernelSumBounder = (sum: KernelSum) => KernelSumBound;

/**
 * Bounds of mean and standard deviation of a Gaussian process over a box in scaled coordinates, in output units: each by itself and
 * mean - K deviation jointly. The tangent of the variance stands at the box's centre.
 *
 * The deviation is Lipschitz continuous in the metric of the kernel: |sigma(x) - sigma(y)| <= |k_x - k_y|_H = s sqrt(2 (1 - kappa)),
 * since sigma(x) is the norm of k_x under a positive semidefinite operator that is at most 1.
 */
export class VarianceBound {
  readonly factor: CovarianceFactor;
  readonly tangent: VarianceTangent;
  readonly centred: CentredBox;
  /** Encloses the standard deviation over the box, as far as it is known. */
  readonly deviation: Interval = { lower: 0, upper: 0 };
  /** Encloses it at the centre. */
  readonly centreDeviation: Interval = { lower: 0, upper: 0 };
  /** What gave the last joint bound. */
  joint: KernelSumBound;
  /** As `joint`, from the expansion of the deviation: mean weights, and the deviation's gradient as a linear part. */
  readonly expanded: KernelSumBound;
  private readonly expansion: DeviationExpansion;
  private readonly tangentSum: KernelSumBound;
  private readonly covariance: PosteriorCovariance;
  private readonly posterior: PosteriorSum;
  readonly mean: KernelSumBound;
  private readonly variance: KernelSumBound;
  private readonly scale: number;
  private readonly signalDeviation: number;
  private lower: Float64Array;
  private upper: Float64Array;
  private isMeanWritten = false;
  private isLowerKnown = false;
  /** |k(z) - M c| at the centre; NaN while it is not known. */
  private residual = Number.NaN;

  /** @throws what CovarianceFactor throws */
  constructor(
    readonly definition: GaussianProcessDefinition,
    bounder: KernelSumBounder,
  ) {
    const { kernel, points, inputs, signalVariance, outputScale } = definition;
    this.factor = new CovarianceFactor(definition);
    this.tangent = new VarianceTangent(definition, this.factor);
    this.posterior = new PosteriorSum(definition, this.factor, this.tangent);
    this.centred = new CentredBox(inputs);
    this.mean = bounder(new KernelSum(kernel, points, inputs));
    this.variance = bounder(new KernelSum(kernel, points, inputs));
    this.tangentSum = bounder(new KernelSum(kernel, points, inputs));
    this.joint = this.tangentSum;
    this.expanded = bounder(new KernelSum(kernel, points, inputs));
    this.expansion = new DeviationExpansion(definition, this.factor, this.tangent);
    this.covariance = new PosteriorCovariance(definition, this.posterior, this.tangent, this.factor.noise, bounder);
    this.scale = Math.abs(outputScale);
    this.signalDeviation = up(Math.sqrt(signalVariance));
    this.lower = this.centred.centre;
    this.upper = this.centred.centre;
  }

  /** Takes a box (kept, not copied) and bounds the deviation from above by its value at the centre. */
  set(lower: Float64Array, upper: Float64Array): void {
    const { centred, tangent, deviation, centreDeviation, scale, definition, signalDeviation } = this;
    this.lower = lower;
    this.upper = upper;
    centred.set(lower, upper);
    tangent.moveTo(centred.centre);
    this.residual = Number.NaN;
    this.isLowerKnown = false;
    const centre = up(Math.sqrt(Math.max(0, tangent.tangentUpper)));
    const moved = up(signalDeviation * definition.kernel.taylorRemainder(0, centred.radius));
    centreDeviation.lower = 0;
    centreDeviation.upper = up(scale * Math.min(signalDeviation, centre));
    deviation.lower = 0;
    deviation.upper = up(scale * Math.min(signalDeviation, up(centre + moved)));
  }

  /** Bounds the deviation from below as well; takes another product with the covariance matrix. */
  boundBelow(): void {
    const { centred, tangent, deviation, centreDeviation, scale, definition, signalDeviation } = this;
    if (this.isLowerKnown) return;
    this.isLowerKnown = true;
    this.residual = tangent.residual();
    const gap = up(up(this.residual * this.residual) / this.factor.noise);
    const centre = down(Math.sqrt(Math.max(0, down(tangent.tangentLower - gap))));
    const moved = up(signalDeviation * definition.kernel.taylorRemainder(0, centred.radius));
    centreDeviation.lower = Math.max(0, down(scale * centre));
    deviation.lower = Math.max(0, down(scale * down(centre - moved)));
  }

  /** Lower bound of sign * mean over the box. */
  meanBound(sign: 1 | -1, cutoff: number): number {
    const { lower, upper, tangentSum } = this;
    if (sign > 0) {
      // The weights of the mean stay; only a linear part makes its margin depend on the box.
      if (!this.isMeanWritten || this.definition.meanLinear !== null) {
        this.posterior.write(1, 0, 0, lower, upper, this.mean.sum);
        this.isMeanWritten = true;
      }
      return this.mean.lowerBound(lower, upper, cutoff);
    }
    this.posterior.write(-1, 0, 0, lower, upper, tangentSum.sum);
    return tangentSum.lowerBound(lower, upper, cutoff);
  }

  /** Lowers the upper end of `deviation` by the tangent of the variance, until it is at most `enough`. */
  refineAbove(enough: number): void {
    const { lower, upper, variance, deviation, scale } = this;
    if (deviation.upper <= enough) return;
    this.posterior.write(0, 1, 0, lower, upper, variance.sum);
    const inner = enough / scale;
    const least = variance.lowerBound(lower, upper, -inner * inner);
    const root = up(scale * up(Math.sqrt(Math.max(0, -least))));
    if (root < deviation.upper) deviation.upper = Math.max(root, deviation.lower);
  }

  /** Lower bound of mean - slope * deviation over the box as one kernel sum: `joint` keeps what belongs to it. */
  confidenceBound(slope: number, cutoff: number): number {
    const { lower, upper } = this;
    this.writeJoint(1, -slope);
    return this.joint.lowerBound(lower, upper, cutoff);
  }

  /** Whether `expand` can be used: see DeviationExpansion. */
  get isExpandable(): boolean {
    return this.expansion.isAvailable;
  }

  /** Expands the deviation at the centre, and lowers its upper end over the box where that is better. */
  expand(): void {
    const { expansion, centred, deviation, scale } = this;
    this.boundBelow();
    expansion.expand(centred, this.residual);
    const root = up(Math.sqrt(expansion.greatest(centred.halfWidths)));
    const most = up(scale * up(root + expansion.remainder));
    if (most < deviation.upper) deviation.upper = Math.max(most, deviation.lower);
  }

  /**
   * Lower bound of mean - slope * deviation over the box, slope >= 0, after `expand`: sigma <= root of (constant + linear . d) + remainder, the
   * root by its tangent. `expanded` keeps what belongs to it.
   */
  expandedConfidenceBound(slope: number, cutoff: number): number {
    const { lower, upper, expanded, expansion, centred, scale } = this;
    const { sum } = expanded;
    const middle = 0.5 * (this.tangent.tangentUpper + expansion.greatest(centred.halfWidths));
    const tau = Math.max(Math.sqrt(Math.max(0, middle)), 1e-9 * this.signalDeviation);
    const factor = up(up(slope * scale) / (2 * tau));
    const extra = up(factor * up(expansion.constant + up(tau * tau))) + up(up(slope * scale) * expansion.remainder);
    this.posterior.write(1, 0, -up(extra), lower, upper, sum);
    let shift = 0;
    let magnitude = 0;
    for (let j = 0; j < centred.dimension; j++) {
      const gradient = -factor * expansion.linear[j];
      sum.linear[j] += gradient;
      shift -= gradient * centred.centre[j];
      const size = Math.max(Math.abs(lower[j]), Math.abs(upper[j]));
      magnitude += (Math.abs(gradient) + Math.abs(sum.linear[j])) * size;
    }
    sum.offset = down(sum.offset + shift - up(gamma(2 * centred.dimension + 8) * (magnitude + Math.abs(shift))));
    return expanded.lowerBound(lower, upper, cutoff);
  }

  /** out <= byMean * mean + byDeviation * deviation over the box, in scaled coordinates; tight near the anchor (null: the middle). */
  affineMinorant(byMean: number, byDeviation: number, anchor: Float64Array | null, out: AffineMinorant): void {
    const { lower, upper } = this;
    this.writeJoint(byMean, byDeviation);
    this.joint.affineMinorant(lower, upper, anchor, out);
  }

  /** out <= byMean * mean + byVariance * variance over the box, as `affineMinorant`. */
  varianceMinorant(byMean: number, byVariance: number, anchor: Float64Array | null, out: AffineMinorant): void {
    const { lower, upper, tangentSum, tangent, scale, definition } = this;
    const factor = byVariance * scale * scale;
    const slip = 8 * 2 ** -53 * Math.abs(factor) * definition.signalVariance;
    if (byVariance > 0) {
      // v >= 2 t sigma - t^2 for any t, sigma being at most that of the prior.
      const t = Math.sqrt(Math.max(0, tangent.tangentUpper));
      this.writeCovariance(byMean, 2 * factor * t, down(-up(factor * up(t * t)) - slip));
    } else {
      this.posterior.write(byMean, -factor, -slip, lower, upper, tangentSum.sum);
      this.joint = tangentSum;
    }
    this.joint.affineMinorant(lower, upper, anchor, out);
  }

  /** Writes a minorant of byMean * mean + byDeviation * deviation as a kernel sum, which becomes `joint`. */
  private writeJoint(byMean: number, byDeviation: number): void {
    if (byDeviation <= 0) this.writeConfidence(byMean, -byDeviation);
    else this.writeCovariance(byMean, down(byDeviation * this.scale), 0);
  }

  /** The same of byMean * mean + factor * sigma + extra, factor > 0, in the definition's units. */
  private writeCovariance(byMean: number, factor: number, extra: number): void {
    const { lower, upper, covariance, centred } = this;
    this.boundBelow();
    covariance.write(byMean, factor, extra, centred.centre, this.residual, lower, upper);
    this.joint = covariance.bound;
  }

  /** sigma <= (v + tau^2) / (2 tau) for every tau > 0, the tangent of the root. */
  private writeConfidence(byMean: number, slope: number): void {
    const { lower, upper, tangentSum, scale, deviation, centreDeviation } = this;
    const middle = 0.5 * (centreDeviation.upper * centreDeviation.upper + deviation.upper * deviation.upper);
    const tau = Math.max(Math.sqrt(middle) / scale, 1e-9 * this.signalDeviation);
    const factor = slope === 0 ? 0 : up(up(slope * scale) / (2 * tau));
    // The factor is rounded up: v >= 0, and it only makes the bound of the deviation larger; tau^2 factor is taken with it.
    const extra = -up(factor * up(tau * tau));
    this.posterior.write(byMean, factor, extra, lower, upper, tangentSum.sum);
    this.joint = tangentSum;
  }
}
