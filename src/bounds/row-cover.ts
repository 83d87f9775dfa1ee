import type { Box } from "../numeric/box.js";
import { rowOf } from "../numeric/matrix.js";
import { UNIT_ROUNDOFF, up } from "../numeric/rounding.js";
import { DataDistance } from "../predictors/data-distance/data-distance.js";
import type { ModelLayer } from "../predictors/network/layer.js";
import type { Network } from "../predictors/network/network.js";
import { KernelExpansion } from "../predictors/support-vector/kernel-expansion.js";
import { BallCover } from "./ball-cover.js";
import { scaledInput } from "./input-scaling.js";
import { KernelCover } from "./kernel-cover.js";
import { MeanCover } from "./mean-cover.js";
import type { OneSidedRow } from "./rows.js";

/** What a row on distances or kernels says in terms of balls. */
export interface RowCover {
  readonly cover: BallCover;
  /** Bounds over the cover are about as tight as those with the row, as boxes become small; which of them are empty it says in any case. */
  readonly isTight: boolean;
}

/** Points of a model in the variables' coordinates. */
interface Placement {
  readonly centres: Float64Array;
  readonly scales: Float64Array;
  /** By how much, in the model's coordinates, distances may be off for rounding. */
  readonly moved: number;
}

/**
 * Balls that hold all points of the root box that satisfy a row on a distance to data or a sum of positive multiples of Gaussian kernels, each input scaled and shifted;
 * null for other rows. The mean distance to k points is at least that to the nearest one.
 * @param network has one output
 */
export function coverOf(network: Network, { sign, limit }: OneSidedRow, root: Box): RowCover | null {
  const layer = modelBehind(network);
  const model = layer?.model;
  if (layer === null || !(model instanceof DataDistance || model instanceof KernelExpansion)) return null;
  if (model instanceof DataDistance ? sign < 0 : sign > 0 || !(limit < 0)) return null;
  const placed = placement(network, layer, model.points, root);
  if (placed === null) return null;
  const { centres, scales, moved } = placed;
  if (model instanceof DataDistance) {
    const radius = up(limit + moved);
    if (!(radius >= 0 && radius < Number.POSITIVE_INFINITY)) return null;
    const balls = { norm: model.norm, centres, scales, radius };
    const isNearest = model.k === 1;
    const cover = isNearest ? new BallCover(balls) : new MeanCover(balls, model.k);
    return { cover, isTight: isNearest };
  }
  const weights = model.weightsOf(0);
  const growth = 4 * moved * farthest(centres, scales, root) + 1e-12;
  if (!(growth < 0.1) || !weights.every((weight) => weight >= 0)) return null;
  const level = { centres, scales, weights: weights.map((weight) => weight * (1 + growth)), threshold: -limit };
  return { cover: new KernelCover(level), isTight: true };
}

function placement(
  { layers, inputs: n }: Network,
  layer: ModelLayer,
  points: Float64Array,
  root: Box,
): Placement | null {
  const { inputs } = layer.model;
  if (inputs !== n) return null;
  const centres = new Float64Array(points.length);
  const scales = new Float64Array(n);
  let moved = 0;
  for (let s = 0; s < n; s++) {
    const scaled = scaledInput(layers, layer.source, s);
    if (scaled === null || scales[scaled.origin] !== 0) return null;
    const { origin, slope, shift, relativeError, magnitude } = scaled;
    scales[origin] = Math.abs(slope);
    let size = Math.abs(shift);
    for (let k = 0; k < points.length; k += n) {
      centres[k + origin] = (points[k + s] - shift) / slope;
      size = Math.max(size, Math.abs(points[k + s]));
    }
    const reach = Math.abs(slope) * Math.max(Math.abs(root.lower[origin]), Math.abs(root.upper[origin]));
    moved += 2 * relativeError * (reach + magnitude) + 8 * UNIT_ROUNDOFF * size;
    moved += Number.MIN_VALUE * (1 + Math.abs(slope));
  }
  const isKnown = moved < Number.POSITIVE_INFINITY && centres.every(Number.isFinite);
  return isKnown ? { centres, scales, moved } : null;
}

/** At least the distance of any centre from any point of the box. */
function farthest(centres: Float64Array, scales: Float64Array, { lower, upper }: Box): number {
  let total = 0;
  for (let j = 0; j < scales.length; j++) {
    let most = 0;
    for (let k = j; k < centres.length; k += scales.length) {
      most = Math.max(most, Math.abs(lower[j] - centres[k]), Math.abs(upper[j] - centres[k]));
    }
    total += scales[j] * most;
  }
  return 1.01 * total;
}

/** The model whose only output the network repeats. */
function modelBehind({ layers }: Network): ModelLayer | null {
  let place = layers.length - 1;
  let row = 0;
  while (place > 0) {
    const layer = layers[place];
    if (layer.kind === "model") return layer.size === 1 ? layer : null;
    if (layer.kind !== "affine" || layer.roundingUnits > 0 || layer.bias[row] !== 0) return null;
    const entries = layer.terms.flatMap(({ source, matrix }) =>
      Array.from(rowOf(matrix, row), (value, column) => ({ source, column, value })).filter(({ value }) => value !== 0),
    );
    if (entries.length !== 1 || entries[0].value !== 1) return null;
    place = entries[0].source;
    row = entries[0].column;
  }
  return null;
}
