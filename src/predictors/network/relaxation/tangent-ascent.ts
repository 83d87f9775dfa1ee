import type { Domain } from "../../../numeric/functional-minimum.js";
import { timesVectors, timesVectorsPicked } from "../../../numeric/kernels.js";
import { down, UNIT_ROUNDOFF } from "../../../numeric/rounding.js";
import type { AffineMinorant } from "../../predictor.js";
import type { ModelRelaxation } from "./model-relaxation.js";
import { measurePieces, pieceAt } from "./pieces.js";
import type { Relaxation } from "./relaxation.js";
import type { Pieces } from "./state.js";

/** The first steps may lose before they gain. */
const MIN_STEPS = 3;
/**
 * Moves the pieces to where they raise a functional's bound (the alpha of alpha-CROWN, K. Xu et al., ICLR 2021, in closed
 * form instead of by automatic differentiation). The bound is the minimum over x of a concave maximization over pieces, so
 * the relaxed network is run forward at the damped average of the minorants' minimisers, and each piece that the functional
 * uses is made tight at the value found there. Every iterate is a sound minorant; the best is kept.
 */
export class TangentAscent {
  /** The best minorant: value at the box centre (margin subtracted), coefficients, and a lower bound of it. */
  readonly coefficients: Float64Array;
  centreValue = 0;
  bound = 0;
  /** The minorant's minimum over the box; `bound` is that over the domain, if there is one. */
  minimum = 0;
  domain: Domain | null = null;

  private readonly values: readonly Float64Array[];
  private readonly average: Float64Array;
  private readonly nonlinear: readonly number[];
  private readonly models: readonly number[];
  private readonly maxSteps: number;

  constructor(private readonly relaxation: Relaxation) {
    const { state } = relaxation;
    this.coefficients = new Float64Array(state.inputs);
    this.average = new Float64Array(state.inputs);
    this.values = state.layers.map((layer) => new Float64Array(layer.size));
    this.nonlinear = state.layers.flatMap((_, k) => (state.pieces[k] ? [k] : []));
    this.models = state.layers.flatMap((_, k) => (state.models[k] ? [k] : []));
    this.maxSteps = this.nonlinear.some((k) => isMixed(relaxation, k)) ? 10 : 3;
  }

  /** Adopts the minorant of the last backward run as the first iterate. */
  start(): void {
    this.average.set(this.relaxation.state.centre);
    this.bound = Number.NEGATIVE_INFINITY;
    this.coefficients.fill(0);
    this.keepBest();
  }

  /**
   * Improves the bound of weights . outputs, stopping when it passes the cutoff, or after MIN_STEPS when a step gains less than
   * 5 % of the way there. Requires `start` after a backward run with the same weights.
   */
  improve(weights: Float64Array, cutoff: number, plane: AffineMinorant | null = null): void {
    for (let step = 0; step < this.maxSteps; step++) {
      const before = this.bound;
      if (!(before <= cutoff)) return;
      this.moveAverage(step);
      this.runRelaxed();
      this.movePieces(0.6 / (1 + 0.3 * step));
      this.moveAnchors();
      this.relaxation.backward.runObjective(weights, plane);
      this.keepBest();
      if (step + 1 >= MIN_STEPS && !(this.bound - before >= 0.05 * (cutoff - before))) return;
    }
  }

  /** Minorant of weights . outputs that is as tight at x as single pieces can be, by the same pieces made tight at the values there. */
  supportAt(x: Float64Array, weights: Float64Array): void {
    this.average.set(x);
    this.runValues();
    this.moveAnchors();
    this.relaxation.backward.runObjective(weights);
    this.movePieces(1);
    this.bound = Number.NEGATIVE_INFINITY;
    if (this.nonlinear.length > 0) this.relaxation.backward.runObjective(weights);
    this.keepBest();
  }

  private keepBest(): void {
    const { backward } = this.relaxation;
    let bound = backward.bounds[0];
    if (this.domain !== null) {
      const overDomain = down(backward.centreValues[0] + this.domain.of(backward.coefficients, 0));
      if (overDomain > bound) bound = overDomain;
    }
    if (!(bound > this.bound)) return;
    this.bound = bound;
    this.minimum = backward.bounds[0];
    this.centreValue = backward.centreValues[0];
    for (let i = 0; i < this.coefficients.length; i++) this.coefficients[i] = backward.coefficients[i];
  }

  private moveAverage(step: number): void {
    const { state, backward } = this.relaxation;
    const { domain } = this;
    const weight = 0.7 / (step + 1.5);
    for (let i = 0; i < this.average.length; i++) {
      const vertex = backward.coefficients[i] > 0 ? state.box.lower[i] : state.box.upper[i];
      const lowest = domain === null ? vertex : state.centre[i] + domain.minimiser[i];
      this.average[i] += weight * (lowest - this.average[i]);
    }
  }

