import type { AffineLayer, Layer } from "../../predictors/network/layer.js";

/** An element that depends on no input, and one that depends on several or on the outputs of a model. */
export const NONE = -1;
export const SEVERAL = -2;

/** One coefficient, not zero, of an affine row: of element `column` of layer `source`. */
export interface Entry {
  readonly source: number;
  readonly column: number;
  readonly value: number;
}

/** Of every element of every layer the one input that it depends on, or NONE, or SEVERAL. */
export function dependence(layers: readonly Layer[]): Int32Array[] {
  const inputOf: Int32Array[] = [];
  for (const layer of layers) inputOf.push(dependenceOf(layer, inputOf));
  return inputOf;
}

function dependenceOf(layer: Layer, inputOf: readonly Int32Array[]): Int32Array {
  const own = new Int32Array(layer.size);
  switch (layer.kind) {
    case "input":
      return own.map((_, j) => j);
    case "model":
      return own.fill(SEVERAL);
    case "univariate":
      return inputOf[layer.source];
    case "bivariate":
      return own.map((_, e) => joined(inputOf[layer.left][e], inputOf[layer.right][e]));
    case "affine":
      return own.map((_, row) =>
        entriesOf(layer, row).reduce((input, { source, column }) => joined(input, inputOf[source][column]), NONE),
      );
  }
}

function joined(a: number, b: number): number {
  if (a === NONE || a === b) return b;
  return b === NONE ? a : SEVERAL;
}

/** The coefficients of a row. */
export function entriesOf({ terms }: AffineLayer, row: number): Entry[] {
  const entries: Entry[] = [];
  for (const { source, matrix } of terms) {
    const isDense = matrix.kind === "dense";
    const start = isDense ? row * matrix.columns : matrix.starts[row];
    const end = isDense ? start + matrix.columns : matrix.starts[row + 1];
    for (let k = start; k < end; k++) {
      const value = isDense ? matrix.data[k] : matrix.values[k];
      if (value !== 0) entries.push({ source, column: isDense ? k - start : matrix.indices[k], value });
    }
  }
  return entries;
}
