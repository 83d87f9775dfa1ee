import type { UnivariateFunction } from "../../functions/univariate.js";
import type { Matrix } from "../../numeric/matrix.js";
import type { Predictor } from "../predictor.js";
import type { BivariateOperation } from "./bivariate/bivariate.js";

/**
 * A network is an acyclic list of layers, each a vector computed from earlier ones: skips, concatenations and several
 * branches are layers that name several sources. All but affine layers are relaxed.
 */
export type Layer = InputLayer | AffineLayer | UnivariateLayer | BivariateLayer | ModelLayer;

/** The model's inputs; always layer 0 and only there. */
export interface InputLayer {
  readonly kind: "input";
  readonly size: number;
}

/** One summand matrix * (layer `source`); the matrix is size x (size of the source). */
export interface LayerTerm {
  readonly source: number;
  readonly matrix: Matrix;
}

/** sum of terms + bias. */
export interface AffineLayer {
  readonly kind: "affine";
  readonly size: number;
  readonly terms: readonly LayerTerm[];
  readonly bias: Float64Array;
  /** At least |bias|: the sum of magnitudes from which the bias was computed, the scale of its rounding error. */
  readonly biasMagnitude: Float64Array;
  /** Units of roundoff by which coefficients (and biases, relative to biasMagnitude) may differ from the model's. */
  readonly roundingUnits: number;
}

/** phi applied to every element of `source`. */
export interface UnivariateLayer {
  readonly kind: "univariate";
  readonly size: number;
  readonly source: number;
  readonly phi: UnivariateFunction;
}

/** An operation on corresponding elements of two layers. */
export interface BivariateLayer {
  readonly kind: "bivariate";
  readonly size: number;
  readonly left: number;
  readonly right: number;
  readonly operation: BivariateOperation;
}

/** A trained model that is not made of layers (a Gaussian process, a tree ensemble), applied to the whole of `source`. */
export interface ModelLayer {
  readonly kind: "model";
  readonly size: number;
  readonly source: number;
  readonly model: Predictor;
}

/** The layers that `layer` reads. */
export function sourcesOf(layer: Layer): readonly number[] {
  switch (layer.kind) {
    case "input":
      return [];
    case "affine":
      return layer.terms.map((term) => term.source);
    case "univariate":
    case "model":
      return [layer.source];
    case "bivariate":
      return [layer.left, layer.right];
  }
}

/**
 * For every layer, how many nonlinear layers lie on the longest path from the input to it. Depth 0 is affine in the inputs;
 * at depth 1 forward and backward linear bounds coincide. A model counts as two: its forms cost a minorant per output and side.
 */
export function nonlinearDepths(layers: readonly Layer[]): Int32Array {
  const depths = new Int32Array(layers.length);
  layers.forEach((layer, k) => {
    for (const source of sourcesOf(layer)) depths[k] = Math.max(depths[k], depths[source]);
    if (layer.kind === "univariate" || layer.kind === "bivariate") depths[k]++;
    else if (layer.kind === "model") depths[k] += 2;
  });
  return depths;
}

/** Per layer, 1 for every element that the last layer depends on through a coefficient other than zero. */
export function readElements(layers: readonly Layer[]): Uint8Array[] {
  const isRead = layers.map((layer, k) => new Uint8Array(layer.size).fill(k === layers.length - 1 ? 1 : 0));
  for (let k = layers.length - 1; k > 0; k--) {
    const layer = layers[k];
    if (layer.kind === "model") {
      if (isRead[k].includes(1)) isRead[layer.source].fill(1);
      continue;
    }
    if (layer.kind !== "affine") {
      for (const source of sourcesOf(layer))
        isRead[k].forEach((read, j) => {
          isRead[source][j] |= read;
        });
      continue;
    }
    for (const { source, matrix } of layer.terms) {
      for (let r = 0; r < matrix.rows; r++) if (isRead[k][r] === 1) readRow(matrix, r, isRead[source]);
    }
  }
  return isRead;
}

function readRow(m: Matrix, r: number, isRead: Uint8Array): void {
  if (m.kind === "dense") {
    for (let c = 0; c < m.columns; c++) if (m.data[r * m.columns + c] !== 0) isRead[c] = 1;
    return;
  }
  for (let k = m.starts[r]; k < m.starts[r + 1]; k++) if (m.values[k] !== 0) isRead[m.indices[k]] = 1;
}

/** The layer with its sources renumbered. */
export function relocated(layer: Layer, places: readonly number[]): Layer {
  switch (layer.kind) {
    case "input":
      return layer;
    case "affine":
      return { ...layer, terms: layer.terms.map((term) => ({ ...term, source: places[term.source] })) };
    case "univariate":
    case "model":
      return { ...layer, source: places[layer.source] };
    case "bivariate":
      return { ...layer, left: places[layer.left], right: places[layer.right] };
  }
}
