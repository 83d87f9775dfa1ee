import { down, gamma, up } from "../../../numeric/rounding.js";
import type { AffineLayer } from "../layer.js";
import type { Normalisation } from "./normalisation.js";
import type { ArgumentSweep } from "./normalised-minorant.js";
import type { LinearForms, RelaxationState } from "./state.js";

/** With more inputs the products of their slopes cost more than they gain. */
const MOST_INPUTS = 32;
/** Passes over the inputs towards the shortest vector. */
const PASSES = 3;

/**
 * Encloses the mean square sum_j k_j c_j^2 that a vector is normalised by, from affine forms c = B d + c' + r of its elements in the deviations d from the
 * box's centre, |r| <= R: at least (u . c)^2 for u of length 1, at the shortest vector that is found; and at most
 *
 *   ( sqrt(|c'|^2 + sum_i |2 b_i . c'| h_i + sum_il |b_i . b_l| h_i h_l) + |R| )^2.
 *
 * Element by element the squares know neither what the inputs do together nor that some of them cancel.
 */
export class NormalisedLength {
  private readonly vector: Float64Array;
  private readonly middle: Float64Array;
  private readonly rests: Float64Array;
  private readonly deviations: Float64Array;
  private readonly margin: number;
  private readonly inner: ArgumentSweep;
  /** At least sum_j k_j (|c'_j| + sum_i |B_ij| h_i + R_j)^2: the scale of rounding errors. */
  private magnitude = 0;

  constructor(
    private readonly state: RelaxationState,
    private readonly normalisation: Normalisation,
    inner: ArgumentSweep,
  ) {
    this.inner = inner;
    const size = normalisation.weights.length;
    this.vector = new Float64Array(size);
    this.middle = new Float64Array(size);
    this.rests = new Float64Array(size);
    this.deviations = new Float64Array(state.inputs);
    this.margin = 4 * gamma(size + 2 * state.inputs + 16);
  }

  /** Narrows the enclosure of the mean square. */
  narrow(): void {
    const { state, normalisation } = this;
    const { sum } = normalisation;
    if (state.hasForms[normalisation.numerators] === 0) return;
    const { bias, biasMagnitude } = state.layers[sum] as AffineLayer;
    const { weightError } = normalisation;
    const form = state.forms[normalisation.numerators];
    this.place(form);
    const low = down(this.least(form) * (1 - 2 * weightError));
    if (low > state.lower[sum][0]) state.lower[sum][0] = low;
    if (state.inputs > MOST_INPUTS) return;
    const most = up(this.most(form) * (1 + 2 * weightError));
    const high = up(most + up(bias[0] + weightError * biasMagnitude[0]));
    if (high < state.upper[sum][0]) state.upper[sum][0] = high;
  }

  /** The forms' constants, what their slopes leave open, and the scale of rounding errors. */
  private place({ constants, constantRadii, coefficients, radii }: LinearForms): void {
    const { middle, rests, state, normalisation } = this;
    const { halfWidths, inputs } = state;
    const { weights } = normalisation;
    const size = weights.length;
    this.magnitude = 0;
    for (let j = 0; j < size; j++) {
      middle[j] = constants[j];
      let rest = constantRadii[j];
      let reach = 0;
      for (let i = 0; i < inputs; i++) {
        rest += Math.abs(radii[i * size + j]) * halfWidths[i];
        reach += Math.abs(coefficients[i * size + j]) * halfWidths[i];
      }
      rests[j] = rest * (1 + this.margin);
      const largest = Math.abs(constants[j]) + reach + rests[j];
      this.magnitude += weights[j] * largest * largest;
    }
  }

  /** Lower bound of sum_j k_j c_j^2, by the lengths along the middle vector and along the shortest one found. */
  private least(form: LinearForms): number {
    const { vector, middle } = this;
    vector.set(middle);
    const first = this.alongVector(form);
    this.shorten(form);
    const second = this.alongVector(form);
    const third = this.alongInputs();
    const length = Math.max(first, second, third, 0);
    return down(length * length);
  }

