import type { Box } from "../../numeric/box.js";
import { down, gamma, up } from "../../numeric/rounding.js";
import type { AffineMinorant, Predictor } from "../predictor.js";
import { NearestPoints } from "./nearest-points.js";
import { type Norm, normGradient, normOf } from "./norm.js";
import { UpperPlane } from "./upper-plane.js";

/**
 * Mean distance to the k nearest of given points. Over a box each distance lies between that to the nearest and that to the farthest point
 * of the box; the mean of the k smallest of either bounds the whole. The mean of supporting planes of the distances to the points
 * nearest to the anchor is lowered until it stays below where others are nearer. Above, there are planes on the distances to any k points.
 */
export class DataDistance implements Predictor {
  readonly family = "data-distance";
  readonly outputs = 1;
  private readonly parts: Float64Array;
  private readonly differences: Float64Array;
  private readonly middle: Float64Array;
  private readonly normal: Float64Array;
  private readonly nearest: NearestPoints;
  /** The smallest distances of points that are not chosen. */
  private readonly smallest: Float64Array;
  /** The points whose tangents make the minorant, their maxima over the box, and the sum of their slopes. */
  private readonly chosen: Int32Array;
  private readonly tops: Float64Array;
  private readonly slopes: Float64Array;
  private readonly above: UpperPlane;
  private readonly margin: number;

  /**
   * @param points N x inputs row-major
   * @param k at least 1, at most N
   */
  constructor(
    readonly inputs: number,
    readonly points: Float64Array,
    readonly norm: Norm,
    readonly k: number,
  ) {
    this.parts = new Float64Array(inputs);
    this.differences = new Float64Array(inputs);
    this.middle = new Float64Array(inputs);
    this.normal = new Float64Array(inputs);
    this.nearest = new NearestPoints(inputs, points, norm, k);
    this.smallest = new Float64Array(k);
    this.chosen = new Int32Array(k);
    this.tops = new Float64Array(k);
    this.slopes = new Float64Array(inputs);
    this.above = new UpperPlane(inputs);
    this.margin = gamma(inputs + k + 8);
  }

  evaluate(x: Float64Array, y: Float64Array): void {
    y[0] = this.nearest.find(x);
  }

  gradient(x: Float64Array, weights: Float64Array, out: Float64Array): void {
    const { k } = this;
    const { places } = this.nearest;
    this.nearest.find(x);
    out.fill(0);
    for (let s = 0; s < k; s++) {
      const length = this.differenceTo(places[s], x);
      normGradient(this.norm, this.differences, length, this.normal);
      for (let j = 0; j < out.length; j++) out[j] += (weights[0] * this.normal[j]) / k;
    }
  }

  rangeOver({ lower: from, upper: to }: Box, lower: Float64Array, upper: Float64Array): void {
    lower[0] = this.lowerBound(from, to);
    upper[0] = this.upperBound(from, to);
  }

  minorantOver({ lower, upper }: Box, weights: Float64Array, anchor: Float64Array | null, out: AffineMinorant): void {
    const [weight] = weights;
    out.linear.fill(0);
    if (weight <= 0) {
      out.constant = weight === 0 ? 0 : down(weight * this.upperBound(lower, upper));
      if (weight < 0) this.belowPlane({ lower, upper }, weight, anchor, out);
      return;
    }
    const { chosen, smallest, nearest } = this;
    const at = anchor ?? this.middleOf(lower, upper);
    const least = this.lowerBound(lower, upper);
    nearest.find(at);
    chosen.set(nearest.places);
    out.constant = down(weight * least);
    nearest.others(chosen, smallest);
    for (let s = 0; s < smallest.length; s++) smallest[s] *= 1 - this.margin;
    this.lowerTangent(at, lower, upper, weight, out);
  }

