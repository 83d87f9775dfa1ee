import type { FunctionalMinimum } from "../../../numeric/functional-minimum.js";
import { timesVectors } from "../../../numeric/kernels.js";
import { gamma } from "../../../numeric/rounding.js";
import type { AffineMinorant } from "../../predictor.js";
import type { AffineLayer, ModelLayer } from "../layer.js";
import type { ModelRelaxation } from "./model-relaxation.js";
import { measurePieces, pieceAt } from "./pieces.js";
import type { LinearForms, Pieces, RelaxationState } from "./state.js";
import { TINY } from "./state.js";

/**
 * Forward linear propagation: every element carries an affine minorant and majorant in the inputs (LinearForms). With
 * tangents at the interval's middle this is forward linear bound propagation; with tangents at the value of the relaxations
 * at the box centre it is McCormick's composition with subgradients at the centre (A. Mitsos, B. Chachuat, P. I. Barton,
 * SIAM J. Optim. 20 (2009) 573-601).
 */
export class ForwardSweep {
  private readonly sourceMagnitudes: Float64Array;
  private readonly scratchRadii: Float64Array;
  private readonly lowerSlopes: Float64Array;
  private readonly upperSlopes: Float64Array;
  private readonly margin: number;

  constructor(private readonly state: RelaxationState) {
    const largest = Math.max(...state.layers.map((layer) => layer.size));
    this.sourceMagnitudes = new Float64Array(largest);
    this.scratchRadii = new Float64Array(largest);
    this.lowerSlopes = new Float64Array(state.inputs);
    this.upperSlopes = new Float64Array(state.inputs);
    this.margin = 2 * gamma(state.inputs + 16);
  }

  /** Computes forms[k] from those of its sources. */
  step(k: number): void {
    const { state } = this;
    const layer = state.layers[k];
    if (layer.kind === "input") this.inputForms();
    else if (layer.kind === "affine") this.affineForms(k, layer);
    else if (layer.kind === "model") this.modelForms(k, layer);
    else this.nonlinearForms(k);
    state.hasForms[k] = 1;
  }

  /** Tightens the enclosures of layer k with its forms, over the box or, if one is given, over a polytope in it. */
  concretise(k: number, polytope: FunctionalMinimum | null = null): void {
    if (polytope !== null) {
      this.concretiseOver(polytope, k);
      return;
    }
    const { state } = this;
    const { coefficients, radii, constants, constantRadii } = state.forms[k];
    const { halfWidths, inputs } = state;
    const lower = state.lower[k];
    const upper = state.upper[k];
    const size = lower.length;
    for (let j = 0; j < size; j++) {
      let down = 0;
      let up = 0;
      for (let i = 0, q = j; i < inputs; i++, q += size) {
        down += Math.abs(coefficients[q] - radii[q]) * halfWidths[i];
        up += Math.abs(coefficients[q] + radii[q]) * halfWidths[i];
      }
      const slack = constantRadii[j];
      const margin = this.margin * (down + up + slack + Math.abs(constants[j])) + TINY;
      const low = constants[j] - slack - down - margin;
      const high = constants[j] + slack + up + margin;
      if (low > lower[j]) lower[j] = low;
      if (high < upper[j]) upper[j] = high;
    }
  }

  private concretiseOver(polytope: FunctionalMinimum, k: number): void {
    const { state, lowerSlopes, upperSlopes } = this;
    const { coefficients, radii, constants, constantRadii } = state.forms[k];
    const { halfWidths, inputs } = state;
    const lower = state.lower[k];
    const upper = state.upper[k];
    const size = lower.length;
    for (let j = 0; j < size; j++) {
      let span = 0;
      for (let i = 0, q = j; i < inputs; i++, q += size) {
        lowerSlopes[i] = coefficients[q] - radii[q];
        upperSlopes[i] = -(coefficients[q] + radii[q]);
        span += (Math.abs(lowerSlopes[i]) + Math.abs(upperSlopes[i])) * halfWidths[i];
      }
      const slack = constantRadii[j];
      const margin = this.margin * (span + slack + Math.abs(constants[j])) + TINY;
      const low = constants[j] - slack + polytope.of(lowerSlopes, 0) - margin;
      const high = constants[j] + slack - polytope.of(upperSlopes, 0) + margin;
      if (low > lower[j]) lower[j] = low;
      if (high < upper[j]) upper[j] = high;
    }
  }

