import type { Box } from "../../../numeric/box.js";
import type { AffineMinorant } from "../../predictor.js";
import type { ModelLayer } from "../layer.js";

/**
 * A model layer over the present box: the model bounds functionals of its outputs itself, about an anchor that the search for
 * tight tangents may move. Where an input is unbounded nothing is known.
 */
export class ModelRelaxation {
  /** Minorant of the functional that was asked for last. */
  readonly minorant: AffineMinorant;
  /** Values of the inputs where minorants are to be tight, if `isAnchored`. */
  readonly anchor: Float64Array;
  isAnchored = false;
  private readonly functional: Float64Array;
  /** Whether `minorant` belongs to `functional`, the present box and the present anchor. */
  private isCurrent = false;
  private readonly values: Float64Array;
  /** The widest that each input has been: what its width is compared with when a box is to be split. */
  private readonly widest: Float64Array;

  private readonly slopes: Float64Array;
  /** See `shareGap`. */
  readonly shares: Float64Array;

  /**
   * @param box the enclosures of the source's elements, which change with the box
   * @param origins the network input behind each of the model's, see `plainInputs`
   */
  constructor(
    readonly layer: ModelLayer,
    private readonly box: Box,
    readonly origins: Int32Array | null,
  ) {
    const { inputs, outputs } = layer.model;
    this.minorant = { constant: 0, linear: new Float64Array(inputs) };
    this.anchor = new Float64Array(inputs);
    this.functional = new Float64Array(outputs);
    this.values = new Float64Array(outputs);
    this.widest = new Float64Array(inputs);
    this.slopes = new Float64Array(inputs);
    this.shares = new Float64Array(inputs);
  }

  /** Encloses every output; false if the model is defined nowhere on the box. */
  range(lower: Float64Array, upper: Float64Array): boolean {
    this.isAnchored = false;
    this.isCurrent = false;
    if (this.isBounded()) this.layer.model.rangeOver(this.box, lower, upper);
    else {
      lower.fill(Number.NEGATIVE_INFINITY);
      upper.fill(Number.POSITIVE_INFINITY);
    }
    for (let j = 0; j < lower.length; j++) if (lower[j] > upper[j]) return false;
    return true;
  }

  /** Bounds the functional whose coefficients start at `from`; false where all are zero. */
  bound(coefficients: Float64Array, from: number): boolean {
    const { functional, minorant, layer } = this;
    let isZero = true;
    for (let j = 0; j < functional.length; j++) {
      const coefficient = coefficients[from + j];
      if (functional[j] !== coefficient) this.isCurrent = false;
      functional[j] = coefficient;
      if (coefficient !== 0) isZero = false;
    }
    if (isZero) return false;
    if (this.isCurrent) return true;
    this.isCurrent = true;
    if (this.isBounded()) {
      layer.model.minorantOver(this.box, functional, this.isAnchored ? this.anchor : null, minorant);
    } else {
      minorant.constant = Number.NEGATIVE_INFINITY;
      minorant.linear.fill(0);
    }
    return true;
  }

  /** Bounds output j (sign 1) or its negative (sign -1). */
  boundOutput(j: number, sign: 1 | -1): void {
    this.values.fill(0);
    this.values[j] = sign;
    this.bound(this.values, 0);
  }

  /** Whether `least` can be asked for. */
  get hasLeast(): boolean {
    return this.origins !== null && this.layer.model.leastOver !== undefined;
  }

  /** The model's own bound of the functional that was bounded last plus rest . x, x the network's inputs; where `hasLeast`. */
  least(rest: Float64Array): number {
    const { slopes, origins, layer, box, functional } = this;
    for (let s = 0; s < slopes.length; s++) {
      const place = origins?.[s] ?? -1;
      slopes[s] = place < 0 ? 0 : rest[place];
    }
    return layer.model.leastOver?.(box, functional, slopes) ?? Number.NEGATIVE_INFINITY;
  }

  /** How far the functional lies above its minorant at the point x of the box, an estimate; 0 where all coefficients are zero. */
  gapAt(x: Float64Array, coefficients: Float64Array): number {
    if (!this.bound(coefficients, 0)) return 0;
    const { minorant, functional, values } = this;
    this.layer.model.evaluate(x, values);
    let gap = -minorant.constant;
    for (let j = 0; j < functional.length; j++) if (functional[j] !== 0) gap += functional[j] * values[j];
    for (let i = 0; i < x.length; i++) gap -= minorant.linear[i] * x[i];
    return gap;
  }

  /** From now on minorants are to be tight at these inputs; values beyond the box are moved to its edge. */
  moveAnchor(values: Float64Array): void {
    const { lower, upper } = this.box;
    this.isAnchored = true;
    this.isCurrent = false;
    for (let i = 0; i < values.length; i++) {
      this.anchor[i] = Math.min(Math.max(values[i], lower[i]), upper[i]);
      if (Number.isNaN(this.anchor[i])) this.isAnchored = false;
    }
  }

  /**
   * Writes to `shares` how the gap of the functional that was bounded last is shared among the inputs: one half as the model has it, if it
   * knows, since what it knows may leave out a part of the gap, and the rest by width. Returns their sum.
   */
  shareGap(): number {
    const { shares } = this;
    const { model } = this.layer;
    shares.fill(0);
    model.gapShares?.(shares);
    const known = sum(shares);
    let widths = 0;
    for (let i = 0; i < shares.length; i++) widths += this.relativeWidth(i);
    for (let i = 0; i < shares.length; i++) {
      const own = known > 0 ? shares[i] / known : 0;
      shares[i] = own + (widths > 0 ? this.relativeWidth(i) / widths : 0);
    }
    return sum(shares);
  }

  /** Width of input i relative to the widest that it has been. */
  private relativeWidth(i: number): number {
    const width = this.box.upper[i] - this.box.lower[i];
    if (width > this.widest[i] && width < Number.POSITIVE_INFINITY) this.widest[i] = width;
    return this.widest[i] > 0 ? width / this.widest[i] : 0;
  }

  private isBounded(): boolean {
    const { lower, upper } = this.box;
    for (let i = 0; i < lower.length; i++) {
      if (!(lower[i] > Number.NEGATIVE_INFINITY && upper[i] < Number.POSITIVE_INFINITY)) return false;
    }
    return true;
  }
}

function sum(values: Float64Array): number {
  let total = 0;
  for (let i = 0; i < values.length; i++) total += values[i];
  return total;
}
