import type { Box } from "../numeric/box.js";

/**
 * x -> constant + sum_j (quadratic[j] x_j^2 + linear[j] x_j). `quadratic` null: affine. A mutable slot, reused from node to node.
 */
export interface SeparableMinorant {
  constant: number;
  readonly linear: Float64Array;
  quadratic: Float64Array | null;
}

/** A vector-valued trained model, able to bound any linear functional of its outputs over a box. */
export interface Predictor {
  readonly family: string;
  readonly inputs: number;
  readonly outputs: number;
  /** y = model(x), float64, an estimate; y has length `outputs`. */
  evaluate(x: Float64Array, y: Float64Array): void;
  /** out = d(weights . y)/dx, float64, an estimate. */
  gradient(x: Float64Array, weights: Float64Array, out: Float64Array): void;
  /** Rigorous enclosure of each output over the box. */
  rangeOver(box: Box, lower: Float64Array, upper: Float64Array): void;
  /** weights . y(x) >= out(x) for every x in the box. */
  minorantOver(box: Box, weights: Float64Array, out: SeparableMinorant): void;
}