  /** Values of all layers at the average point, each element on the piece that the functional uses. */
  private runRelaxed(): void {
    const { state, backward } = this.relaxation;
    this.values[0].set(this.average);
    // A model is evaluated itself: its relaxation has a value for the functional, but none for each output.
    for (let k = 1; k < state.layers.length; k++) {
      const layer = state.layers[k];
      const out = this.values[k];
      if (layer.kind === "affine") {
        out.set(layer.bias);
        const { actives, activeCounts } = state;
        for (const { source, matrix } of state.plans[k]) {
          const from = this.values[source];
          const columns = actives[source];
          timesVectorsPicked(matrix, from, 1, out, actives[k], activeCounts[k], columns, activeCounts[source]);
        }
        continue;
      }
      if (layer.kind === "model") {
        layer.model.evaluate(this.values[layer.source], out);
        continue;
      }
      const pieces = state.pieces[k] as Pieces;
      const multipliers = backward.multipliers[k];
      for (let j = 0; j < out.length; j++) {
        const isLower = multipliers[j] > 0;
        const slopes = isLower ? pieces.lowerSlopes : pieces.upperSlopes;
        let value = isLower ? pieces.lowerIntercepts[j] : pieces.upperIntercepts[j];
        for (let o = 0; o < slopes.length; o++) value += slopes[o][j] * this.values[pieces.operands[o]][j];
        out[j] = value;
      }
    }
  }

  /** Values of all layers at the average point. */
  private runValues(): void {
    const { state } = this.relaxation;
    this.values[0].set(this.average);
    for (let k = 1; k < state.layers.length; k++) {
      const layer = state.layers[k];
      const out = this.values[k];
      if (layer.kind === "affine") {
        out.set(layer.bias);
        for (const { source, matrix } of state.plans[k]) timesVectors(matrix, this.values[source], 1, out, true);
      } else if (layer.kind === "model") layer.model.evaluate(this.values[layer.source], out);
      else if (layer.kind === "univariate") {
        for (let j = 0; j < out.length; j++) out[j] = layer.phi.value(this.values[layer.source][j]);
      } else if (layer.kind === "bivariate") {
        const { left, right, operation } = layer;
        for (let j = 0; j < out.length; j++) out[j] = operation.value(this.values[left][j], this.values[right][j]);
      }
    }
  }

  private movePieces(weight: number): void {
    const { state, backward } = this.relaxation;
    for (const k of this.nonlinear) {
      const pieces = state.pieces[k] as Pieces;
      const multipliers = backward.multipliers[k];
      const first = this.values[pieces.operands[0]];
      const second = this.values[pieces.operands[pieces.operands.length - 1]];
      const step = isMixed(this.relaxation, k) ? weight : 1;
      for (let a = 0; a < state.activeCounts[k]; a++) {
        const j = state.actives[k][a];
        if (multipliers[j] > 0) this.movePiece(k, j, first[j], second[j], step, true);
        else if (multipliers[j] < 0) this.movePiece(k, j, first[j], second[j], step, false);
      }
      measurePieces(state, k);
    }
  }

  private moveAnchors(): void {
    for (const k of this.models) {
      const model = this.relaxation.state.models[k] as ModelRelaxation;
      model.moveAnchor(this.values[model.layer.source]);
    }
  }

  /** Replaces a piece by the one that is tight at (u, v), or by a mix of the two: a convex combination is sound as well. */
  private movePiece(k: number, j: number, u: number, v: number, weight: number, isLower: boolean): void {
    const { state } = this.relaxation;
    const pieces = state.pieces[k] as Pieces;
    const slopes = isLower ? pieces.lowerSlopes : pieces.upperSlopes;
    const intercepts = isLower ? pieces.lowerIntercepts : pieces.upperIntercepts;
    const oldFirst = slopes[0][j];
    const oldSecond = slopes.length > 1 ? slopes[1][j] : 0;
    const oldIntercept = intercepts[j];
    const oldMagnitude = pieces.magnitudes[j];
    pieceAt(state, k, j, u, v, isLower);
    if (weight === 1) return;
    let magnitude = oldMagnitude + Math.abs(intercepts[j]);
    for (let o = 0; o < slopes.length; o++) {
      const old = o === 0 ? oldFirst : oldSecond;
      magnitude += Math.abs(slopes[o][j]) * state.sizes[pieces.operands[o]][j];
      slopes[o][j] = old + weight * (slopes[o][j] - old);
    }
    const mixed = oldIntercept + weight * (intercepts[j] - oldIntercept);
    intercepts[j] = mixed + (isLower ? -8 : 8) * UNIT_ROUNDOFF * magnitude;
  }
}

/** Where pieces switch instead of moving smoothly, a full step would oscillate between two of them. */
function isMixed(relaxation: Relaxation, k: number): boolean {
  const layer = relaxation.state.layers[k];
  return layer.kind === "bivariate" || (layer.kind === "univariate" && !layer.phi.smooth);
}
