import { rowOf } from "../numeric/matrix.js";
import { gamma } from "../numeric/rounding.js";
import type { Layer } from "../predictors/network/layer.js";

/** What an element of a network is: slope * (network input `origin`) + shift. */
export interface ScaledInput {
  readonly origin: number;
  readonly slope: number;
  readonly shift: number;
  /** By how much slope and shift may be off, relative to the slope and to `magnitude`. */
  readonly relativeError: number;
  readonly magnitude: number;
}

/** Follows element `row` of layer `place` back to a network input through copies and at most one scaling; null where anything else is on the way. */
export function scaledInput(layers: readonly Layer[], place: number, row: number): ScaledInput | null {
  let found: Omit<ScaledInput, "origin"> | null = null;
  while (place > 0) {
    const layer = layers[place];
    if (layer.kind !== "affine") return null;
    const entries = layer.terms.flatMap(({ source, matrix }) =>
      Array.from(rowOf(matrix, row), (value, column) => ({ source, column, value })).filter(({ value }) => value !== 0),
    );
    if (entries.length !== 1) return null;
    const [{ source, column, value }] = entries;
    const isCopy = value === 1 && layer.biasMagnitude[row] === 0 && layer.bias[row] === 0 && layer.roundingUnits === 0;
    if (!isCopy) {
      if (found !== null) return null;
      const relativeError = gamma(layer.roundingUnits + 2);
      found = { slope: value, shift: layer.bias[row], relativeError, magnitude: layer.biasMagnitude[row] };
    }
    place = source;
    row = column;
  }
  return { ...(found ?? { slope: 1, shift: 0, relativeError: 0, magnitude: 0 }), origin: row };
}
