import { timesVectorsPicked } from "../../../numeric/kernels.js";
import { gamma } from "../../../numeric/rounding.js";
import type { AffineMinorant } from "../../predictor.js";
import type { AffineLayer, ModelLayer } from "../layer.js";
import type { ModelRelaxation } from "./model-relaxation.js";
import type { NormalisedMinorant } from "./normalised-minorant.js";
import type { Pieces, RelaxationState } from "./state.js";
import { TINY } from "./state.js";

/**
 * Backward linear bounds (CROWN: H. Zhang et al., NeurIPS 2018): a functional of a layer is carried back to the inputs,
 * each element replaced by its lower piece where its multiplier is positive and by its upper piece where it is negative.
 * Up to `capacity` functionals go back at once, as the rows of one matrix.
 *
 * Rounding: every step errs by at most `margin` times the sum of |multiplier| * (largest magnitude of what it multiplies over
 * the box), which `scales` collects row by row; the margin leaves the constant at the end.
 */
export class BackwardSweep {
  readonly capacity: number;
  /** multipliers[k]: rows x size of layer k, the functionals' coefficients; valid for the layers that the last run touched. */
  readonly multipliers: readonly Float64Array[];
  /** Coefficients in the inputs, rows x n (the same memory as multipliers[0]). */
  readonly coefficients: Float64Array;
  /** Per row: value of the affine minorant at the box centre, rounding margin subtracted. */
  readonly centreValues: Float64Array;
  /** Per row: minimum of the affine minorant over the box, a proved lower bound of the functional. */
  readonly bounds: Float64Array;

  private readonly constants: Float64Array;
  private readonly scales: Float64Array;
  private readonly isTouched: Uint8Array;
  private readonly margin: number;
  /** The models that the last single functional went through. */
  private readonly models: ModelRelaxation[] = [];
  private readonly rest: Float64Array;
  /** Whether the last single functional may end in enclosures of `ends`, and whether it has. */
  private isEnding = false;
  private hasEnded = false;

  constructor(
    private readonly state: RelaxationState,
    capacity: number,
    /** Layers with one element whose enclosures may be better than what carrying it back gives. */
    private readonly ends: readonly number[] = [],
    /** By layer: normalisations, through which functionals go as a whole. */
    private readonly normalised: readonly (NormalisedMinorant | null)[] = [],
  ) {
    this.capacity = capacity;
    const { layers } = state;
    this.multipliers = layers.map((layer) => new Float64Array(capacity * layer.size));
    this.coefficients = this.multipliers[0];
    this.centreValues = new Float64Array(capacity);
    this.bounds = new Float64Array(capacity);
    this.constants = new Float64Array(capacity);
    this.scales = new Float64Array(capacity);
    this.isTouched = new Uint8Array(layers.length);
    this.rest = new Float64Array(state.inputs);
    const elements = layers.reduce((sum, layer) => sum + layer.size, 0);
    const units = Math.max(...layers.map((layer) => (layer.kind === "affine" ? layer.roundingUnits : 0)));
    this.margin = 2 * gamma(elements + units + layers.length + state.inputs + 16);
  }

  /**
   * Bounds weights . (last layer) from below: one row, whose multipliers stay readable.
   * @param plane what is added to it
   */
  runObjective(weights: Float64Array, plane: AffineMinorant | null = null): number {
    const ended = this.ways > 1 ? this.runWay(1, weights, plane) : Number.NEGATIVE_INFINITY;
    const whole = this.runWay(0, weights, plane);
    return ended > whole ? this.runWay(1, weights, plane) : whole;
  }

  /** Of the ways to carry functionals back, the whole way to the inputs (0), or to where enclosures of `ends` take over (1). */
  get ways(): number {
    return this.ends.length > 0 ? 2 : 1;
  }

  /** `runObjective` in one way; -Infinity where that is the first one again. */
  runWay(way: number, weights: Float64Array, plane: AffineMinorant | null = null): number {
    const last = this.state.layers.length - 1;
    this.begin(1);
    this.isEnding = way > 0;
    if (plane !== null) this.addPlane(plane);
    this.touch(last, 1);
    this.multipliers[last].set(weights);
    this.descend(last, 1);
    const isNew = way === 0 || this.hasEnded;
    this.isEnding = false;
    return isNew ? this.bounds[0] : Number.NEGATIVE_INFINITY;
  }

  private addPlane({ constant, linear }: AffineMinorant): void {
    const { state, coefficients } = this;
    this.touch(0, 1);
    let scale = Math.abs(constant);
    for (let i = 0; i < linear.length; i++) {
      coefficients[i] += linear[i];
      scale += Math.abs(linear[i]) * state.sizes[0][i];
    }
    this.constants[0] += constant;
    this.scales[0] += scale;
  }