  /**
   * Replaces the constant minorant by the mean of the tangents of the k chosen points, lowered, where that is higher at the anchor. Where r
   * of these are not among the nearest, r others are, so that at most the r largest tangents less the r smallest distances of
   * others, which `smallest` holds, are too much.
   */
  private lowerTangent(
    anchor: Float64Array,
    lower: Float64Array,
    upper: Float64Array,
    weight: number,
    out: AffineMinorant,
  ): void {
    const { points, inputs, normal, chosen, tops, slopes, k } = this;
    // Dual norm at most 1 makes normal . (x - X) a lower bound of |x - X| everywhere.
    const shrink = 1 - gamma(inputs + 8);
    const rounding = gamma(inputs + k + 16);
    let size = 0;
    let product = 0;
    let atAnchor = 0;
    slopes.fill(0);
    for (let s = 0; s < k; s++) {
      const place = chosen[s];
      normGradient(this.norm, this.differences, this.differenceTo(place, anchor), normal);
      let top = 0;
      let magnitude = 0;
      for (let j = 0; j < inputs; j++) {
        const n = shrink * normal[j];
        const value = points[place * inputs + j];
        magnitude += Math.abs(n) * (Math.max(Math.abs(lower[j]), Math.abs(upper[j])) + Math.abs(value));
        top += n * ((n > 0 ? upper[j] : lower[j]) - value);
        product += n * value;
        atAnchor += n * (anchor[j] - value);
        slopes[j] += n;
      }
      tops[s] = top + rounding * magnitude;
      size += magnitude;
    }
    tops.sort();
    let excess = 0;
    for (let s = 0; s < k; s++) excess += Math.max(0, tops[k - 1 - s] - this.smallest[s]);
    const share = weight / k;
    const slack = 4 * rounding * (size + excess) + excess;
    if (!(share * (atAnchor - slack) > out.constant)) return;
    for (let j = 0; j < inputs; j++) out.linear[j] = share * slopes[j];
    out.constant = down(share * (-product - slack) - 4 * rounding * share * size);
  }

  private middleOf(lower: Float64Array, upper: Float64Array): Float64Array {
    const { middle } = this;
    for (let j = 0; j < middle.length; j++) middle[j] = 0.5 * lower[j] + 0.5 * upper[j];
    return middle;
  }

  /**
   * For a negative weight: replaces the constant minorant by one from planes above the distances to the k points nearest to the anchor, whose mean is
   * nowhere below that of the k smallest distances, where it is higher at the anchor.
   */
  private belowPlane(box: Box, weight: number, anchor: Float64Array | null, out: AffineMinorant): void {
    const { above, points, inputs, norm, nearest, k } = this;
    const { lower, upper } = box;
    const at = anchor ?? this.middleOf(lower, upper);
    nearest.find(at);
    above.clear();
    for (let s = 0; s < k; s++) if (!above.add({ points, inputs, norm, lower, upper }, nearest.places[s], at)) return;
    const share = weight / k;
    let atAnchor = above.constant;
    for (let j = 0; j < inputs; j++) atAnchor += above.slopes[j] * at[j];
    const margin = 8 * gamma(inputs * k + 16) * above.magnitude;
    if (!(share * (atAnchor + margin) > out.constant)) return;
    for (let j = 0; j < inputs; j++) out.linear[j] = share * above.slopes[j];
    out.constant = down(share * (above.constant + margin));
  }

  private differenceTo(i: number, x: Float64Array): number {
    const { points, differences, parts, inputs } = this;
    for (let j = 0; j < inputs; j++) {
      differences[j] = x[j] - points[i * inputs + j];
      parts[j] = Math.abs(differences[j]);
    }
    return normOf(this.norm, parts);
  }

  private lowerBound(lower: Float64Array, upper: Float64Array): number {
    this.nearest.enter(lower, upper);
    return Math.max(0, down(this.nearest.least * (1 - this.margin)));
  }

  private upperBound(lower: Float64Array, upper: Float64Array): number {
    this.nearest.enter(lower, upper);
    return up(this.nearest.most * (1 + this.margin));
  }
}
