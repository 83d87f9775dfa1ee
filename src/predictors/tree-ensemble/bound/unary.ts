import type { Box } from "../../../numeric/box.js";
import { down, up } from "../../../numeric/rounding.js";
import type { Cells } from "./cells.js";
import type { EnsembleInstance } from "./instance.js";
import type { Quantum } from "./quantum.js";
import type { UnivariateTerm } from "./univariate-term.js";

/** Lower bounds of the features' own terms over each cell of an instance, as far as the cell lies in the box. */
export class Unary {
  /** @param terms one per feature, null where it has none; without any, instances have no unary terms */
  constructor(
    private readonly cells: Cells,
    private readonly quantum: Quantum,
    private readonly terms: readonly (UnivariateTerm | null)[],
  ) {}

  over(instance: Pick<EnsembleInstance, "cellStart" | "firstCell" | "lastCell">, box: Box): Float64Array | null {
    const { cells, quantum, terms } = this;
    if (terms.every((term) => term === null)) return null;
    const { cellStart, firstCell, lastCell } = instance;
    const unary = new Float64Array(firstCell.length);
    terms.forEach((term, j) => {
      if (term === null) return;
      // One number further out on each side: cells meet between two numbers.
      const low = down(box.lower[j]);
      const high = up(box.upper[j]);
      for (let c = cellStart[j]; c < cellStart[j + 1]; c++) {
        const lower = Math.max(low, down(cells.firstPoint(j, firstCell[c])));
        const upper = Math.min(high, up(cells.lastPoint(j, lastCell[c])));
        unary[c] = quantum.floor(term.lowerBoundOver(lower, upper), 0);
      }
    });
    return unary;
  }
}

/** Sum over the features of the largest magnitude of a term over the box, at least roughly. */
export function magnitudeOfTerms(terms: readonly (UnivariateTerm | null)[], { lower, upper }: Box): number {
  return terms.reduce((sum, term, j) => sum + (term?.magnitudeOver(lower[j], upper[j]) ?? 0), 0);
}