  /** Lines of nonlinear layer k with tangents where McCormick's composition takes them. */
  referencePieces(k: number): void {
    const { state } = this;
    const pieces = state.pieces[k] as Pieces;
    for (let j = 0; j < state.layers[k].size; j++) {
      this.referencePiece(k, j, pieces, true);
      this.referencePiece(k, j, pieces, false);
    }
    measurePieces(state, k);
  }

  /**
   * The lower relaxation of phi(z) takes phi's convex envelope at z's convex relaxation if the envelope increases there, at
   * the concave one if it decreases there, at its minimum otherwise (the mid rule); a constant line stands for the minimum.
   */
  private referencePiece(k: number, j: number, pieces: Pieces, isLower: boolean): void {
    const { state } = this;
    const slopes = (isLower ? pieces.lowerSlopes : pieces.upperSlopes)[0];
    const intercepts = isLower ? pieces.lowerIntercepts : pieces.upperIntercepts;
    const [first, second] = pieces.operands;
    if (second !== undefined) {
      pieceAt(state, k, j, this.centreValue(first, j, 0), this.centreValue(second, j, 0), isLower);
      return;
    }
    const below = this.centreValue(first, j, -1);
    const above = this.centreValue(first, j, 1);
    const sign = isLower ? 1 : -1;
    pieceAt(state, k, j, isLower ? below : above, Number.NaN, isLower);
    if (slopes[j] >= 0) return;
    pieceAt(state, k, j, isLower ? above : below, Number.NaN, isLower);
    if (slopes[j] <= 0) return;
    slopes[j] = 0;
    intercepts[j] = sign > 0 ? state.lower[k][j] : state.upper[k][j];
  }

  /** The convex (-1) or concave (1) relaxation, or their mean (0), of an element at the box centre, within its enclosure. */
  private centreValue(layer: number, j: number, side: -1 | 0 | 1): number {
    const { constants, constantRadii } = this.state.forms[layer];
    const value = constants[j] + side * constantRadii[j];
    return Math.min(Math.max(value, this.state.lower[layer][j]), this.state.upper[layer][j]);
  }

  private inputForms(): void {
    const { state } = this;
    const { coefficients, radii, constants, constantRadii } = state.forms[0];
    const n = state.inputs;
    coefficients.fill(0);
    radii.fill(0);
    constantRadii.fill(0);
    for (let i = 0; i < n; i++) coefficients[i * n + i] = 1;
    constants.set(state.centre);
  }

  private affineForms(k: number, layer: AffineLayer): void {
    const { state, sourceMagnitudes, scratchRadii } = this;
    const out = state.forms[k];
    const n = state.inputs;
    const margin = state.rowMargins[k];
    out.coefficients.fill(0);
    out.radii.fill(0);
    out.constants.set(layer.bias);
    for (let r = 0; r < layer.size; r++) out.constantRadii[r] = margin * layer.biasMagnitude[r] + TINY;
    for (const { source, matrix, magnitudes } of state.plans[k]) {
      const from = state.forms[source];
      const isExact = state.depths[source] === 0;
      this.measureForms(from, sourceMagnitudes);
      for (let j = 0; j < from.constants.length; j++) {
        scratchRadii[j] = from.constantRadii[j] + margin * sourceMagnitudes[j];
      }
      timesVectors(matrix, from.coefficients, n, out.coefficients, true);
      if (!isExact) timesVectors(magnitudes, from.radii, n, out.radii, true);
      timesVectors(matrix, from.constants, 1, out.constants, true);
      timesVectors(magnitudes, scratchRadii, 1, out.constantRadii, true);
    }
    for (let r = 0; r < layer.size; r++) out.constantRadii[r] *= 1 + margin;
  }

  private nonlinearForms(k: number): void {
    const { state } = this;
    const out = state.forms[k];
    const { operands, lowerSlopes, lowerIntercepts, upperSlopes, upperIntercepts, magnitudes } = state.pieces[
      k
    ] as Pieces;
    const size = state.layers[k].size;
    const { coefficients, radii, constants, constantRadii } = out;
    coefficients.fill(0);
    radii.fill(0);
    for (let j = 0; j < size; j++) {
      const [low, high] = [lowerIntercepts[j], upperIntercepts[j]];
      constants[j] = 0.5 * (low + high);
      constantRadii[j] = 0.5 * (high - low) + this.margin * magnitudes[j] + TINY;
    }
    for (let o = 0; o < operands.length; o++) {
      const from = state.forms[operands[o]];
      this.measureForms(from, this.sourceMagnitudes);
      addScaled(from, lowerSlopes[o], upperSlopes[o], this.sourceMagnitudes, this.margin, state.inputs, out);
    }
  }

