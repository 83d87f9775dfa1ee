import type { Box } from "../numeric/box.js";

/** x -> constant + sum_j linear[j] x_j. A mutable slot, reused from node to node. */
export interface AffineMinorant {
  constant: number;
  readonly linear: Float64Array;
}

/** A vector-valued trained model, able to bound any linear functional of its outputs over a box. */
export interface Predictor {
  readonly family: string;
  readonly inputs: number;
  readonly outputs: number;
  /** Outputs that have names, as in gp.mean(x), and the one that a plain call gp(x) means; absent: a call gives all outputs. */
  readonly named?: NamedOutputs | undefined;
  /** The model for a use that reads only some outputs, where that makes it cheaper; it has all of them still. */
  restrictedTo?(isRead: readonly boolean[]): Predictor;
  /**
   * Of a piecewise constant model: the number in [lower, upper) nearest to `value` beyond which an input means something else; NaN: there is none.
   */
  stepNear?(input: number, value: number, lower: number, upper: number): number;
  /** Searches that follow gradients see little of the model: those within small boxes come on top. */
  readonly isPiecewiseConstant?: boolean;
  /** y = model(x), float64, an estimate; y has length `outputs`. */
  evaluate(x: Float64Array, y: Float64Array): void;
  /** out = d(weights . y)/dx, float64, an estimate; of a piecewise constant model, slopes over a distance. */
  gradient(x: Float64Array, weights: Float64Array, out: Float64Array): void;
  /** Rigorous enclosure of each output over the box; lower above upper where the model is defined at no point of the box. */
  rangeOver(box: Box, lower: Float64Array, upper: Float64Array): void;
  /**
   * weights . y(x) >= out(x) for every real x in the box, rounding errors included.
   * @param anchor where the minorant should be as tight as it can be; null: where it is best for the box's middle
   */
  minorantOver(box: Box, weights: Float64Array, anchor: Float64Array | null, out: AffineMinorant): void;
  /**
   * After `minorantOver`: how much of the distance between the functional and its minorant is due to each input, on any scale; absent: by the
   * inputs' widths.
   */
  gapShares?(out: Float64Array): void;
  /**
   * Lower bound of weights . y(x) + slopes . x over the box, where the model has one that no affine minorant gives (one from a minorant
   * that is separable, but not affine). Called after `minorantOver` with the same box and weights.
   */
  leastOver?(box: Box, weights: Float64Array, slopes: Float64Array): number;
  /** Cuts the box, in place, to where weights . y(x) may be at most the limit, as far as that is cheap; false if that is nowhere. */
  contract?(box: Box, weights: Float64Array, limit: number): boolean;
}

export interface NamedOutputs {
  /** Output index by name. */
  readonly indices: Readonly<Record<string, number>>;
  /** The output of a plain call. */
  readonly plain: number;
}
