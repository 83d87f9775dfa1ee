import type { Line } from "../../../functions/univariate.js";
import { type Matrix, rowOf } from "../../../numeric/matrix.js";
import { down, gamma, up } from "../../../numeric/rounding.js";
import type { AffineLayer, Layer, UnivariateLayer } from "../layer.js";
import { normalisationAt } from "./normalisation.js";

/** Enclosures of an affine layer's elements that hold at every input. */
export interface FixedRange {
  readonly layer: number;
  readonly lower: Float64Array;
  readonly upper: Float64Array;
}

/** phi(slope_j y_j + shift_j) with |y_j| <= reach and sum_j y_j^2 <= limit; an element without slope is a constant. */
interface NormalisedTerms {
  readonly layer: UnivariateLayer;
  readonly slopes: Float64Array;
  readonly shifts: Float64Array;
  readonly reach: number;
  readonly limit: number;
}

/** Pieces of [-reach, reach] on which a function lies above one line. */
const PIECES = 128;
/** Values by which the multiplier is chosen, per element, and steps of the choice. */
const SAMPLES = 65;
const STEPS = 40;
const GOLDEN = 0.5 * (Math.sqrt(5) - 1);

const line: Line = { slope: 0, intercept: 0 };

/**
 * What normalisation to a mean square of 1 says about the layer behind the next activation, wherever the input is: y_j = c_j / sqrt(s + sum_i k_i c_i^2)
 * has sum y_j^2 <= 1 / min k, so that for every lambda >= 0
 *
 *   sum_j v_j phi(g_j y_j + h_j) >= sum_j min over t of (v_j phi(g_j t + h_j) + lambda t^2) - lambda / min k,
 *
 * a Lagrangian bound over a ball whose terms are separate (J. E. Falk, SIAM J. Control 7 (1969) 534-545). Enclosures element by element leave every y_j
 * as large as if the others were zero, and do not improve with the box before it is small.
 */
export function normalisedRanges(layers: readonly Layer[]): FixedRange[] {
  return layers.flatMap((layer, k) => {
    const terms = layer.kind === "affine" && layer.terms.length === 1 ? normalisedTerms(layers, layer) : null;
    return terms === null ? [] : [rangeOf(layer as AffineLayer, k, terms)];
  });
}

function normalisedTerms(layers: readonly Layer[], { terms: [{ source }] }: AffineLayer): NormalisedTerms | null {
  const layer = layers[source];
  if (layer.kind !== "univariate") return null;
  const scaled = layers[layer.source];
  if (scaled.kind !== "affine" || scaled.terms.length !== 1 || scaled.roundingUnits > 0) return null;
  const [{ source: from, matrix }] = scaled.terms;
  const limit = squareLimit(layers, from);
  const slopes = limit === null ? null : separateSlopes(matrix);
  if (limit === null || slopes === null) return null;
  return { layer, slopes, shifts: scaled.bias, reach: up(Math.sqrt(limit)), limit };
}

/** An upper bound of the sum of the layer's squares: a normalised vector, or what is left of one between two limits around zero. */
function squareLimit(layers: readonly Layer[], place: number): number | null {
  const layer = layers[place];
  if (layer.kind === "univariate" && layer.phi.name === "clip") {
    const { lower, upper } = layer.phi.parameters;
    return lower <= 0 && upper >= 0 ? squareLimit(layers, layer.source) : null;
  }
  const normalisation = normalisationAt(layers, place);
  if (normalisation === null) return null;
  const { weights, weightError } = normalisation;
  return up(up(1 / Math.min(...weights)) * (1 + 4 * weightError));
}

/** The only slope of each row; null where a row has several, or two rows share a column. */
function separateSlopes(matrix: Matrix): Float64Array | null {
  const isRead = new Uint8Array(matrix.columns);
  const slopes = new Float64Array(matrix.rows);
  for (let r = 0; r < matrix.rows; r++) {
    let count = 0;
    const row = rowOf(matrix, r);
    for (let c = 0; c < row.length; c++) {
      if (row[c] === 0) continue;
      if (isRead[c] === 1 || ++count > 1) return null;
      isRead[c] = 1;
      slopes[r] = row[c];
    }
  }
  return slopes;
}

function rangeOf(layer: AffineLayer, place: number, terms: NormalisedTerms): FixedRange {
  const values = samples(terms);
  const lower = new Float64Array(layer.size);
  const upper = new Float64Array(layer.size);
  for (let r = 0; r < layer.size; r++) {
    const weights = rowOf(layer.terms[0].matrix, r);
    lower[r] = endOf(layer, r, weights, terms, values);
    upper[r] = -endOf(
      layer,
      r,
      weights.map((w) => -w),
      terms,
      values,
      -1,
    );
  }
  return { layer: place, lower, upper };
}

