import type { Box } from "../../numeric/box.js";
import { down, up } from "../../numeric/rounding.js";
import type { KernelSumBound } from "../gaussian-process/bound/kernel-sum-bound.js";
import type { GaussianProcessDefinition } from "../gaussian-process/definition.js";
import { intersectScaled, toScaledBox } from "../gaussian-process/scaled-box.js";
import { type KernelSumBounder, VarianceBound } from "../gaussian-process/variance-bound.js";
import type { AcquisitionCost } from "./acquisition.js";

/** Steeper level curves are not worth a joint bound. */
const STEEPEST = 1e4;
/** The deviation is expanded up to this radius, in length scales; while it is not better, in one of RETRY boxes only. */
const LARGEST_EXPANSION = 1.2;
const LEAST_CREDIT = 12;
const RETRY = 16;

/**
 * The cost of one Gaussian process over a box, from the polygon {mean >= m, mean >= M + K deviation, a <= deviation <= b} in which mean and
 * deviation are known to lie. The costs' level sets are such that the least cost is at one of the polygon's three vertices: EI is convex
 * in mean and deviation, and PI and confidence bounds are monotone along lines.
 *
 * K is the slope of the chord of the level curve of the cutoff over the deviations in question, so that "no point of the box is below the
 * cutoff" is the test of one kernel sum, mean - K deviation, against one number.
 */
export class PosteriorPolygon {
  /** Of the cost over the box; -Infinity before anything is known. */
  lowerBound = Number.NEGATIVE_INFINITY;
  readonly bounds: VarianceBound;
  private readonly lower: Float64Array;
  private readonly upper: Float64Array;
  private mean = Number.NEGATIVE_INFINITY;
  private isCuttable = false;
  private isExpanded = false;
  /** How often the expansion was better lately, less how often it was worse. */
  private credit = LEAST_CREDIT;
  private visits = 0;
  /** What the tightest of the bounds so far goes back to. */
  private source: KernelSumBound;

  constructor(
    private readonly definition: GaussianProcessDefinition,
    private readonly cost: AcquisitionCost,
    bounder: KernelSumBounder,
  ) {
    this.bounds = new VarianceBound(definition, bounder);
    this.source = this.bounds.mean;
    this.lower = new Float64Array(definition.inputs);
    this.upper = new Float64Array(definition.inputs);
  }

  set(box: Box): void {
    toScaledBox(this.definition, box, this.lower, this.upper);
    this.bounds.set(this.lower, this.upper);
    this.lowerBound = Number.NEGATIVE_INFINITY;
    this.mean = Number.NEGATIVE_INFINITY;
    this.isCuttable = false;
    this.isExpanded = false;
    this.source = this.bounds.mean;
  }

  /** Bounds mean and deviation each by itself, until the cost exceeds the cutoff. */
  separate(cutoff: number): number {
    const { bounds, cost } = this;
    const { deviation } = bounds;
    this.mean = bounds.meanBound(1, finite(cost.meanAt(cutoff, deviation.upper)));
    this.raise(this.leastOver(Number.NEGATIVE_INFINITY, 0));
    if (this.lowerBound > cutoff) return this.lowerBound;
    bounds.refineAbove(this.deviationAt(cutoff));
    this.raise(this.leastOver(Number.NEGATIVE_INFINITY, 0));
    return this.lowerBound;
  }

  /** Bounds mean and deviation jointly; after `separate`. */
  together(cutoff: number): number {
    const { bounds, cost } = this;
    const { deviation } = bounds;
    if (this.lowerBound > cutoff) return this.lowerBound;
    this.expand();
    if (this.lowerBound > cutoff) return this.lowerBound;
    const level = Number.isFinite(cutoff) ? cutoff : this.lowerBound;
    // Where the probability of improvement is above a half, level curves fall with the deviation: its lower bound counts.
    if (cost.slope(this.mean, deviation.upper) < 0) bounds.boundBelow();
    const low = this.deviationAt(level);
    const high = deviation.upper;
    const [first, last] = [cost.meanAt(level, low), cost.meanAt(level, high)];
    let slope = high > low ? (last - first) / (high - low) : cost.slope(last, high);
    if (!(Math.abs(slope) > 0) || !Number.isFinite(slope)) return this.lowerBound;
    slope = Math.max(-STEEPEST, Math.min(slope, STEEPEST));
    let threshold = Math.max(first - slope * low, last - slope * high);
    for (let k = 0; k < 3 && this.leastOver(threshold, slope) < cutoff; k++) {
      threshold += 2 ** (8 * k - 44) * (Math.abs(threshold) + Math.abs(slope) * high);
    }
    const isTight = Number.isFinite(cutoff) && this.leastOver(threshold, slope) >= cutoff;
    const target = isTight ? threshold : Number.POSITIVE_INFINITY;
    let value = Number.NEGATIVE_INFINITY;
    if (this.isExpanded && slope > 0) {
      value = bounds.expandedConfidenceBound(slope, target);
      this.adopt(bounds.expanded, isTight);
    }
    if (!(value > target)) {
      const tangent = bounds.confidenceBound(slope, target);
      this.learn(value > tangent);
      if (tangent > value) {
        value = tangent;
        this.adopt(bounds.joint, isTight);
      }
    } else this.learn(true);
    if (value > target) this.isCuttable = false;
    this.raise(this.leastOver(value, slope));
    return this.lowerBound;
  }

