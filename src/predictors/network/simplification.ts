import type { Matrix } from "../../numeric/matrix.js";
import type { AffineLayer, Layer } from "./layer.js";
import { relocated, sourcesOf } from "./layer.js";

/**
 * The layers that `output` needs, `output` last. An elementwise scaling or shift of an affine layer that nothing else reads
 * (a bias added after a product, batch normalisation after a convolution, the scaling of an output) is folded into it:
 * one layer less in every sweep. Coefficients that this rounds are covered by roundingUnits and biasMagnitude.
 */
export function simplified(given: readonly Layer[], output: number): Layer[] {
  const layers = given.map((layer) => withoutConstants(layer, given));
  const readers = liveReaders(layers, output);
  const places: number[] = new Array(layers.length).fill(-1);
  const result: Layer[] = [];
  layers.forEach((layer, k) => {
    if (k > 0 && readers[k] === 0) return;
    const moved = relocated(layer, places);
    const below = layer.kind === "affine" ? scaledLayer(layer, layers, readers) : undefined;
    if (below !== undefined && moved.kind === "affine") {
      const place = places[below];
      result[place] = folded(moved, result[place] as AffineLayer);
      places[k] = place;
      return;
    }
    places[k] = result.push(moved) - 1;
  });
  return outputLast(result, places[output]);
}

/**
 * Constants that an affine layer only picks become its bias, so that it copies its other elements exactly. Elsewhere a constant is a layer that sweeps see as
 * any other.
 */
function withoutConstants(layer: Layer, layers: readonly Layer[]): Layer {
  if (layer.kind !== "affine" || layer.terms.length < 2 || layer.roundingUnits > 0) return layer;
  const bias = layer.bias.slice();
  const terms = layer.terms.filter(({ source, matrix }) => {
    const constant = layers[source];
    if (constant.kind !== "affine" || constant.terms.length > 0 || constant.roundingUnits > 0) return true;
    const picked = pickedFrom(matrix, bias);
    if (picked === null) return true;
    picked.forEach((column, r) => {
      if (column >= 0) bias[r] = constant.bias[column];
    });
    return false;
  });
  if (terms.length === layer.terms.length) return layer;
  return { ...layer, terms, bias, biasMagnitude: layer.biasMagnitude.map((b, r) => Math.max(b, Math.abs(bias[r]))) };
}

/** Per row the column that it picks with coefficient 1, -1 for none; null if the matrix does more, or where there is a bias already. */
function pickedFrom(m: Matrix, bias: Float64Array): Int32Array | null {
  if (m.kind === "dense") return null;
  const picked = new Int32Array(m.rows).fill(-1);
  for (let r = 0; r < m.rows; r++) {
    const count = m.starts[r + 1] - m.starts[r];
    if (count === 0) continue;
    if (count > 1 || m.values[m.starts[r]] !== 1 || bias[r] !== 0) return null;
    picked[r] = m.indices[m.starts[r]];
  }
  return picked;
}

/** How many live layers read each layer; the output counts as read once, the input is always live. */
function liveReaders(layers: readonly Layer[], output: number): Int32Array {
  const readers = new Int32Array(layers.length);
  readers[output] = 1;
  for (let k = layers.length - 1; k > 0; k--) {
    if (readers[k] > 0) for (const source of sourcesOf(layers[k])) readers[source]++;
  }
  return readers;
}

/** The affine layer that `layer` only scales and shifts elementwise, if nothing else reads it. */
function scaledLayer(layer: AffineLayer, layers: readonly Layer[], readers: Int32Array): number | undefined {
  if (layer.terms.length !== 1) return undefined;
  const { source, matrix } = layer.terms[0];
  const below = layers[source];
  if (below.kind !== "affine" || readers[source] !== 1 || !isDiagonal(matrix)) return undefined;
  return isScalable(below, matrix.kind === "sparse" ? matrix.values : matrix.data) ? source : undefined;
}

/** Relative rounding errors hold only for products in float64's normal range; products with 0 are exact. */
function isScalable(below: AffineLayer, d: Float64Array): boolean {
  const factors = d.map((factor) => (factor === 0 ? 1 : factor));
  return below.terms.every(({ matrix }) => {
    const before = matrix.kind === "sparse" ? matrix.values : matrix.data;
    const scaled = scaledRows(matrix, factors);
    const after = scaled.kind === "sparse" ? scaled.values : scaled.data;
    return after.every((w, k) => before[k] === 0 || Math.abs(w) > 1e-290);
  });
}

function isDiagonal(m: Matrix): boolean {
  if (m.kind === "dense" || m.rows !== m.columns || m.values.length !== m.rows) return false;
  return m.indices.every((column, r) => column === r && m.starts[r] === r);
}

/** diag(d) (below) + bias as one layer. Exact where d is 1 and one of the two biases is 0. */
function folded(outer: AffineLayer, below: AffineLayer): AffineLayer {
  const { matrix } = outer.terms[0];
  const d = matrix.kind === "sparse" ? matrix.values : matrix.data;
  const isShift = d.every((value) => value === 1);
  const isExactBias = isShift && (below.bias.every((b) => b === 0) || outer.bias.every((b) => b === 0));
  const scaled = (units: number) => (isShift && isExactBias ? units : units + 2);
  return {
    kind: "affine",
    size: below.size,
    terms: below.terms.map((term) => ({ source: term.source, matrix: scaledRows(term.matrix, d) })),
    bias: below.bias.map((b, r) => d[r] * b + outer.bias[r]),
    biasMagnitude: below.biasMagnitude.map((b, r) => (Math.abs(d[r]) * b + outer.biasMagnitude[r]) * (1 + 1e-15)),
    roundingUnits: scaled(below.roundingUnits + outer.roundingUnits),
  };
}

function scaledRows(m: Matrix, d: Float64Array): Matrix {
  if (m.kind === "sparse") {
    const values = m.values.slice();
    for (let r = 0; r < m.rows; r++) for (let k = m.starts[r]; k < m.starts[r + 1]; k++) values[k] *= d[r];
    return { ...m, values };
  }
  return { ...m, data: m.data.map((value, k) => value * d[Math.floor(k / m.columns)]) };
}

/** Sweeps end at the last layer: an output that others read is repeated at the end. */
function outputLast(layers: Layer[], output: number): Layer[] {
  if (output === layers.length - 1 && output > 0) return layers;
  const size = layers[output].size;
  const identity: Matrix = {
    kind: "sparse",
    rows: size,
    columns: size,
    starts: Int32Array.from({ length: size + 1 }, (_, i) => i),
    indices: Int32Array.from({ length: size }, (_, i) => i),
    values: new Float64Array(size).fill(1),
  };
  const zeros = new Float64Array(size);
  const terms = [{ source: output, matrix: identity }];
  layers.push({ kind: "affine", size, terms, bias: zeros, biasMagnitude: zeros, roundingUnits: 0 });
  return layers;
}
