import type { Box } from "../../numeric/box.js";
import type { Random } from "../../numeric/random.js";
import type { CellProfile } from "../../predictors/tree-ensemble/bound/cell-profile.js";
import type { EnsembleBound } from "../../predictors/tree-ensemble/bound/ensemble-bound.js";
import type { UnivariateTerm } from "../../predictors/tree-ensemble/bound/univariate-term.js";
import type { IncumbentFinder } from "../incumbent/finder.js";
import type { Incumbent } from "../incumbent/incumbent.js";
import type { Objective } from "../incumbent/objective.js";
import type { NearestDistance } from "./nearest-distance.js";

const STARTS = 20;
const FIRST_VISITS = 25;
const VISIT_EVERY = 5;
const MAX_PASSES = 20;

/**
 * Coordinate descent on cells where the distance to the nearest of several points counts: along one variable the trees are known in all cells at once,
 * and the distances to all points by what the other variables add to them.
 */
export class NearestDescent implements IncumbentFinder {
  readonly fromCandidates = true;
  private readonly profile: CellProfile;
  private readonly x: Float64Array;
  private readonly at: Int32Array;
  /** Per point: its weighted distance, from the variables that stay. */
  private readonly rest: Float64Array;
  private box: Box = { lower: new Float64Array(0), upper: new Float64Array(0) };

  /** @param terms of the variables besides the distance */
  constructor(
    private readonly objective: Objective,
    private readonly ensemble: EnsembleBound,
    private readonly distance: NearestDistance,
    private readonly terms: readonly (UnivariateTerm | null)[],
    private readonly isInteger: Uint8Array | null,
    private readonly random: Random,
  ) {
    this.profile = ensemble.profile();
    this.x = new Float64Array(terms.length);
    this.at = new Int32Array(terms.length);
    this.rest = new Float64Array(distance.count);
  }

  start(box: Box, incumbent: Incumbent): void {
    this.box = { lower: box.lower.slice(), upper: box.upper.slice() };
    const { x, random, distance } = this;
    for (let k = 0; k < STARTS; k++) {
      const point = random.below(distance.count);
      for (let v = 0; v < x.length; v++) {
        const [low, high] = [box.lower[v], box.upper[v]];
        const start = k % 2 === 0 ? random.between(low, high) : distance.nearest(point, v, low, high);
        x[v] = this.allowed(v, start);
      }
      this.descend();
      incumbent.offer(x, this.objective.evaluate(x));
    }
  }

  visit(start: Float64Array, visits: number, incumbent: Incumbent): void {
    if (visits >= FIRST_VISITS && visits % VISIT_EVERY !== 0) return;
    this.improve(start, incumbent);
  }

  polish(incumbent: Incumbent): void {
    this.improve(incumbent.x, incumbent);
  }

  private improve(start: Float64Array, incumbent: Incumbent): void {
    const { x } = this;
    for (let v = 0; v < x.length; v++) x[v] = this.allowed(v, start[v]);
    this.descend();
    incumbent.offer(x, this.objective.evaluate(x));
  }

  /** The number nearest to a value that the variable may take. */
  private allowed(v: number, value: number): number {
    const { lower, upper } = this.box;
    const inside = Math.min(Math.max(value, lower[v]), upper[v]);
    if (this.isInteger?.[v] !== 1) return inside;
    return Math.min(Math.max(Math.round(inside), Math.ceil(lower[v])), Math.floor(upper[v])) + 0;
  }

  private descend(): void {
    const { x } = this;
    let still = 0;
    for (let step = 0; still < x.length && step < MAX_PASSES * x.length; step++) {
      still = this.moveAlong(step % x.length) ? 1 : still + 1;
    }
  }

  private moveAlong(v: number): boolean {
    const { x, at, ensemble, distance, rest, profile, box, terms } = this;
    const { cells } = ensemble;
    for (let u = 0; u < x.length; u++) at[u] = cells.cellOf(u, x[u]);
    for (let i = 0; i < rest.length; i++) {
      rest[i] = 0;
      for (let u = 0; u < x.length; u++) if (u !== v) rest[i] += distance.valueAt(i, u, x[u]);
    }
    profile.along(at, v);
    const current = profile.values[at[v]] + this.costAt(v, x[v]);
    let best = current - 1e-12 * Math.abs(current);
    let to = Number.NaN;
    const last = cells.cellOf(v, box.upper[v]);
    const leastCost = this.leastCostAlong(v);
    for (let c = cells.cellOf(v, box.lower[v]); c <= last; c++) {
      const low = Math.max(box.lower[v], cells.firstPoint(v, c));
      const high = Math.min(box.upper[v], cells.lastPoint(v, c));
      const trees = profile.values[c];
      if (trees + leastCost + (terms[v]?.lowerBoundOver(low, high) ?? 0) >= best) continue;
      const consider = (value: number): void => {
        const point = this.allowed(v, value);
        if (!(low <= point && point <= high)) return;
        const total = trees + this.costAt(v, point);
        if (total < best) {
          best = total;
          to = point;
        }
      };
      consider(low);
      consider(high);
      consider(cells.pointIn(v, c, low, high));
      const own = terms[v];
      if (own) consider(own.minimiserOver(low, high));
      if (distance.weight > 0 && distance.coordinatesOf[v].length > 0) {
        for (let i = 0; i < rest.length; i++) {
          const near = distance.nearest(i, v, low, high);
          if (near > low && near < high) consider(near);
        }
      }
    }
    if (Number.isNaN(to)) return false;
    x[v] = to;
    return true;
  }

  /** The distance along variable v costs no less, nearly. */
  private leastCostAlong(v: number): number {
    const { distance, rest, box } = this;
    if (distance.weight > 0) return rest.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
    let most = Number.NEGATIVE_INFINITY;
    for (let i = 0; i < rest.length; i++) {
      const reward = Math.min(distance.valueAt(i, v, box.lower[v]), distance.valueAt(i, v, box.upper[v]));
      most = Math.max(most, rest[i] + reward);
    }
    return most;
  }

  /** Of the distance and the variable's own term. */
  private costAt(v: number, point: number): number {
    const { distance, rest, terms } = this;
    const sign = distance.weight > 0 ? 1 : -1;
    let least = Number.POSITIVE_INFINITY;
    for (let i = 0; i < rest.length; i++) {
      const value = sign * (rest[i] + distance.valueAt(i, v, point));
      if (value < least) least = value;
    }
    return sign * least + (terms[v]?.evaluate(point) ?? 0);
  }
}
