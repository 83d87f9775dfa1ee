import type { AffineLayer, Layer, ModelLayer } from "../layer.js";

/**
 * Where a model's inputs come from, if each is a network input of its own as it stands, or a constant: the network input by the model's input, -1
 * for a constant. Null where anything is computed on the way.
 */
export function plainInputs(layers: readonly Layer[], { source, model }: ModelLayer): Int32Array | null {
  if (source === 0) return Int32Array.from({ length: model.inputs }, (_, s) => s);
  const layer = layers[source];
  if (layer.kind !== "affine" || layer.roundingUnits > 0 || layer.terms.some((term) => term.source !== 0)) return null;
  const inputs = new Int32Array(model.inputs).fill(-1);
  for (let s = 0; s < inputs.length; s++) {
    const found = entriesOf(layer, s);
    if (found.length > 1) return null;
    if (found.length === 0) continue;
    const [{ column, value }] = found;
    if (value !== 1 || layer.bias[s] !== 0 || inputs.includes(column)) return null;
    inputs[s] = column;
  }
  return inputs;
}

function entriesOf({ terms }: AffineLayer, row: number): { column: number; value: number }[] {
  return terms.flatMap(({ matrix }) => {
    const entries: { column: number; value: number }[] = [];
    if (matrix.kind === "dense") {
      for (let column = 0; column < matrix.columns; column++) {
        const value = matrix.data[row * matrix.columns + column];
        if (value !== 0) entries.push({ column, value });
      }
    } else {
      for (let k = matrix.starts[row]; k < matrix.starts[row + 1]; k++) {
        if (matrix.values[k] !== 0) entries.push({ column: matrix.indices[k], value: matrix.values[k] });
      }
    }
    return entries;
  });
}