  /** Minorant and majorant of every output, as the model gives them, composed with the forms of its inputs. */
  private modelForms(k: number, { source, size }: ModelLayer): void {
    const { state, sourceMagnitudes } = this;
    const out = state.forms[k];
    const from = state.forms[source];
    const model = state.models[k] as ModelRelaxation;
    out.coefficients.fill(0);
    out.radii.fill(0);
    this.measureForms(from, sourceMagnitudes);
    for (let j = 0; j < size; j++) {
      out.constants[j] = 0;
      out.constantRadii[j] = TINY;
      model.boundOutput(j, 1);
      addSide(model.minorant, from, sourceMagnitudes, this.margin, state.inputs, j, 1, out);
      model.boundOutput(j, -1);
      addSide(model.minorant, from, sourceMagnitudes, this.margin, state.inputs, j, -1, out);
    }
  }

  /** An upper bound of |element| over the box that covers every number of its forms. */
  private measureForms(from: LinearForms, out: Float64Array): void {
    const { halfWidths, inputs } = this.state;
    const { coefficients, radii, constants, constantRadii } = from;
    const size = constants.length;
    for (let j = 0; j < size; j++) out[j] = Math.abs(constants[j]) + Math.abs(constantRadii[j]);
    for (let i = 0; i < inputs; i++) {
      const w = halfWidths[i];
      const p = i * size;
      for (let j = 0; j < size; j++) out[j] += (Math.abs(coefficients[p + j]) + Math.abs(radii[p + j])) * w;
    }
  }
}

/** out += [a, b] * from, where a is the slope of the lower and b that of the upper piece; a negative slope swaps sides. */
function addScaled(
  from: LinearForms,
  lowerSlopes: Float64Array,
  upperSlopes: Float64Array,
  sourceMagnitudes: Float64Array,
  margin: number,
  inputs: number,
  out: LinearForms,
): void {
  const size = lowerSlopes.length;
  for (let j = 0; j < size; j++) {
    const a = lowerSlopes[j];
    const b = upperSlopes[j];
    const sideA = a >= 0 ? 1 : -1;
    const sideB = b >= 0 ? 1 : -1;
    for (let i = 0, q = j; i < inputs; i++, q += size) {
      const low = a * (from.coefficients[q] - sideA * from.radii[q]);
      const high = b * (from.coefficients[q] + sideB * from.radii[q]);
      out.coefficients[q] += 0.5 * (low + high);
      out.radii[q] += 0.5 * (high - low);
    }
    const low = a * (from.constants[j] - sideA * from.constantRadii[j]);
    const high = b * (from.constants[j] + sideB * from.constantRadii[j]);
    out.constants[j] += 0.5 * (low + high);
    out.constantRadii[j] += 0.5 * (high - low) + margin * (Math.abs(a) + Math.abs(b)) * sourceMagnitudes[j];
  }
}

/** Adds half of a minorant of element j (side 1), or of its negative (side -1), to its forms. */
function addSide(
  { constant, linear }: AffineMinorant,
  from: LinearForms,
  sourceMagnitudes: Float64Array,
  margin: number,
  inputs: number,
  j: number,
  side: 1 | -1,
  out: LinearForms,
): void {
  const size = out.constants.length;
  const sources = linear.length;
  out.constants[j] += 0.5 * side * constant;
  out.constantRadii[j] += margin * Math.abs(constant) - 0.5 * constant;
  for (let s = 0; s < sources; s++) {
    const a = linear[s];
    if (a === 0) continue;
    const sign = a > 0 ? 1 : -1;
    for (let i = 0, q = j, p = s; i < inputs; i++, q += size, p += sources) {
      const low = a * (from.coefficients[p] - sign * from.radii[p]);
      out.coefficients[q] += 0.5 * side * low;
      out.radii[q] -= 0.5 * low;
    }
    const low = a * (from.constants[s] - sign * from.constantRadii[s]);
    out.constants[j] += 0.5 * side * low;
    out.constantRadii[j] += 2 * margin * Math.abs(a) * sourceMagnitudes[s] - 0.5 * low;
  }
}