  /** Expands the deviation where that has been worth its solves lately, and raises the bound by what comes of it. */
  private expand(): void {
    const { bounds } = this;
    this.visits++;
    if (!bounds.isExpandable || bounds.centred.radius > LARGEST_EXPANSION) return;
    if (this.credit <= -LEAST_CREDIT && this.visits % RETRY !== 0) return;
    bounds.expand();
    this.isExpanded = true;
    this.raise(this.leastOver(Number.NEGATIVE_INFINITY, 0));
  }

  private learn(isBetter: boolean): void {
    if (!this.isExpanded) return;
    this.credit = Math.max(-LEAST_CREDIT, Math.min(LEAST_CREDIT, this.credit + (isBetter ? 1 : -1)));
  }

  private adopt(source: KernelSumBound, isCuttable: boolean): void {
    this.source = source;
    this.isCuttable = isCuttable;
  }

  /** Cuts off, in place, where the cost is at least the cutoff of the last `together`; see KernelSumBound.cut. */
  cut(box: Box): number {
    if (!this.isCuttable) return 0;
    const { lower, upper, definition } = this;
    this.isCuttable = false;
    const shrinkage = this.source.cut(lower, upper);
    if (shrinkage === 0) return 0;
    return intersectScaled(definition, lower, upper, box) ? shrinkage : Number.POSITIVE_INFINITY;
  }

  /** Adds what each variable contributes to the distance between the cost and its bound, about. */
  addScores(out: Float64Array): void {
    const { scores } = this.source;
    for (let j = 0; j < out.length; j++) out[j] += scores[j];
  }

  /** A point of the box with a small value of what was bounded last. */
  minimiser(out: Float64Array): void {
    const { inputFactor, inputOffset } = this.definition;
    const { minimiser } = this.source;
    for (let j = 0; j < out.length; j++) out[j] = minimiser[j] / inputFactor[j] + inputOffset[j];
  }

  private raise(bound: number): void {
    if (bound > this.lowerBound) this.lowerBound = bound;
  }

  /** The least cost over the polygon with the given M and K = slope. */
  private leastOver(offset: number, slope: number): number {
    const { bounds, mean } = this;
    const { lower, upper } = bounds.deviation;
    let least = Math.min(this.costAt(offset, slope, lower), this.costAt(offset, slope, upper));
    const kink = slope !== 0 ? (mean - offset) / slope : Number.NaN;
    if (kink > lower && kink < upper) {
      // The kink is rounded; the cost is monotone along the mean's edge.
      const slip = (2 ** -48 * (Math.abs(mean) + Math.abs(offset))) / Math.abs(slope);
      least = Math.min(
        least,
        this.cost.lowerBound(mean, Math.max(lower, down(kink - slip))),
        this.cost.lowerBound(mean, Math.min(upper, up(kink + slip))),
      );
    }
    return least;
  }

  private costAt(offset: number, slope: number, deviation: number): number {
    const line = slope !== 0 ? down(offset + down(slope * deviation)) : offset;
    return this.cost.lowerBound(line > this.mean ? line : this.mean, deviation);
  }

  /** About the largest deviation in question at which the cost is still at least the cutoff for the lowest mean. */
  private deviationAt(cutoff: number): number {
    const { cost, mean } = this;
    let { lower, upper } = this.bounds.deviation;
    if (!(cost.value(mean, lower) >= cutoff)) return lower;
    for (let k = 0; k < 12; k++) {
      const middle = 0.5 * (lower + upper);
      if (cost.value(mean, middle) >= cutoff) lower = middle;
      else upper = middle;
    }
    return lower;
  }
}

function finite(value: number): number {
  return Number.isFinite(value) ? value : Number.POSITIVE_INFINITY;
}
