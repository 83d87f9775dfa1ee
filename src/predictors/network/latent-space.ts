import type { Matrix } from "../../numeric/matrix.js";
import { gamma, SMALLEST, UNIT_ROUNDOFF } from "../../numeric/rounding.js";
import type { AffineLayer, Layer } from "./layer.js";
import { relocated, sourcesOf } from "./layer.js";
import { Network } from "./network.js";

/** z = matrix x + bias, with bounds of the errors of both; row-major, size x inputs. */
export interface AffineMap {
  readonly size: number;
  readonly inputs: number;
  readonly matrix: Float64Array;
  readonly matrixError: Float64Array;
  readonly bias: Float64Array;
  readonly biasError: Float64Array;
}

/** A network that sees its inputs through an affine map to fewer numbers only, as behind a principal component analysis. */
export interface LatentSpace {
  readonly map: AffineMap;
  /** What is made of the fewer numbers. */
  readonly outer: Network;
}

/** Where the affine layers with which the network begins are narrowest, if that is narrower than the input; null otherwise. */
export function latentSpace({ layers, inputs }: Network): LatentSpace | null {
  const chain = [0];
  let map: AffineMap = identityMap(inputs);
  let best: { readonly map: AffineMap; readonly length: number } | null = null;
  for (;;) {
    const next = onlyReader(layers, chain[chain.length - 1]);
    if (next === null || next === layers.length - 1) break;
    const layer = layers[next];
    if (layer.kind !== "affine" || layer.terms.length !== 1) break;
    map = composed(layer, map);
    chain.push(next);
    if (map.size < (best?.map.size ?? inputs)) best = { map, length: chain.length };
  }
  if (best === null) return null;
  const inside = new Set(chain.slice(0, best.length));
  const places: number[] = [];
  places[chain[best.length - 1]] = 0;
  const result: Layer[] = [{ kind: "input", size: best.map.size }];
  layers.forEach((layer, k) => {
    if (!inside.has(k)) places[k] = result.push(relocated(layer, places)) - 1;
  });
  return { map: best.map, outer: new Network(result) };
}

function onlyReader(layers: readonly Layer[], place: number): number | null {
  const readers = layers.flatMap((layer, k) => (sourcesOf(layer).includes(place) ? [k] : []));
  return readers.length === 1 ? readers[0] : null;
}

function identityMap(n: number): AffineMap {
  const matrix = new Float64Array(n * n);
  for (let j = 0; j < n; j++) matrix[j * n + j] = 1;
  const zeros = () => new Float64Array(n);
  return { size: n, inputs: n, matrix, matrixError: new Float64Array(n * n), bias: zeros(), biasError: zeros() };
}

/** The layer after the map. Errors: those of the map, of the layer's coefficients, and of the sums of so many products. */
function composed({ terms, bias, biasMagnitude, roundingUnits, size }: AffineLayer, inner: AffineMap): AffineMap {
  const [{ matrix }] = terms;
  const { inputs } = inner;
  const units = gamma(inner.size + 4 + roundingUnits);
  const made = {
    size,
    inputs,
    matrix: new Float64Array(size * inputs),
    matrixError: new Float64Array(size * inputs),
    bias: bias.slice(),
    biasError: biasMagnitude.map((magnitude) => units * magnitude + SMALLEST),
  };
  eachEntry(matrix, (r, c, w) => {
    for (let j = 0; j < inputs; j++) {
      const product = w * inner.matrix[c * inputs + j];
      made.matrix[r * inputs + j] += product;
      made.matrixError[r * inputs + j] += errorOf(w, product, inner.matrixError[c * inputs + j], units);
    }
    made.bias[r] += w * inner.bias[c];
    made.biasError[r] += errorOf(w, w * inner.bias[c], inner.biasError[c], units);
  });
  // The sums of the errors are rounded as well.
  const slack = 1 + 4 * (inner.size + 4) * UNIT_ROUNDOFF;
  for (const errors of [made.matrixError, made.biasError]) for (let k = 0; k < errors.length; k++) errors[k] *= slack;
  return made;
}

/** Of a product with a coefficient that is off, as the other factor is. */
function errorOf(w: number, product: number, innerError: number, units: number): number {
  return (Math.abs(w) * innerError + units * Math.abs(product)) * (1 + 2 * units) + SMALLEST;
}

function eachEntry(m: Matrix, visit: (row: number, column: number, value: number) => void): void {
  for (let r = 0; r < m.rows; r++) {
    if (m.kind === "dense") for (let c = 0; c < m.columns; c++) visit(r, c, m.data[r * m.columns + c]);
    else for (let k = m.starts[r]; k < m.starts[r + 1]; k++) visit(r, m.indices[k], m.values[k]);
  }
}
