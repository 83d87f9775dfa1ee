import { rowOf } from "../numeric/matrix.js";
import type { Layer } from "../predictors/network/layer.js";
import type { OneSidedRow } from "./rows.js";

/** A multiplier of one row with which the row takes something out of the objective. */
export interface Exchange {
  readonly row: number;
  readonly multiplier: number;
}

/** Rows that are tried in every node. */
const MOST = 4;

/**
 * Rows that put another model in the place of one in the objective: of a maximum of net(x) with net(x) - second(x) <= s, the sum with multiplier 1 is that of
 * second(x) + s. Linear programs over a minorant of each cannot see that, as the minorants of net(x) and -net(x) do not cancel where relaxations are weak.
 */
export function rowExchanges(layers: readonly Layer[], rows: readonly OneSidedRow[]): Exchange[] {
  const objective = modelParts(layers, 0);
  const found: Exchange[] = [];
  rows.forEach(({ output, sign }, row) => {
    const own = modelParts(layers, output);
    for (const [part, weight] of objective) {
      const other = sign * (own.get(part) ?? 0);
      // Something has to come in its place, or nothing would be left to be bounded.
      if (weight * other < 0 && own.size > 1) found.push({ row, multiplier: -weight / other });
    }
  });
  return found.slice(0, MOST);
}

/** Coefficients of an output in the elements, named by layer and place, of affine layers that read layers which are not. */
function modelParts(layers: readonly Layer[], output: number): Map<string, number> {
  const parts = new Map<string, number>();
  const add = (place: number, element: number, weight: number): void => {
    const layer = layers[place];
    const isOuter = layer.kind === "affine" && layer.terms.every(({ source }) => layers[source].kind === "affine");
    if (!isOuter) {
      const name = `${place}:${element}`;
      parts.set(name, (parts.get(name) ?? 0) + weight);
      return;
    }
    for (const { source, matrix } of layer.terms) {
      rowOf(matrix, element).forEach((value, column) => {
        if (value !== 0) add(source, column, weight * value);
      });
    }
  };
  add(layers.length - 1, output, 1);
  return parts;
}
