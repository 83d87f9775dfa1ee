import type { Layer } from "../layer.js";

/** Row `row` of an affine layer is element `column` of layer `source`, or its bias alone where the source is -1. */
export interface RowCopy {
  readonly row: number;
  readonly source: number;
  readonly column: number;
}

/**
 * The rows of a layer that round nothing: one coefficient of 1 and no bias, or a bias alone. Their enclosures are taken over as they are: a model that jumps
 * behind them would see beyond a jump through any margin.
 */
export function exactCopies(layer: Layer): RowCopy[] {
  if (layer.kind !== "affine" || layer.roundingUnits > 0) return [];
  const copies: RowCopy[] = [];
  for (let row = 0; row < layer.size; row++) {
    let entries = 0;
    let copy: RowCopy = { row, source: -1, column: 0 };
    let isPlain = layer.biasMagnitude[row] === Math.abs(layer.bias[row]);
    for (const { source, matrix } of layer.terms) {
      const start = matrix.kind === "dense" ? row * matrix.columns : matrix.starts[row];
      const end = matrix.kind === "dense" ? start + matrix.columns : matrix.starts[row + 1];
      for (let k = start; k < end; k++) {
        const value = matrix.kind === "dense" ? matrix.data[k] : matrix.values[k];
        if (value === 0) continue;
        entries++;
        isPlain &&= value === 1 && layer.bias[row] === 0 && entries === 1;
        copy = { row, source, column: matrix.kind === "dense" ? k - start : matrix.indices[k] };
      }
    }
    if (isPlain) copies.push(copy);
  }
  return copies;
}
