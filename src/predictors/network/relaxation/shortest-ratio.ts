import type { Normalisation } from "./normalisation.js";
import type { RelaxationState } from "./state.js";

/** Passes over the inputs towards the least value. */
const PASSES = 3;

/**
 * Estimates where a functional of a normalised vector, w . c / |c| with |c|^2 = sum_j k_j c_j^2, is least over the box: c by its affine forms in the inputs, which are moved
 * one at a time. Nothing here is a bound.
 */
export class ShortestRatio {
  /** The last c, and |c|. */
  readonly vector: Float64Array;
  length = 0;
  /** Free for callers: one number per element. */
  readonly parts: Float64Array;
  private readonly deviations: Float64Array;
  private readonly slopes: Float64Array;
  /** |b_i|^2. */
  private readonly curvatures: Float64Array;
  private readonly size: number;

  constructor(
    private readonly state: RelaxationState,
    private readonly normalisation: Normalisation,
  ) {
    this.size = normalisation.weights.length;
    this.vector = new Float64Array(this.size);
    this.parts = new Float64Array(this.size);
    this.deviations = new Float64Array(state.inputs);
    this.slopes = new Float64Array(state.inputs);
    this.curvatures = new Float64Array(state.inputs);
  }

  /** For the present box. */
  begin(): void {
    const { state, normalisation, size, curvatures } = this;
    const { numerators, weights } = normalisation;
    if (state.hasForms[numerators] === 0) return;
    const { coefficients } = state.forms[numerators];
    for (let i = 0; i < state.inputs; i++) {
      let sum = 0;
      for (let j = 0, q = i * size; j < size; j++, q++) sum += weights[j] * coefficients[q] * coefficients[q];
      curvatures[i] = sum;
    }
  }

  /** The value that is found for the row of `functionals` that begins at `start`; without forms, that in the middle. */
  least(functionals: Float64Array, start: number): number {
    const { state, normalisation, vector, size } = this;
    const { numerators, weights } = normalisation;
    const hasForms = state.hasForms[numerators] === 1;
    vector.set(hasForms ? state.forms[numerators].constants : state.middles[numerators]);
    let square = 0;
    let product = 0;
    for (let j = 0; j < size; j++) {
      square += weights[j] * vector[j] * vector[j];
      product += functionals[start + j] * vector[j];
    }
    this.length = Math.sqrt(square);
    if (!(square > 0)) return 0;
    return hasForms ? this.descend(functionals, start, product, square) : product / this.length;
  }

  private descend(functionals: Float64Array, start: number, product: number, square: number): number {
    const { state, normalisation, vector, size, deviations, slopes, curvatures } = this;
    const { coefficients } = state.forms[normalisation.numerators];
    const { weights } = normalisation;
    deviations.fill(0);
    for (let i = 0; i < state.inputs; i++) {
      let slope = 0;
      for (let j = 0, q = i * size; j < size; j++, q++) slope += functionals[start + j] * coefficients[q];
      slopes[i] = slope;
    }
    let best = product / Math.sqrt(square);
    for (let pass = 0; pass < PASSES; pass++) {
      const before = best;
      for (let i = 0; i < state.inputs; i++) {
        const reach = state.halfWidths[i];
        const slope = slopes[i];
        const curvature = curvatures[i];
        if (!(reach > 0) || !(curvature > 0)) continue;
        let mixed = 0;
        for (let j = 0, q = i * size; j < size; j++, q++) mixed += weights[j] * coefficients[q] * vector[j];
        const from = deviations[i];
        // (product + slope h) / sqrt(square + 2 mixed h + curvature h^2) is stationary at one h.
        const stationary = (product * mixed - slope * square) / (slope * mixed - product * curvature);
        let step = 0;
        for (let end = 0; end < 3; end++) {
          const to = end === 0 ? -reach : end === 1 ? reach : Math.min(Math.max(from + stationary, -reach), reach);
          const h = to - from;
          const value = (product + slope * h) / Math.sqrt(square + (2 * mixed + curvature * h) * h);
          if (!(value < best)) continue;
          best = value;
          step = h;
        }
        if (step === 0) continue;
        deviations[i] += step;
        product += slope * step;
        square += (2 * mixed + curvature * step) * step;
        for (let j = 0, q = i * size; j < size; j++, q++) vector[j] += step * coefficients[q];
      }
      if (!(best < before)) break;
    }
    this.length = this.lengthOfVector();
    return best;
  }

  /** Anew: what was added up on the way is rounded. */
  private lengthOfVector(): number {
    const { vector, normalisation } = this;
    let square = 0;
    for (let j = 0; j < vector.length; j++) square += normalisation.weights[j] * vector[j] * vector[j];
    return Math.sqrt(square);
  }
}