  /** Clears `rows` rows; follow with `seed` for each, then `run`. */
  begin(rows: number): void {
    this.constants.fill(0, 0, rows);
    this.scales.fill(0, 0, rows);
    this.isTouched.fill(0);
    this.models.length = 0;
    this.hasEnded = false;
  }

  /** Makes row `row` the functional sign * (element j of layer k). */
  seed(k: number, j: number, sign: 1 | -1, row: number, rows: number): void {
    const layer = this.state.layers[k];
    if (layer.kind !== "affine") {
      this.touch(k, rows);
      this.multipliers[k][row * layer.size + j] = sign;
      return;
    }
    this.constants[row] += sign * layer.bias[j];
    this.scales[row] += this.state.rowMagnitudes[k][j];
    for (const { source, matrix } of layer.terms) {
      this.touch(source, rows);
      const out = this.multipliers[source];
      const start = row * matrix.columns;
      if (matrix.kind === "dense") {
        const from = j * matrix.columns;
        for (let c = 0; c < matrix.columns; c++) out[start + c] += sign * matrix.data[from + c];
      } else {
        for (let e = matrix.starts[j]; e < matrix.starts[j + 1]; e++) {
          out[start + matrix.indices[e]] += sign * matrix.values[e];
        }
      }
    }
  }

  /** Carries the seeded rows of layer k back to the inputs and writes coefficients, centreValues and bounds. */
  run(k: number, rows: number): void {
    this.descend(k, rows);
  }

  private touch(k: number, rows: number): boolean {
    const wasTouched = this.isTouched[k] === 1;
    if (!wasTouched) {
      this.multipliers[k].fill(0, 0, rows * this.state.layers[k].size);
      this.isTouched[k] = 1;
    }
    return wasTouched;
  }

  private descend(from: number, rows: number): void {
    this.touch(0, rows);
    for (let k = from; k > 0; k--) {
      if (this.isTouched[k] === 0) {
        // Scores for branching read what a functional that ended does not reach.
        if (this.hasEnded || this.normalised.length > 0) this.multipliers[k].fill(0, 0, this.state.layers[k].size);
        continue;
      }
      const layer = this.state.layers[k];
      if (this.isEnding && this.ends.includes(k) && this.endAt(k)) continue;
      if (layer.kind === "affine") this.throughAffine(k, layer, rows);
      else if (layer.kind === "model") this.throughModel(k, layer, rows);
      else this.throughPieces(k, rows);
    }
    this.finish(rows);
  }

  /** Replaces the only element of layer k by an end of its enclosure; false where that is not finite. */
  private endAt(k: number): boolean {
    const multiplier = this.multipliers[k][0];
    const end = multiplier > 0 ? this.state.lower[k][0] : this.state.upper[k][0];
    if (!(Math.abs(end) < Number.POSITIVE_INFINITY)) return false;
    this.constants[0] += multiplier * end;
    this.scales[0] += Math.abs(multiplier) * this.state.sizes[k][0];
    this.hasEnded = true;
    return true;
  }

  private throughAffine(k: number, layer: AffineLayer, rows: number): void {
    const from = this.multipliers[k];
    const rowMagnitudes = this.state.rowMagnitudes[k];
    const active = this.state.actives[k];
    const count = this.state.activeCounts[k];
    const { bias, size } = layer;
    for (let r = 0; r < rows; r++) {
      let constant = 0;
      let scale = 0;
      for (let a = 0; a < count; a++) {
        const j = active[a];
        const q = r * size + j;
        constant += from[q] * bias[j];
        scale += Math.abs(from[q]) * rowMagnitudes[j];
      }
      this.constants[r] += constant;
      this.scales[r] += scale;
    }
    for (const plan of this.state.plans[k]) {
      this.touch(plan.source, rows);
      const { actives, activeCounts } = this.state;
      const sources = actives[plan.source];
      const out = this.multipliers[plan.source];
      timesVectorsPicked(plan.transposed, from, rows, out, sources, activeCounts[plan.source], active, count);
    }
  }

  /** The model bounds the functional of all its outputs at once; its own rounding is in its minorant already. */
  private throughModel(k: number, { source, size }: ModelLayer, rows: number): void {
    this.touch(source, rows);
    const model = this.state.models[k] as ModelRelaxation;
    const { minorant } = model;
    const sizes = this.state.sizes[source];
    const inputs = sizes.length;
    const out = this.multipliers[source];
    for (let r = 0; r < rows; r++) {
      if (!model.bound(this.multipliers[k], r * size)) continue;
      let scale = Math.abs(minorant.constant);
      for (let i = 0; i < inputs; i++) {
        const slope = minorant.linear[i];
        if (slope === 0) continue;
        out[r * inputs + i] += slope;
        scale += Math.abs(slope) * sizes[i];
      }
      this.constants[r] += minorant.constant;
      this.scales[r] += scale;
      if (rows === 1) this.models.push(model);
    }
  }