  /** The same along the vector, with the elements carried back to the inputs together. */
  private alongInputs(): number {
    const { vector, inner, normalisation, margin, magnitude } = this;
    const { weights, numerators } = normalisation;
    let square = 0;
    for (let j = 0; j < vector.length; j++) square += weights[j] * vector[j] * vector[j];
    const length = Math.sqrt(square);
    if (!(length > 0)) return 0;
    inner.begin(1);
    const slopes = inner.opened(numerators, 1);
    for (let j = 0; j < vector.length; j++) slopes[j] += (weights[j] * vector[j]) / length;
    inner.run(numerators, 1);
    return down(inner.bounds[0] - 2 * margin * Math.sqrt(magnitude));
  }

  /** Moves the vector to about the shortest one of the forms without their rests: one input at a time. */
  private shorten({ coefficients }: LinearForms): void {
    const { vector, deviations, state, normalisation } = this;
    const { weights } = normalisation;
    const size = weights.length;
    deviations.fill(0);
    for (let pass = 0; pass < PASSES; pass++) {
      for (let i = 0; i < state.inputs; i++) {
        let slope = 0;
        let curvature = 0;
        for (let j = 0, q = i * size; j < size; j++, q++) {
          slope += weights[j] * coefficients[q] * vector[j];
          curvature += weights[j] * coefficients[q] * coefficients[q];
        }
        if (!(curvature > 0)) continue;
        const reach = state.halfWidths[i];
        const to = Math.min(Math.max(deviations[i] - slope / curvature, -reach), reach);
        const by = to - deviations[i];
        deviations[i] = to;
        for (let j = 0, q = i * size; j < size; j++, q++) vector[j] += by * coefficients[q];
      }
    }
  }

  /** Lower bound of the length over the box: of its part along the vector. */
  private alongVector({ coefficients }: LinearForms): number {
    const { vector, middle, rests, state, normalisation, margin, magnitude } = this;
    const { weights } = normalisation;
    const size = weights.length;
    let square = 0;
    let bound = 0;
    for (let j = 0; j < size; j++) {
      square += weights[j] * vector[j] * vector[j];
      bound += weights[j] * (vector[j] * middle[j] - Math.abs(vector[j]) * rests[j]);
    }
    for (let i = 0; i < state.inputs; i++) {
      let slope = 0;
      for (let j = 0, q = i * size; j < size; j++, q++) slope += weights[j] * vector[j] * coefficients[q];
      bound -= Math.abs(slope) * state.halfWidths[i];
    }
    const length = Math.sqrt(square);
    // Cauchy-Schwarz: the sum of the absolute terms is at most the vector's length times that of the largest elements.
    return length > 0 ? down(bound / length - 2 * margin * Math.sqrt(magnitude)) : 0;
  }

  /** Upper bound of sum_j k_j c_j^2. */
  private most({ coefficients }: LinearForms): number {
    const { middle, rests, state, normalisation, margin, magnitude } = this;
    const { halfWidths, inputs } = state;
    const { weights } = normalisation;
    const size = weights.length;
    let square = 0;
    let rest = 0;
    for (let j = 0; j < size; j++) {
      square += weights[j] * middle[j] * middle[j];
      rest += weights[j] * rests[j] * rests[j];
    }
    for (let i = 0; i < inputs; i++) {
      let slope = 0;
      for (let j = 0, q = i * size; j < size; j++, q++) slope += weights[j] * coefficients[q] * middle[j];
      square += 2 * Math.abs(slope) * halfWidths[i];
      for (let l = 0; l <= i; l++) {
        let product = 0;
        for (let j = 0; j < size; j++) product += weights[j] * coefficients[i * size + j] * coefficients[l * size + j];
        square += (l < i ? 2 : 1) * Math.abs(product) * halfWidths[i] * halfWidths[l];
      }
    }
    const length = up(Math.sqrt(square + margin * magnitude)) + up(Math.sqrt(rest));
    return up(length * length * (1 + margin));
  }
}
