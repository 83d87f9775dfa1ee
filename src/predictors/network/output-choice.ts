import type { Matrix } from "../../numeric/matrix.js";
import { type AffineLayer, type Layer, readElements } from "./layer.js";
import { Network } from "./network.js";
import { simplified } from "./simplification.js";

/** The network with some of its outputs only, in the given order, and the layers that these need. */
export function withOutputs({ layers, outputs }: Network, places: readonly number[]): Network {
  const starts = Int32Array.from({ length: places.length + 1 }, (_, r) => r);
  const values = new Float64Array(places.length).fill(1);
  const indices = Int32Array.from(places);
  const matrix: Matrix = { kind: "sparse", rows: places.length, columns: outputs, starts, indices, values };
  const zeros = new Float64Array(places.length);
  const picked: AffineLayer = {
    kind: "affine",
    size: places.length,
    terms: [{ source: layers.length - 1, matrix }],
    bias: zeros,
    biasMagnitude: zeros,
    roundingUnits: 0,
  };
  const all = [...layers, picked];
  const isRead = readElements(all);
  return new Network(
    simplified(
      all.map((layer, k) => withoutUnread(layer, isRead[k])),
      layers.length,
    ),
  );
}

/** Unread elements of affine layers become zero, so that what only they read is read no more. */
function withoutUnread(layer: Layer, isRead: Uint8Array): Layer {
  if (layer.kind !== "affine" || !isRead.includes(0)) return layer;
  const kept = (value: number, r: number): number => (isRead[r] === 1 ? value : 0);
  return {
    ...layer,
    terms: layer.terms.flatMap(({ source, matrix }) => {
      const rows = withRows(matrix, isRead);
      const entries = rows.kind === "dense" ? rows.data : rows.values;
      return entries.some((value) => value !== 0) ? [{ source, matrix: rows }] : [];
    }),
    bias: layer.bias.map(kept),
    biasMagnitude: layer.biasMagnitude.map(kept),
  };
}

function withRows(m: Matrix, isKept: Uint8Array): Matrix {
  if (m.kind === "dense") {
    return { ...m, data: m.data.map((value, k) => (isKept[Math.floor(k / m.columns)] === 1 ? value : 0)) };
  }
  const places: number[] = [];
  const starts = new Int32Array(m.rows + 1);
  for (let r = 0; r < m.rows; r++) {
    for (let k = m.starts[r]; k < m.starts[r + 1] && isKept[r] === 1; k++) places.push(k);
    starts[r + 1] = places.length;
  }
  return {
    ...m,
    starts,
    indices: Int32Array.from(places, (k) => m.indices[k]),
    values: Float64Array.from(places, (k) => m.values[k]),
  };
}