/** Lower bound of sign * (element r); the weights have the sign already. */
function endOf(
  { bias, biasMagnitude, roundingUnits }: AffineLayer,
  r: number,
  weights: Float64Array,
  terms: NormalisedTerms,
  values: readonly Float64Array[],
  sign = 1,
): number {
  const { limit } = terms;
  const multiplier = multiplierFor(weights, values, terms);
  let sum = sign * bias[r] - multiplier * limit;
  let magnitude = biasMagnitude[r] + multiplier * limit;
  for (let j = 0; j < weights.length; j++) {
    if (weights[j] === 0) continue;
    sum += leastTerm(terms, j, weights[j], multiplier);
    magnitude += Math.abs(weights[j]) * largest(terms, j) + multiplier * limit;
  }
  const end = down(sum - 2 * gamma(weights.length + roundingUnits + 16) * magnitude);
  return Number.isNaN(end) ? Number.NEGATIVE_INFINITY : end;
}

/** Lower bound of weight * phi(slope t + shift) + multiplier t^2 over |t| <= reach, by lines on pieces of the interval. */
function leastTerm(terms: NormalisedTerms, j: number, weight: number, multiplier: number): number {
  const { layer, slopes, shifts, reach } = terms;
  const slope = slopes[j];
  const shift = shifts[j];
  let least = Number.POSITIVE_INFINITY;
  let from = -reach;
  for (let piece = 1; piece <= PIECES; piece++) {
    const to = piece === PIECES ? reach : -reach + (2 * reach * piece) / PIECES;
    const low = down(Math.min(slope * from, slope * to));
    const high = up(Math.max(slope * from, slope * to));
    if (weight > 0) layer.phi.lowerLine(down(low + shift), up(high + shift), Number.NaN, line);
    else layer.phi.upperLine(down(low + shift), up(high + shift), Number.NaN, line);
    const linear = weight * line.slope * slope;
    const constant = weight * (line.slope * shift + line.intercept);
    const middle = multiplier > 0 ? -linear / (2 * multiplier) : linear > 0 ? from : to;
    const t = Math.min(Math.max(middle, from), to);
    const size = Math.abs(weight) * (Math.abs(line.slope * shift) + Math.abs(line.intercept));
    const margin = gamma(16) * (size + (Math.abs(linear) + multiplier * reach) * reach);
    const value = down(constant + (linear + multiplier * t) * t - margin);
    // A NaN proves nothing.
    if (!(value >= least)) least = value;
    from = to;
  }
  return least;
}

/** Upper bound of |phi(slope t + shift)| over |t| <= reach. */
function largest({ layer, slopes, shifts, reach }: NormalisedTerms, j: number): number {
  const range = { lower: 0, upper: 0 };
  const span = up(Math.abs(slopes[j]) * reach);
  layer.phi.range(down(shifts[j] - span), up(shifts[j] + span), range);
  return Math.max(-range.lower, range.upper);
}

/** Estimates of phi(slope_j t + shift_j), by element, at SAMPLES values of t. */
function samples({ layer, slopes, shifts, reach }: NormalisedTerms): Float64Array[] {
  return Array.from(slopes, (slope, j) =>
    Float64Array.from({ length: SAMPLES }, (_, s) => layer.phi.value(slope * at(s, reach) + shifts[j])),
  );
}

function at(sample: number, reach: number): number {
  return -reach + (2 * reach * sample) / (SAMPLES - 1);
}

/** The multiplier with about the best bound, which is concave in it: an estimate, and any one is sound. */
function multiplierFor(
  weights: Float64Array,
  values: readonly Float64Array[],
  { reach, limit, slopes }: NormalisedTerms,
): number {
  const estimate = (multiplier: number) => {
    let sum = -multiplier * limit;
    for (let j = 0; j < weights.length; j++) {
      let least = Number.POSITIVE_INFINITY;
      for (let s = 0; s < SAMPLES; s++) {
        const t = at(s, reach);
        least = Math.min(least, weights[j] * values[j][s] + multiplier * t * t);
      }
      sum += least;
    }
    return sum;
  };
  let low = 0;
  let high = weights.reduce((most, weight, j) => Math.max(most, Math.abs(weight * slopes[j])), 0);
  for (let step = 0; step < STEPS; step++) {
    const left = high - GOLDEN * (high - low);
    const right = low + GOLDEN * (high - low);
    if (estimate(left) < estimate(right)) low = left;
    else high = right;
  }
  return 0.5 * (low + high);
}
