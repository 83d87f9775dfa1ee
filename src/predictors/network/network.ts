import type { Box } from "../../numeric/box.js";
import type { AffineMinorant, Predictor } from "../predictor.js";
import { Evaluation } from "./evaluation.js";
import type { Layer } from "./layer.js";
import { Relaxation } from "./relaxation/relaxation.js";

/** Any acyclic composition of affine maps, univariate functions, products, minima and maxima, as a list of layers. */
export class Network implements Predictor {
  readonly family = "network";
  readonly inputs: number;
  readonly outputs: number;
  private readonly evaluation: Evaluation;
  private relaxation: Relaxation | null = null;

  /** @param layers layer 0 is the input; the last layer is the output; every layer reads earlier ones only */
  constructor(readonly layers: readonly Layer[]) {
    this.inputs = layers[0].size;
    this.outputs = layers[layers.length - 1].size;
    this.evaluation = new Evaluation(layers);
  }

  evaluate(x: Float64Array, y: Float64Array): void {
    y.set(this.evaluation.run(x));
  }

  gradient(x: Float64Array, weights: Float64Array, out: Float64Array): void {
    this.evaluation.run(x);
    this.evaluation.gradient(weights, out);
  }

  /** The same where piecewise constant models have the gradient zero. */
  derivative(x: Float64Array, weights: Float64Array, out: Float64Array): void {
    this.evaluation.run(x);
    this.evaluation.gradient(weights, out, false);
  }

  rangeOver(box: Box, lower: Float64Array, upper: Float64Array): void {
    const { state } = this.relaxed(box);
    const last = this.layers.length - 1;
    lower.set(state.lower[last]);
    upper.set(state.upper[last]);
  }

  minorantOver(box: Box, weights: Float64Array, _anchor: Float64Array | null, out: AffineMinorant): void {
    const { state, backward } = this.relaxed(box);
    backward.runObjective(weights);
    // The constant of a form about the centre moves to the origin; the shift is rounded down by its own magnitude.
    let shift = 0;
    let size = Math.abs(backward.centreValues[0]);
    for (let i = 0; i < this.inputs; i++) {
      out.linear[i] = backward.coefficients[i];
      shift += backward.coefficients[i] * state.centre[i];
      size += Math.abs(backward.coefficients[i] * state.centre[i]);
    }
    out.constant = backward.centreValues[0] - shift - (this.inputs + 4) * 2 ** -52 * size;
  }

  private relaxed(box: Box): Relaxation {
    this.relaxation ??= new Relaxation(this, {
      forward: "shallow",
      tangents: "middle",
      isTightened: true,
      hasRows: true,
    });
    if (!this.relaxation.sweep(box)) {
      throw new RangeError("the network is not defined anywhere on the box");
    }
    return this.relaxation;
  }
}
