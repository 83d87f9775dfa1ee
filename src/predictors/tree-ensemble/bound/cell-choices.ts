import type { Cells } from "./cells.js";
import type { UnivariateTerm } from "./univariate-term.js";

/** Where in its cells a feature is best, by its own term. */
export class CellChoices {
  /**
   * @param terms one per feature, null where it has none
   * @param isInteger 1 for features of which only integers count; null: none
   */
  constructor(
    private readonly cells: Cells,
    private readonly terms: readonly (UnivariateTerm | null)[],
    private readonly isInteger: Uint8Array | null,
  ) {}

  /** A good point of cells first .. last of feature j within [lower, upper]; NaN if none is allowed. */
  pointOf(j: number, first: number, last: number, lower: number, upper: number): number {
    const { cells } = this;
    const term = this.terms[j];
    const isInteger = this.isInteger !== null && this.isInteger[j] !== 0;
    if (term === null) {
      if (!isInteger) return cells.pointIn(j, first, lower, upper);
      let point = Number.NaN;
      for (let c = first; c <= last && Number.isNaN(point); c++) point = cells.integerIn(j, c, lower, upper);
      return point;
    }
    const low = Math.max(lower, cells.firstPoint(j, first));
    const high = Math.min(upper, cells.lastPoint(j, last));
    const point = term.minimiserOver(low, high);
    if (!isInteger) return point;
    const below = Math.min(Math.floor(point), Math.floor(high));
    const above = Math.max(Math.ceil(point), Math.ceil(low));
    if (above > high) return below >= low ? below + 0 : Number.NaN;
    if (below < low) return above + 0;
    return (term.evaluate(below) < term.evaluate(above) ? below : above) + 0;
  }

  /** Value of the feature's own term; 0 without one. */
  valueAt(j: number, x: number): number {
    return this.terms[j]?.evaluate(x) ?? 0;
  }

  /** For each cell of feature j that meets [lower, upper]: its best point and the term's value there, NaN if none is allowed. */
  over(j: number, lower: number, upper: number): { readonly points: Float64Array; readonly values: Float64Array } {
    const first = this.cells.cellOf(j, lower);
    const count = this.cells.cellOf(j, upper) - first + 1;
    const points = Float64Array.from({ length: count }, (_, c) => this.pointOf(j, first + c, first + c, lower, upper));
    return { points, values: points.map((x) => (Number.isNaN(x) ? x : this.valueAt(j, x))) };
  }
}
