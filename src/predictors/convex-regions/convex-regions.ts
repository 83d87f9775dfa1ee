import { type Box, midpoint } from "../../numeric/box.js";
import type { AffineMinorant, Predictor } from "../predictor.js";
import { EnvelopeMinorant } from "./envelope-minorant.js";
import { RegionIndex } from "./region-index.js";
import type { RegionSet } from "./region-set.js";
import { RegionsMinimum } from "./regions-minimum.js";

/**
 * A convex region surrogate: the least value over the regions that contain x; not a number where none does, and such points
 * never count as solutions. Q. Zhang, I. E. Grossmann, A. Sundaramoorthy, J. M. Pinto, "Data-driven construction of convex region surrogate
 * models", Optimization and Engineering 17 (2016) 289-332.
 */
export class ConvexRegions implements Predictor {
  readonly family = "convex-regions";
  readonly outputs = 1;
  readonly inputs: number;
  readonly minimum: RegionsMinimum;
  private readonly index: RegionIndex;
  private readonly found: Int32Array;
  private readonly envelope: EnvelopeMinorant;
  private readonly zero: Float64Array;
  private readonly middle: Float64Array;
  private readonly first: Float64Array;

  constructor(readonly regions: RegionSet) {
    const { inputs, count, boxLower, boxUpper } = regions;
    this.inputs = inputs;
    this.index = new RegionIndex(inputs, boxLower, boxUpper);
    this.minimum = new RegionsMinimum(regions, this.index);
    this.envelope = new EnvelopeMinorant(this.minimum);
    this.found = new Int32Array(count);
    this.zero = new Float64Array(inputs);
    this.middle = new Float64Array(inputs);
    this.first = new Float64Array(inputs);
  }

  evaluate(x: Float64Array, y: Float64Array): void {
    const r = this.regionAt(x);
    y[0] = r < 0 ? Number.NaN : this.regions.valueAt(r, x);
  }

  gradient(x: Float64Array, weights: Float64Array, out: Float64Array): void {
    const r = this.regionAt(x);
    if (r < 0) out.fill(0);
    else this.regions.gradientAt(r, x, weights[0], out);
  }

  /** Lower above upper where no region meets the box. */
  rangeOver(box: Box, lower: Float64Array, upper: Float64Array): void {
    this.minimum.enter(box);
    lower[0] = this.lowest(1, this.zero);
    upper[0] = -this.lowest(-1, this.zero);
  }

  minorantOver(box: Box, weights: Float64Array, anchor: Float64Array | null, out: AffineMinorant): void {
    const { minimum, envelope, middle, first } = this;
    const [weight] = weights;
    out.linear.fill(0);
    out.constant = 0;
    // Where no region meets the box, anything holds.
    if (weight === 0 || minimum.enter(box) === 0) return;
    if (anchor === null) midpoint(box, middle);
    else middle.set(anchor);
    const r = this.regionAt(middle);
    this.regions.gradientAt(r < 0 ? minimum.met[0] : r, middle, weight, first);
    out.constant = envelope.run(box, weight, middle, r, first);
    out.linear.set(envelope.slopes);
    if (weight < 0) this.liftByCover(weight, out);
    if (out.constant === Number.POSITIVE_INFINITY) out.constant = 0;
  }

  /** Slopes beside the model cost it nothing: its regions are programs with any slopes. */
  leastOver(box: Box, weights: Float64Array, slopes: Float64Array): number {
    this.minimum.enter(box);
    return this.lowest(weights[0], slopes);
  }

  /**
   * A proved lower bound of weight * model(x) + tilt . x over the box that `minimum` entered, +Infinity if there is no model. Where the
   * model is to be large, a region that has the whole box is one that the model is nowhere above.
   */
  lowest(weight: number, tilt: Float64Array): number {
    const { minimum } = this;
    let bound = minimum.run(weight, tilt);
    if (weight >= 0 || bound === Number.POSITIVE_INFINITY) return bound;
    for (let k = 0; k < minimum.count; k++) {
      const r = minimum.met[k];
      // Infinite where a region's box and rows are proved to miss the box, which one that covers it cannot.
      if (minimum.quickBound(r) > bound && minimum.covers(r)) bound = Math.max(bound, minimum.boundOf(r, weight, tilt));
    }
    return bound;
  }

  /** The region whose model counts at x; -1 if no region contains x. */
  regionAt(x: Float64Array): number {
    const { regions, found } = this;
    const count = this.index.meeting({ lower: x, upper: x }, found);
    let best = Number.POSITIVE_INFINITY;
    let place = -1;
    for (let k = 0; k < count; k++) {
      if (!regions.contains(found[k], x)) continue;
      const value = regions.valueAt(found[k], x);
      if (place >= 0 && !(value < best)) continue;
      best = value;
      place = found[k];
    }
    return place;
  }

  /** For a negative weight, the model of a region that has the whole box is a minorant itself. */
  private liftByCover(weight: number, out: AffineMinorant): void {
    const { minimum, regions, middle, first, zero } = this;
    let height = out.constant;
    for (let j = 0; j < middle.length; j++) height += out.linear[j] * middle[j];
    for (let k = 0; k < minimum.count; k++) {
      const r = minimum.met[k];
      if (regions.squareStarts[r + 1] > regions.squareStarts[r] || !minimum.covers(r)) continue;
      if (!(weight * regions.valueAt(r, middle) > height)) continue;
      regions.gradientAt(r, middle, weight, first);
      for (let j = 0; j < zero.length; j++) zero[j] = -first[j];
      out.constant = minimum.boundOf(r, weight, zero);
      out.linear.set(first);
      height = weight * regions.valueAt(r, middle);
    }
    zero.fill(0);
  }
}
