import { diagonalMatrix, type Matrix } from "../../numeric/matrix.js";
import type { PowerSumDefinition } from "../power-sum/power-expansion.js";
import { PowerSum } from "../power-sum/power-sum.js";
import type { AffineLayer, Layer } from "./layer.js";
import { relocated, sourcesOf } from "./layer.js";
import { Network } from "./network.js";

const HIGHEST_DEGREE = 5;
const MOST_MONOMIALS = 1500;

/**
 * The same network where sums of many powers of affine functions (polynomial kernels) are one model each, to be bounded as the polynomials that
 * they are. Powers stay where something else reads them, and where the polynomial has more terms than the sum has powers.
 */
export function withPowerSums(network: Network): Network {
  const { layers } = network;
  const folded = new Map<number, { readonly source: number; readonly model: PowerSum }>();
  layers.forEach((layer, k) => {
    const found = powerSumOf(layer, layers);
    if (found !== null) folded.set(k, found);
  });
  if (folded.size === 0) return network;
  const unread = new Set<number>();
  for (const k of folded.keys()) {
    const powers = onlySource(layers[k] as AffineLayer);
    unread.add(powers).add((layers[powers] as { source: number }).source);
  }
  const result: Layer[] = [];
  const places: number[] = [];
  layers.forEach((layer, k) => {
    places[k] = -1;
    if (unread.has(k)) return;
    const found = folded.get(k);
    if (found === undefined) {
      places[k] = result.push(relocated(layer, places)) - 1;
      return;
    }
    const { model } = found;
    const outer = layer as AffineLayer;
    const place = result.push({ kind: "model", size: model.outputs, source: places[found.source], model }) - 1;
    const matrix = diagonalMatrix(new Float64Array(model.outputs).fill(1));
    places[k] = result.push({ ...outer, terms: [{ source: place, matrix }] }) - 1;
  });
  return new Network(result);
}

function powerSumOf(outer: Layer, layers: readonly Layer[]): { source: number; model: PowerSum } | null {
  if (outer.kind !== "affine" || outer.terms.length !== 1) return null;
  const powers = onlySource(outer);
  const layer = layers[powers];
  if (layer.kind !== "univariate" || !hasOneReader(powers, layers)) return null;
  const degree = degreeOf(layer.phi);
  const inner = layers[layer.source];
  if (degree === null || inner.kind !== "affine" || inner.terms.length !== 1 || !hasOneReader(layer.source, layers)) {
    return null;
  }
  const source = onlySource(inner);
  const inputs = layers[source].size;
  if (monomialCount(inputs, degree) > Math.min(MOST_MONOMIALS, inner.size)) return null;
  return { source, model: new PowerSum(definitionOf(outer, inner, inputs, degree)) };
}

function definitionOf(outer: AffineLayer, inner: AffineLayer, inputs: number, degree: number): PowerSumDefinition {
  return {
    inputs,
    degree,
    slopes: entriesOf(inner.terms[0].matrix),
    offsets: inner.bias,
    offsetMagnitudes: inner.biasMagnitude,
    weights: entriesOf(outer.terms[0].matrix),
    roundingUnits: inner.roundingUnits,
    weightUnits: outer.roundingUnits,
  };
}

function degreeOf(phi: { readonly name: string; readonly parameters: object }): number | null {
  if (phi.name === "square") return 2;
  const { exponent } = phi.parameters as { exponent?: number };
  if (phi.name !== "power" || exponent === undefined) return null;
  return Number.isInteger(exponent) && exponent >= 2 && exponent <= HIGHEST_DEGREE ? exponent : null;
}

function onlySource(layer: AffineLayer): number {
  return layer.terms[0].source;
}

function hasOneReader(place: number, layers: readonly Layer[]): boolean {
  if (place === layers.length - 1) return false;
  return layers.filter((layer) => sourcesOf(layer).includes(place)).length === 1;
}

function monomialCount(inputs: number, degree: number): number {
  let count = 1;
  for (let k = 1; k <= degree; k++) count = (count * (inputs + k)) / k;
  return count;
}

function entriesOf(matrix: Matrix): Float64Array {
  if (matrix.kind === "dense") return matrix.data;
  const { rows, columns, starts, indices, values } = matrix;
  const data = new Float64Array(rows * columns);
  for (let r = 0; r < rows; r++) {
    for (let k = starts[r]; k < starts[r + 1]; k++) data[r * columns + indices[k]] += values[k];
  }
  return data;
}
