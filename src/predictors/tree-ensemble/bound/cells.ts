import { float64Above } from "../cut.js";
import type { Ranks } from "../ranks.js";
import type { Trees } from "../trees.js";

/**
 * The cells of each feature: the intervals between consecutive thresholds, on which no tree distinguishes points. Cell c of
 * feature j holds the x with threshold c - 1 < x <= threshold c.
 */
export class Cells {
  readonly features: number;
  /** Per inner node: the cells up to this one go left. */
  readonly cutOf: Int32Array;
  private readonly ranks: Ranks;

  constructor({ features, feature, threshold }: Trees, ranks: Ranks) {
    this.features = features;
    this.ranks = ranks;
    this.cutOf = new Int32Array(feature.length);
    for (let k = 0; k < feature.length; k++) {
      if (feature[k] >= 0) this.cutOf[k] = ranks.rankOf(feature[k], threshold[k]);
    }
  }

  /** Number of cells of feature j. */
  count(j: number): number {
    return this.ranks.starts[j + 1] - this.ranks.starts[j] + 1;
  }

  /** The cell of feature j that holds x. */
  cellOf(j: number, x: number): number {
    return this.ranks.rankOf(j, x);
  }

  /** The largest float64 in cell c of feature j; +Infinity for the last cell. */
  lastPoint(j: number, c: number): number {
    const { starts, thresholds } = this.ranks;
    return c < starts[j + 1] - starts[j] ? thresholds[starts[j] + c] : Number.POSITIVE_INFINITY;
  }

  /** The smallest float64 in cell c of feature j, the neighbour of the last one of cell c - 1; -Infinity for the first cell. */
  firstPoint(j: number, c: number): number {
    return c > 0 ? float64Above(this.lastPoint(j, c - 1)) : Number.NEGATIVE_INFINITY;
  }

  /**
   * A point of cell c within [lower, upper], which the cell must meet: near its middle, and a float32 number if there is
   * one, so that it means the same to runtimes that round their inputs.
   */
  pointIn(j: number, c: number, lower: number, upper: number): number {
    const low = Math.max(lower, this.firstPoint(j, c));
    const high = Math.min(upper, this.lastPoint(j, c));
    const middle = 0.5 * low + 0.5 * high;
    for (const single of [Math.fround(middle), Math.fround(low), Math.fround(high)]) {
      if (low <= single && single <= high) return single;
    }
    return Math.min(Math.max(middle, low), high);
  }

  /** An integer of cell c within [lower, upper], near the middle; NaN if there is none. */
  integerIn(j: number, c: number, lower: number, upper: number): number {
    const low = Math.ceil(Math.max(lower, this.firstPoint(j, c)));
    const high = Math.floor(Math.min(upper, this.lastPoint(j, c)));
    return low <= high ? Math.min(Math.max(Math.round(0.5 * low + 0.5 * high), low), high) + 0 : Number.NaN;
  }
}
