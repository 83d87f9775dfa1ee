import type { Matrix } from "../numeric/matrix.js";
import { type Layer, type ModelLayer, readElements, sourcesOf } from "../predictors/network/layer.js";
import { Network } from "../predictors/network/network.js";

/**
 * The models whose least output the network is, each as a network of its own; null where it is anything else. "At most a limit" then means that one of them is.
 * @param network has one output
 */
export function leastOf({ layers }: Network): Network[] | null {
  const places = layers.flatMap(({ kind }, k) => (kind === "model" ? [k] : []));
  if (places.length < 2) return null;
  const { source } = layers[places[0]] as ModelLayer;
  if (layers.slice(1, source + 1).some(({ kind }) => kind !== "affine")) return null;
  const isRead = readElements(layers);
  if (!layers.every((layer, k) => k <= source || isCopyOrMinimum(layer, source, isRead[k]))) return null;
  return places.map((k) => new Network([...layers.slice(0, source + 1), layers[k]]));
}

/** A layer behind layer `start` each of whose elements that are read is one of a model's, or the less of two. */
function isCopyOrMinimum(layer: Layer, start: number, isRead: Uint8Array): boolean {
  if (layer.kind === "model") return layer.source === start && layer.size === 1;
  if (layer.kind === "univariate" || sourcesOf(layer).some((source) => source <= start)) return false;
  if (layer.kind === "bivariate") return layer.operation.name === "minimum";
  if (layer.kind !== "affine" || layer.roundingUnits > 0) return false;
  const sums = new Float64Array(layer.size);
  const counts = new Int32Array(layer.size);
  for (const { matrix } of layer.terms) countEntries(matrix, sums, counts);
  return isRead.every((flag, r) => flag === 0 || (counts[r] === 1 && sums[r] === 1 && layer.bias[r] === 0));
}

/** Adds each row's sum, and the number of its entries that are not zero. */
function countEntries(m: Matrix, sums: Float64Array, counts: Int32Array): void {
  for (let r = 0; r < m.rows; r++) {
    const from = m.kind === "dense" ? r * m.columns : m.starts[r];
    const to = m.kind === "dense" ? from + m.columns : m.starts[r + 1];
    for (let k = from; k < to; k++) {
      const value = m.kind === "dense" ? m.data[k] : m.values[k];
      sums[r] += value;
      if (value !== 0) counts[r]++;
    }
  }
}
