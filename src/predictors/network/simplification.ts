import type { Matrix } from "../../numeric/matrix.js";
import type { AffineLayer, Layer, LayerTerm } from "./layer.js";
import { relocated, sourcesOf } from "./layer.js";
import { mergedTerms } from "./term-merging.js";

/**
 * The layers that `output` needs, `output` last. An affine layer that another one scales, shifts or adds elementwise, and that nothing else
 * reads (a bias added after a product, batch normalisation after a convolution, the trees of a sum), is folded into it:
 * one layer less in every sweep. Coefficients that this rounds are covered by roundingUnits and biasMagnitude.
 */
export function simplified(given: readonly Layer[], output: number): Layer[] {
  const layers = given.map((layer) => withoutConstants(layer, given));
  const readers = liveReaders(layers, output);
  layers.forEach((layer, k) => {
    if (layer.kind === "affine" && readers[k] > 0) layers[k] = withFoldedTerms(layer, layers, readers);
  });
  const isRead = liveReaders(layers, output);
  const places: number[] = new Array(layers.length).fill(-1);
  const result: Layer[] = [];
  layers.forEach((layer, k) => {
    if (k === 0 || isRead[k] > 0) places[k] = result.push(relocated(layer, places)) - 1;
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

/** The affine layer that the term only scales elementwise, if nothing else reads it. */
function scaledLayer({ source, matrix }: LayerTerm, layers: readonly Layer[], readers: Int32Array): AffineLayer | null {
  const below = layers[source];
  if (below.kind !== "affine" || readers[source] !== 1 || !isDiagonal(matrix)) return null;
  return isScalable(below, diagonalOf(matrix)) ? below : null;
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

function diagonalOf(m: Matrix): Float64Array {
  return m.kind === "sparse" ? m.values : m.data;
}

/** The layer with the rows of layers that it only scales and adds in its own. Exact where factors are 1 or -1 and at most one bias is not 0. */
function withFoldedTerms(outer: AffineLayer, layers: readonly Layer[], readers: Int32Array): AffineLayer {
  const isScaling = outer.terms.length === 1;
  const belows = outer.terms.map((term) => {
    const below = scaledLayer(term, layers, readers);
    return below !== null && (isScaling || isSumOfOutputs(below, layers)) ? below : null;
  });
  if (belows.every((below) => below === null)) return outer;
  const terms: LayerTerm[] = [];
  let { bias, biasMagnitude } = outer;
  let inherited = 0;
  let rounded = 0;
  outer.terms.forEach((term, t) => {
    const below = belows[t];
    if (below === null) {
      terms.push(term);
      return;
    }
    const d = diagonalOf(term.matrix);
    const isExact = d.every((factor) => Math.abs(factor) === 1) && (isZero(bias) || isZero(below.bias));
    const slack = isExact ? 1 : 1 + 1e-15;
    if (!isExact) rounded += 2;
    inherited = Math.max(inherited, below.roundingUnits);
    for (const { source, matrix } of below.terms) terms.push({ source, matrix: scaledRows(matrix, d) });
    bias = bias.map((b, r) => d[r] * below.bias[r] + b);
    biasMagnitude = biasMagnitude.map((b, r) => (Math.abs(d[r]) * below.biasMagnitude[r] + b) * slack);
  });
  const roundingUnits = outer.roundingUnits + inherited + rounded;
  return { kind: "affine", size: outer.size, terms: mergedTerms(terms), bias, biasMagnitude, roundingUnits };
}

/**
 * A sum of inputs and of outputs of models that are not made of layers. Sums over the last layers of networks are left as formulas write them: limits are
 * carried back through short sums only.
 */
function isSumOfOutputs({ terms }: AffineLayer, layers: readonly Layer[]): boolean {
  return terms.every(({ source, matrix }) => {
    const { kind } = layers[source];
    return matrix.kind === "sparse" && (kind === "input" || kind === "model");
  });
}

function isZero(values: Float64Array): boolean {
  return values.every((value) => value === 0);
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
