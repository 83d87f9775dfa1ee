import type { Box } from "../numeric/box.js";
import type { Matrix } from "../numeric/matrix.js";
import { gamma } from "../numeric/rounding.js";
import type { AffineLayer, ModelLayer } from "../predictors/network/layer.js";
import type { Network } from "../predictors/network/network.js";
import type { Predictor } from "../predictors/predictor.js";

/** weights . model(x) + linear . x + constant, the model's inputs being the variables in their order. */
export interface SingleModel {
  readonly model: Predictor;
  readonly weights: Float64Array;
  readonly linear: Float64Array;
  readonly constant: number;
  /** Units of roundoff by which weights and slopes may differ from the problem's, and the constant relative to `magnitude`. */
  readonly roundingUnits: number;
  /** At least |constant|. */
  readonly magnitude: number;
}

/** What the sums of an error's terms may lose to rounding. */
const SAFETY = 1.01;

/**
 * The network's output 0 as a functional of one model that is not a network, if it is exactly that: such problems have bounders of
 * their own. Null where anything else stands around the model.
 */
export function singleModel({ layers }: Network): SingleModel | null {
  const places = layers.flatMap((layer, k) => (layer.kind === "model" ? [k] : []));
  if (places.length !== 1) return null;
  const [place] = places;
  const layer = layers[place] as ModelLayer;
  const { source, model } = layer;
  if (source !== 0 && !isIdentity(layers[source] as AffineLayer)) return null;
  const weights = new Float64Array(model.outputs);
  const linear = new Float64Array(layers[0].size);
  if (place === layers.length - 1) {
    if (model.outputs !== 1) return null;
    weights[0] = 1;
    return { model, weights, linear, constant: 0, roundingUnits: 0, magnitude: 0 };
  }
  const last = layers[layers.length - 1];
  if (last.kind !== "affine" || last.size !== 1) return null;
  for (const { source: from, matrix } of last.terms) {
    const out = from === place ? weights : from === 0 ? linear : null;
    if (out === null) return null;
    addRow(matrix, out);
  }
  const { roundingUnits } = last;
  return { model, weights, linear, constant: last.bias[0], roundingUnits, magnitude: last.biasMagnitude[0] };
}

/** How far the functional may be from the problem's over the box, for the rounding of its coefficients; infinite if that is not known. */
export function functionalError(single: SingleModel, box: Box): number {
  const { model, weights, linear, roundingUnits, magnitude } = single;
  if (roundingUnits === 0) return 0;
  const lower = new Float64Array(model.outputs);
  const upper = new Float64Array(model.outputs);
  model.rangeOver(box, lower, upper);
  const reach = (low: number, high: number) => Math.max(Math.abs(low), Math.abs(high));
  let total = magnitude;
  weights.forEach((weight, o) => {
    if (weight !== 0) total += Math.abs(weight) * reach(lower[o], upper[o]);
  });
  linear.forEach((slope, j) => {
    if (slope !== 0) total += Math.abs(slope) * reach(box.lower[j], box.upper[j]);
  });
  const error = SAFETY * gamma(roundingUnits) * total + Number.MIN_VALUE;
  return Number.isNaN(error) ? Number.POSITIVE_INFINITY : error;
}

/** Whether the layer repeats the input: a coefficient of 1 per row, in order, and nothing else. */
function isIdentity(layer: AffineLayer): boolean {
  if (layer.kind !== "affine" || layer.terms.length !== 1 || layer.bias.some((b) => b !== 0)) return false;
  const [{ source, matrix }] = layer.terms;
  if (source !== 0 || matrix.rows !== matrix.columns || layer.roundingUnits > 0) return false;
  const entry = (r: number, c: number) => (r === c ? 1 : 0);
  if (matrix.kind === "dense") {
    return matrix.data.every((w, k) => w === entry(Math.floor(k / matrix.columns), k % matrix.columns));
  }
  return (
    matrix.values.length === matrix.rows &&
    matrix.values.every((w, r) => w === 1 && matrix.indices[r] === r && matrix.starts[r] === r)
  );
}

function addRow(matrix: Matrix, out: Float64Array): void {
  if (matrix.kind === "dense") {
    for (let c = 0; c < matrix.columns; c++) out[c] += matrix.data[c];
    return;
  }
  for (let k = 0; k < matrix.values.length; k++) out[matrix.indices[k]] += matrix.values[k];
}