  /**
   * After `runObjective` through models that read inputs as they are: the best bound with one model's own in the place of its affine
   * minorant. -Infinity without such models.
   */
  separableBound(): number {
    let best = Number.NEGATIVE_INFINITY;
    for (const model of this.models) {
      const bound = model.hasLeast ? this.boundWith(model) : Number.NEGATIVE_INFINITY;
      if (bound > best) best = bound;
    }
    return best;
  }

  private boundWith(model: ModelRelaxation): number {
    const { rest, coefficients, state, margin } = this;
    const { minorant, origins } = model;
    rest.set(coefficients.subarray(0, rest.length));
    const bias = state.layers[model.layer.source];
    let value = this.constants[0] - minorant.constant;
    let scale = this.scales[0] + Math.abs(this.constants[0]) + Math.abs(minorant.constant);
    origins?.forEach((place, s) => {
      const slope = minorant.linear[s];
      if (place >= 0) rest[place] -= slope;
      else if (bias.kind === "affine") value -= slope * bias.bias[s];
      scale += Math.abs(slope) * state.sizes[model.layer.source][s];
    });
    for (let i = 0; i < rest.length; i++) {
      scale += Math.abs(coefficients[i]) * state.sizes[0][i];
      if (origins?.includes(i)) continue;
      value += rest[i] > 0 ? rest[i] * state.box.lower[i] : rest[i] * state.box.upper[i];
    }
    return value + model.least(rest) - 2 * (margin * scale + TINY);
  }

  /** Coefficients by row of layer k, to be added to after `begin`. */
  opened(k: number, rows: number): Float64Array {
    this.touch(k, rows);
    return this.multipliers[k];
  }

  private throughNormalisation(k: number, rows: number, step: NormalisedMinorant): void {
    step.add(this.multipliers[k], rows, this.opened(step.normalisation.numerators, rows));
    for (let r = 0; r < rows; r++) {
      this.constants[r] += step.constants[r];
      this.scales[r] += step.scales[r];
    }
  }

  private throughPieces(k: number, rows: number): void {
    const step = this.normalised[k];
    if (step?.isKnown) {
      this.throughNormalisation(k, rows, step);
      return;
    }
    const { operands, lowerSlopes, upperSlopes } = this.state.pieces[k] as Pieces;
    for (let o = 0; o < operands.length; o++) this.touch(operands[o], rows);
    this.addIntercepts(k, rows);
    for (let o = 0; o < operands.length; o++) {
      this.addSlopes(k, lowerSlopes[o], upperSlopes[o], this.multipliers[operands[o]], rows);
    }
  }

  /** The parts above and below zero take their pieces without a branch: signs are random, and mispredictions cost more. */
  private addSlopes(k: number, lower: Float64Array, upper: Float64Array, out: Float64Array, rows: number): void {
    const size = lower.length;
    const active = this.state.actives[k];
    const count = this.state.activeCounts[k];
    const from = this.multipliers[k];
    for (let r = 0; r < rows; r++) {
      for (let a = 0; a < count; a++) {
        const j = active[a];
        const q = r * size + j;
        const value = from[q];
        const above = Math.max(value, 0);
        out[q] += above * lower[j] + (value - above) * upper[j];
      }
    }
  }

  /** Here zero parts must be left out, because intercepts may be infinite. */
  private addIntercepts(k: number, rows: number): void {
    const { lowerIntercepts, upperIntercepts, magnitudes } = this.state.pieces[k] as Pieces;
    const size = magnitudes.length;
    const active = this.state.actives[k];
    const count = this.state.activeCounts[k];
    const from = this.multipliers[k];
    for (let r = 0; r < rows; r++) {
      let constant = 0;
      let scale = 0;
      for (let a = 0; a < count; a++) {
        const j = active[a];
        const value = from[r * size + j];
        if (value === 0) continue;
        constant += value * (value > 0 ? lowerIntercepts[j] : upperIntercepts[j]);
        scale += Math.abs(value) * magnitudes[j];
      }
      this.constants[r] += constant;
      this.scales[r] += scale;
    }
  }

  /** Evaluates the affine minorants a . x + constant at the centre and at their minimisers. */
  private finish(rows: number): void {
    const { centre, halfWidths, inputs } = this.state;
    for (let r = 0; r < rows; r++) {
      let value = this.constants[r];
      let span = 0;
      let scale = this.scales[r] + Math.abs(value);
      for (let i = 0, q = r * inputs; i < inputs; i++, q++) {
        const a = this.coefficients[q];
        value += a * centre[i];
        span += Math.abs(a) * halfWidths[i];
        scale += Math.abs(a * centre[i]);
      }
      this.centreValues[r] = value - (this.margin * (scale + span) + TINY);
      this.bounds[r] = this.centreValues[r] - span - this.margin * span;
    }
  }
}
