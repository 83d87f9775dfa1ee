import type { Box } from "../../numeric/box.js";
import { down, gamma, up } from "../../numeric/rounding.js";
import type { AffineMinorant, Predictor } from "../predictor.js";
import { NearestPoint, TOUCHING } from "./nearest-point.js";

/** Distance, relative to the coordinates, from which on a plane is remembered. */
const WORTH_KEEPING = 1e-9;
/** Planes that are remembered. */
const MOST_PLANES = 64;

/**
 * Euclidean distance to the convex hull of points, zero inside. For every n with |n| <= 1 it is at least n . x - max_i n . X_i, and the
 * largest of these: a convex function whose supporting planes come from the nearest points of hull and box. Planes that have separated a
 * point from the hull are kept for boxes that meet it, where the nearest points say nothing.
 */
export class HullDistance implements Predictor {
  readonly family = "hull-distance";
  readonly outputs = 1;
  private readonly nearest: NearestPoint;
  private readonly normal: Float64Array;
  /** The last point that was separated, and whether the normal is still that. */
  private readonly anchorBox: Box;
  private isAtPoint = false;
  /** Normals and supports of the last planes, a ring. */
  private readonly planes: Float64Array;
  private readonly supports: Float64Array;
  private planeCount = 0;
  /** Largest |X_ij|. */
  private readonly reach: number;

  /** @param points N x inputs row-major, at least one */
  constructor(
    readonly inputs: number,
    readonly points: Float64Array,
  ) {
    this.nearest = new NearestPoint(points, inputs);
    this.normal = new Float64Array(inputs);
    this.planes = new Float64Array(MOST_PLANES * inputs);
    this.supports = new Float64Array(MOST_PLANES);
    this.anchorBox = { lower: new Float64Array(inputs), upper: new Float64Array(inputs) };
    this.reach = points.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  }

  evaluate(x: Float64Array, y: Float64Array): void {
    this.separateAt(x);
    const support = this.support();
    y[0] = Math.max(0, this.dot(x) - support);
    if (y[0] > WORTH_KEEPING * this.reach) this.remember(support);
  }

  gradient(x: Float64Array, weights: Float64Array, out: Float64Array): void {
    this.separateAt(x);
    const isOutside = this.dot(x) > this.support();
    for (let j = 0; j < out.length; j++) out[j] = isOutside ? weights[0] * this.normal[j] : 0;
  }

  rangeOver(box: Box, lower: Float64Array, upper: Float64Array): void {
    this.separate(box);
    let least = -this.support();
    let size = Math.abs(least);
    for (let j = 0; j < this.inputs; j++) {
      const n = this.normal[j];
      const term = n * (n > 0 ? box.lower[j] : box.upper[j]);
      least += term;
      size += Math.abs(term);
    }
    lower[0] = Math.max(0, down(least - gamma(this.inputs + 4) * size));
    upper[0] = this.farthest(box);
  }

  minorantOver(box: Box, weights: Float64Array, anchor: Float64Array | null, out: AffineMinorant): void {
    const [weight] = weights;
    out.linear.fill(0);
    if (weight <= 0) {
      out.constant = weight === 0 ? 0 : down(weight * this.farthest(box));
      return;
    }
    if (anchor === null) this.separate(box);
    else this.separateAt(anchor);
    if (anchor === null && this.normal.every((n) => n === 0)) this.recall(box);
    let slack = 0;
    for (let j = 0; j < this.inputs; j++) {
      out.linear[j] = weight * this.normal[j];
      slack += Math.abs(out.linear[j]) * Math.max(-box.lower[j], box.upper[j]);
    }
    const height = weight * this.support();
    out.constant = down(-height - gamma(4) * (Math.abs(height) + slack));
  }

  /** The same for a point, unless it was the last one. */
  private separateAt(x: Float64Array): void {
    const { anchorBox } = this;
    if (this.isAtPoint && x.every((value, j) => value === anchorBox.lower[j])) return;
    anchorBox.lower.set(x);
    anchorBox.upper.set(x);
    this.separate(anchorBox);
    this.isAtPoint = true;
  }

  /** A normal of length at most 1 that separates the box from the hull, zero where they meet. */
  private separate(box: Box): void {
    const { nearest, normal, inputs } = this;
    this.isAtPoint = false;
    nearest.run(box);
    let norm = 0;
    for (let j = 0; j < inputs; j++) norm += nearest.difference[j] ** 2;
    const length = Math.sqrt(norm) * (1 + gamma(inputs + 8));
    const isApart = length > TOUCHING * this.reach;
    for (let j = 0; j < inputs; j++) normal[j] = isApart ? nearest.difference[j] / length : 0;
  }

  private remember(support: number): void {
    const place = this.planeCount % MOST_PLANES;
    this.planes.set(this.normal, place * this.inputs);
    this.supports[place] = support;
    this.planeCount++;
  }

  /** The remembered normal whose plane cuts the largest share off the box, if any does. */
  private recall({ lower, upper }: Box): void {
    const { planes, supports, inputs } = this;
    let best = 0;
    for (let p = 0; p < Math.min(this.planeCount, MOST_PLANES); p++) {
      let most = -supports[p];
      let width = 0;
      for (let j = 0; j < inputs; j++) {
        const n = planes[p * inputs + j];
        most += n * (n > 0 ? upper[j] : lower[j]);
        width += Math.abs(n) * (upper[j] - lower[j]);
      }
      if (!(most > best * width)) continue;
      best = most / width;
      this.isAtPoint = false;
      this.normal.set(planes.subarray(p * inputs, (p + 1) * inputs));
    }
  }

  private dot(x: Float64Array): number {
    let product = 0;
    for (let j = 0; j < this.inputs; j++) product += this.normal[j] * x[j];
    return product;
  }

  /** Upper bound of max_i normal . X_i. */
  private support(): number {
    const { points, normal, inputs } = this;
    let most = Number.NEGATIVE_INFINITY;
    let size = 0;
    for (let j = 0; j < inputs; j++) size += Math.abs(normal[j]) * this.reach;
    for (let p = 0; p < points.length; p += inputs) {
      let product = 0;
      for (let j = 0; j < inputs; j++) product += normal[j] * points[p + j];
      if (product > most) most = product;
    }
    return most + gamma(inputs + 2) * size;
  }

  /** Upper bound of the distance over the box: to the point of the data that is nearest to the box's middle. */
  private farthest({ lower, upper }: Box): number {
    const { points, inputs } = this;
    let best = Number.POSITIVE_INFINITY;
    for (let p = 0; p < points.length; p += inputs) {
      let squares = 0;
      for (let j = 0; j < inputs; j++) {
        const value = points[p + j];
        const reach = Math.max(upper[j] - value, value - lower[j]);
        squares += reach * reach;
      }
      if (squares < best) best = squares;
    }
    return up(Math.sqrt(best) * (1 + gamma(inputs + 8)));
  }
}
