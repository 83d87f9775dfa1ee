import type { Box } from "../../numeric/box.js";
import type { EnsembleBound } from "../../predictors/tree-ensemble/bound/ensemble-bound.js";
import type { LinearRow } from "./rows-bounder.js";

const DOUBLINGS = 60;
const HALVINGS = 30;

/** Multipliers of linear rows for what an ensemble's messages leave to the cells: estimates, since any multipliers that are not negative are right. */
export class RowMultipliers {
  /** One per row. */
  readonly values: Float64Array;
  private lower = new Float64Array(0);
  private upper = new Float64Array(0);
  /** Per cell: what the messages leave to it. */
  private credits = new Float64Array(0);
  private starts: Int32Array = new Int32Array(0);
  /** Where the last sum was least. */
  private readonly x: Float64Array;

  constructor(
    private readonly ensemble: EnsembleBound,
    private readonly slopes: Float64Array,
    private readonly rows: readonly LinearRow[],
  ) {
    this.values = new Float64Array(rows.length);
    this.x = new Float64Array(slopes.length);
  }

  /** Replaces the multipliers by those that are best for the ensemble's last messages. False if no more than `least` would be gained. */
  improve(box: Box, least: number): boolean {
    if (!this.prepare(box)) return false;
    const { rows, values } = this;
    const kept = values.slice();
    const before = this.sum();
    for (let pass = 0; pass < Math.min(3, rows.length); pass++) for (let r = 0; r < rows.length; r++) this.settle(r);
    const gain = this.sum() - before;
    if (gain > 0 && values.every(Number.isFinite)) return !(gain <= least);
    values.set(kept);
    return false;
  }

  /** The multiplier of row r beyond which the sum falls. */
  private settle(r: number): void {
    const { values } = this;
    const own = values[r];
    values[r] = 0;
    if (!(this.excess(r) > 0)) return;
    let low = 0;
    let high = own > 0 ? own : 1;
    let doublings = 0;
    for (values[r] = high; this.excess(r) > 0 && doublings < DOUBLINGS; doublings++) {
      low = high;
      high *= 2;
      values[r] = high;
    }
    // No multiplier is large enough: the cells left have no point within the row's limit.
    if (doublings === DOUBLINGS) {
      values[r] = own;
      return;
    }
    for (let k = 0; k < HALVINGS; k++) {
      values[r] = 0.5 * (low + high);
      if (this.excess(r) > 0) low = values[r];
      else high = values[r];
    }
    values[r] = high;
  }

  /** What row r exceeds its limit by where the sum is least. */
  private excess(r: number): number {
    const { rows, x } = this;
    this.sum();
    const { coefficients, limit } = rows[r];
    let excess = -limit;
    for (let j = 0; j < x.length; j++) excess += coefficients[j] * x[j];
    return excess;
  }

  /** The least sum of credits, the objective's linear part and the rows with their multipliers. */
  private sum(): number {
    const { rows, values, slopes, lower, upper, credits, starts, x } = this;
    let total = 0;
    for (let r = 0; r < rows.length; r++) total -= values[r] * rows[r].limit;
    for (let j = 0; j < slopes.length; j++) {
      let slope = slopes[j];
      for (let r = 0; r < rows.length; r++) slope += values[r] * rows[r].coefficients[j];
      let least = Number.POSITIVE_INFINITY;
      for (let c = starts[j]; c < starts[j + 1]; c++) {
        const at = slope > 0 ? lower[c] : upper[c];
        const value = credits[c] + slope * at;
        if (value < least) {
          least = value;
          x[j] = at;
        }
      }
      total += least;
    }
    return total;
  }

  private prepare(box: Box): boolean {
    const { ensemble, slopes } = this;
    const { instance, messages, cells, unit } = ensemble;
    if (instance === null || messages === null || !messages.isExact) return false;
    const { cellStart, firstCell, lastCell, unary } = instance;
    if (this.credits.length < firstCell.length) {
      this.credits = new Float64Array(firstCell.length);
      this.lower = new Float64Array(firstCell.length);
      this.upper = new Float64Array(firstCell.length);
    }
    const own = messages.creditOfCells();
    this.starts = cellStart;
    for (let j = 0; j < slopes.length; j++) {
      for (let c = cellStart[j]; c < cellStart[j + 1]; c++) {
        const low = Math.max(box.lower[j], cells.firstPoint(j, firstCell[c]));
        const high = Math.min(box.upper[j], cells.lastPoint(j, lastCell[c]));
        this.lower[c] = low;
        this.upper[c] = high;
        this.credits[c] = unit * (own[c] - (unary === null ? 0 : unary[c]));
      }
    }
    return true;
  }
}
