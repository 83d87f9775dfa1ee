import type { Box } from "../numeric/box.js";
import { rowOf } from "../numeric/matrix.js";
import { gamma, UNIT_ROUNDOFF } from "../numeric/rounding.js";
import type { GaussianProcessDefinition } from "../predictors/gaussian-process/definition.js";
import { SquaredExponential } from "../predictors/gaussian-process/kernels/squared-exponential.js";
import type { AffineLayer } from "../predictors/network/layer.js";
import type { Network } from "../predictors/network/network.js";
import { KernelExpansion } from "../predictors/support-vector/kernel-expansion.js";

/** factor * mean(x) + linear . x + constant, mean that of a process without variances, differs from the network's output by at most `error` over the box. */
export interface ExpansionMean {
  readonly definition: GaussianProcessDefinition;
  readonly factor: number;
  readonly linear: Float64Array;
  readonly constant: number;
  readonly error: number;
}

/** At least |d exp(-r^2 / 2) / dr|, which is largest at r = 1: exp(-1/2) = 0.60653... */
const STEEPEST = 0.607;
/** What the sums of an error's terms may lose to rounding. */
const SAFETY = 1.01;

/**
 * The network's output as the mean of a process, if it is a radial kernel expansion of inputs that are each scaled and shifted (support vector regression
 * behind a standard scaler). The scaling's and the output's coefficients may carry rounding errors: they are in `error`. Null where anything else
 * stands around the expansion.
 */
export function expansionMean({ layers }: Network, box: Box): ExpansionMean | null {
  if (layers.length !== 4) return null;
  const [, scaling, place, last] = layers;
  if (scaling.kind !== "affine" || place.kind !== "model" || place.source !== 1) return null;
  const { model } = place;
  if (!(model instanceof KernelExpansion) || last.kind !== "affine" || last.size !== 1) return null;
  const scale = diagonalOf(scaling);
  if (scale === null || last.terms.some(({ source }) => source !== 0 && source !== 2)) return null;
  const rowFrom = (place: number, size: number) => {
    const term = last.terms.find(({ source }) => source === place);
    return term === undefined ? new Float64Array(size) : rowOf(term.matrix, 0);
  };
  const weights = rowFrom(2, model.outputs);
  const output = weights.findIndex((weight) => weight !== 0);
  if (output < 0 || weights.some((weight, o) => weight !== 0 && o !== output)) return null;

  const { inputs, points } = model;
  const own = model.weightsOf(output);
  const total = own.reduce((sum, weight) => sum + Math.abs(weight), 0);
  const inputOffset = scale.map((factor, j) => -scaling.bias[j] / factor);
  const linear = rowFrom(0, inputs);
  let distance = 0;
  let trend = 0;
  for (let j = 0; j < inputs; j++) {
    const reach = Math.max(Math.abs(box.lower[j]), Math.abs(box.upper[j]));
    if (linear[j] !== 0) trend += Math.abs(linear[j]) * reach;
    distance += gamma(scaling.roundingUnits) * (Math.abs(scale[j]) * reach + scaling.biasMagnitude[j]);
    distance += 2 * UNIT_ROUNDOFF * Math.abs(scaling.bias[j]) + Number.MIN_VALUE;
  }
  const factor = weights[output];
  const moved = Math.abs(factor) * total * STEEPEST * distance;
  const rounded = gamma(last.roundingUnits) * (Math.abs(factor) * total + trend + last.biasMagnitude[0]);
  const error = SAFETY * (moved + rounded) + Number.MIN_VALUE;
  if (!(error < Number.POSITIVE_INFINITY)) return null;
  const definition: GaussianProcessDefinition = {
    kernel: new SquaredExponential(),
    inputs,
    count: own.length,
    inputOffset,
    inputFactor: scale.map(Math.abs),
    // The kernel knows distances only: a coordinate that the scaling turns around is turned back.
    points: points.map((z, k) => (scale[k % inputs] < 0 ? -z : z)),
    weights: own,
    signalVariance: 1,
    noiseVariance: null,
    meanConstant: 0,
    meanLinear: null,
    outputOffset: 0,
    outputScale: 1,
  };
  return { definition, factor, linear, constant: last.bias[0], error };
}

/** The diagonal of a layer that scales and shifts every input, none by zero; null for other layers. */
function diagonalOf({ size, terms }: AffineLayer): Float64Array | null {
  if (terms.length !== 1 || terms[0].source !== 0 || terms[0].matrix.columns !== size) return null;
  const diagonal = new Float64Array(size);
  for (let j = 0; j < size; j++) {
    const row = rowOf(terms[0].matrix, j);
    diagonal[j] = row[j];
    if (row[j] === 0 || row.some((weight, k) => weight !== 0 && k !== j)) return null;
  }
  return diagonal;
}
