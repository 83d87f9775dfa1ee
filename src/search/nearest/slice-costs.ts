import type { Box } from "../../numeric/box.js";
import { down, up } from "../../numeric/rounding.js";
import type { EnsembleBound } from "../../predictors/tree-ensemble/bound/ensemble-bound.js";
import type { NearestDistance } from "./nearest-distance.js";
import type { NearestTerm } from "./nearest-term.js";

/**
 * What the messages of an ensemble leave to the cells of a box, and bounds from it for other costs of the variables than those that the messages
 * were passed with: constant + sum over variables of the least, over cells, of credit and cost.
 */
export class SliceCosts {
  isReady = false;
  private readonly variables: number;
  private constant = 0;
  private lower = new Float64Array(0);
  private upper = new Float64Array(0);
  private credit = new Float64Array(0);
  /** The same with the least that the variable's own term adds. */
  private creditAndOwn = new Float64Array(0);
  /** Per variable: the cell in which the last bound was attained, and the ends of the cells. */
  private readonly best: Int32Array;
  private starts: Int32Array = new Int32Array(0);

  constructor(
    private readonly ensemble: EnsembleBound,
    private readonly terms: readonly NearestTerm[],
  ) {
    this.variables = terms.length;
    this.best = new Int32Array(terms.length);
  }

  /** After the ensemble was bounded over the box. False if nothing is proved by its messages. */
  prepare(box: Box): boolean {
    const { ensemble, terms, variables } = this;
    const { instance, messages, cells, unit } = ensemble;
    this.isReady = false;
    if (instance === null || messages === null || !messages.isExact) return false;
    const { cellStart, firstCell, lastCell, unary } = instance;
    const count = firstCell.length;
    if (this.credit.length < count) {
      this.credit = new Float64Array(count);
      this.creditAndOwn = new Float64Array(count);
      this.lower = new Float64Array(count);
      this.upper = new Float64Array(count);
    }
    const credits = messages.creditOfCells();
    this.constant = unit * messages.sumOfLeastLeaves();
    this.starts = cellStart;
    for (let v = 0; v < variables; v++) {
      const low = down(box.lower[v]);
      const high = up(box.upper[v]);
      for (let c = cellStart[v]; c < cellStart[v + 1]; c++) {
        this.lower[c] = Math.max(low, down(cells.firstPoint(v, firstCell[c])));
        this.upper[c] = Math.min(high, up(cells.lastPoint(v, lastCell[c])));
        // Whole units, exactly.
        const own = unit * (credits[c] - (unary === null ? 0 : unary[c]));
        const cost = terms[v].ownBoundOver(this.lower[c], this.upper[c]);
        this.credit[c] = own;
        this.creditAndOwn[c] = cost === 0 ? own : down(own + cost);
      }
    }
    this.isReady = true;
    return true;
  }

  /** A lower bound where the distance is that to one point, and costs. */
  boundOf(i: number): number {
    const { terms, lower, upper, credit, creditAndOwn, starts, best, variables } = this;
    let bound = this.constant;
    for (let v = 0; v < variables; v++) {
      let least = Number.POSITIVE_INFINITY;
      for (let c = starts[v]; c < starts[v + 1]; c++) {
        let value = down(creditAndOwn[c] + terms[v].partOver(i, lower[c], upper[c]));
        // The own term and the distance apart first: both together take longer.
        if (value < least && creditAndOwn[c] !== credit[c]) {
          value = Math.max(value, down(credit[c] + terms[v].jointCostOver(i, lower[c], upper[c])));
        }
        if (value < least) {
          least = value;
          best[v] = c;
        }
      }
      bound = down(bound + least);
    }
    return bound;
  }

  /** A lower bound where the distance is a mean of those to some points. @param shares not negative; made to sum to 1 and a little more */
  boundOfShares(shares: ReadonlyMap<number, number>): number {
    const { terms, lower, upper, creditAndOwn, starts, best, variables } = this;
    const scale = 1 + 2 ** -40;
    let bound = this.constant;
    for (let v = 0; v < variables; v++) {
      let least = Number.POSITIVE_INFINITY;
      for (let c = starts[v]; c < starts[v + 1]; c++) {
        let atLower = 0;
        let atUpper = 0;
        for (const [i, share] of shares) {
          atLower = down(atLower + down(share * scale * terms[v].partOver(i, lower[c], lower[c])));
          atUpper = down(atUpper + down(share * scale * terms[v].partOver(i, upper[c], upper[c])));
        }
        const value = down(creditAndOwn[c] + Math.min(atLower, atUpper));
        if (value < least) {
          least = value;
          best[v] = c;
        }
      }
      bound = down(bound + least);
    }
    return bound;
  }

  /** The point nearest to where the last bound was attained. */
  nearestToMinimiser(distance: NearestDistance): number {
    let nearest = 0;
    let least = Number.POSITIVE_INFINITY;
    for (let i = 0; i < distance.count; i++) {
      let sum = 0;
      for (let v = 0; v < this.variables; v++) sum += distance.lengthAt(i, v, this.pointIn(v, this.best[v]));
      if (sum < least) {
        least = sum;
        nearest = i;
      }
    }
    return nearest;
  }

  private pointIn(v: number, c: number): number {
    return this.terms[v].minimiserOver(this.lower[c], this.upper[c]);
  }

  /** A point of the box where the last bound was attained. */
  minimiser(box: Box, out: Float64Array): void {
    const { ensemble, best } = this;
    const { choices, instance } = ensemble;
    if (instance === null) return;
    for (let v = 0; v < out.length; v++) {
      const c = best[v];
      out[v] = choices.pointOf(v, instance.firstCell[c], instance.lastCell[c], box.lower[v], box.upper[v]);
    }
  }
}
