import { down } from "../../numeric/rounding.js";
import type { UnivariateTerm } from "../../predictors/tree-ensemble/bound/univariate-term.js";
import type { NearestDistance } from "./nearest-distance.js";
import type { PointChoice } from "./point-choice.js";

/** Parts into which a slice is divided at most, where the distance and the variable's own term are least at different places. */
const MOST_PIECES = 32;

/** What one variable adds to the distance to the chosen points, and a term of its own. */
export class NearestTerm implements UnivariateTerm {
  private readonly from = new Float64Array(MOST_PIECES);
  private readonly to = new Float64Array(MOST_PIECES);
  private readonly bounds = new Float64Array(MOST_PIECES);

  /** @param tolerance by how much the least value of both together may be missed */
  constructor(
    private readonly distance: NearestDistance,
    private readonly choice: PointChoice,
    private readonly variable: number,
    private readonly own: UnivariateTerm | null,
    private readonly isInteger: boolean,
    private readonly tolerance = 0,
  ) {}

  get isExact(): boolean {
    return this.isExactForEach && this.isForOne;
  }

  /** Whether costs of the distance to a single point are minima, with nothing beside that has its minimum elsewhere. */
  get isExactForEach(): boolean {
    const coordinates = this.distance.coordinatesOf[this.variable].length;
    if (coordinates === 0) return this.own?.isExact ?? true;
    return this.own === null && coordinates === 1;
  }

  private get isForOne(): boolean {
    const { distance, variable, choice } = this;
    if (distance.coordinatesOf[variable].length === 0) return true;
    return (distance.weight > 0 ? choice.count : distance.count) === 1;
  }

  lowerBoundOver(lower: number, upper: number): number {
    const own = this.ownBoundOver(lower, upper);
    if (this.distance.coordinatesOf[this.variable].length === 0) return own;
    const { points, shares, count } = this.choice;
    if (this.distance.weight > 0 && this.own !== null) {
      let least = Number.POSITIVE_INFINITY;
      for (let s = 0; s < count; s++) {
        if (down(own + this.costOver(points[s], lower, upper)) >= least) continue;
        least = Math.min(least, this.jointCostOver(points[s], lower, upper));
      }
      return least;
    }
    if (this.distance.weight > 0) {
      let least = Number.POSITIVE_INFINITY;
      for (let s = 0; s < count && least > 0; s++) least = Math.min(least, this.costOver(points[s], lower, upper));
      return own === 0 ? least : down(own + least);
    }
    // Rewards are concave: their sum is least at an end.
    let atLower = 0;
    let atUpper = 0;
    for (let s = 0; s < count; s++) {
      atLower = down(atLower + down(shares[s] * this.rewardAt(points[s], lower)));
      atUpper = down(atUpper + down(shares[s] * this.rewardAt(points[s], upper)));
    }
    return down(own + Math.min(atLower, atUpper));
  }

  /** A lower bound of what the distance to one point adds over [lower, upper], without the variable's own term. */
  partOver(i: number, lower: number, upper: number): number {
    if (this.distance.weight > 0) return this.costOver(i, lower, upper);
    return Math.min(this.rewardAt(i, lower), this.rewardAt(i, upper));
  }

  /** A lower bound of the own term and the cost of the distance to one point together: pieces with the lowest bounds are halved. */
  jointCostOver(i: number, lower: number, upper: number): number {
    const { own, tolerance, from, to, bounds } = this;
    if (own === null || this.distance.coordinatesOf[this.variable].length === 0) {
      return this.separateBound(i, lower, upper);
    }
    from[0] = lower;
    to[0] = upper;
    bounds[0] = this.separateBound(i, lower, upper);
    let count = 1;
    let value = Math.min(
      this.jointValue(i, own.minimiserOver(lower, upper)),
      this.jointValue(i, this.distance.nearest(i, this.variable, lower, upper)),
    );
    let lowest = 0;
    while (count < MOST_PIECES && value - bounds[lowest] > tolerance) {
      const middle = 0.5 * from[lowest] + 0.5 * to[lowest];
      if (!(from[lowest] < middle && middle < to[lowest])) break;
      value = Math.min(value, this.jointValue(i, middle));
      from[count] = middle;
      to[count] = to[lowest];
      bounds[count] = this.separateBound(i, middle, to[lowest]);
      to[lowest] = middle;
      bounds[lowest] = this.separateBound(i, from[lowest], middle);
      count++;
      lowest = 0;
      for (let k = 1; k < count; k++) if (bounds[k] < bounds[lowest]) lowest = k;
    }
    return bounds[lowest];
  }

  private separateBound(i: number, lower: number, upper: number): number {
    const own = this.ownBoundOver(lower, upper);
    const cost = this.costOver(i, lower, upper);
    return own === 0 ? cost : down(own + cost);
  }

  private jointValue(i: number, x: number): number {
    return this.ownValueAt(x) + this.distance.valueAt(i, this.variable, x);
  }

  private costOver(i: number, lower: number, upper: number): number {
    const { distance, variable, isInteger } = this;
    const [low, high] = [Math.ceil(lower), Math.floor(upper)];
    if (!isInteger || low > high || distance.coordinatesOf[variable].length > 1) {
      return distance.lowerBoundOver(i, variable, lower, upper);
    }
    // A convex function is least at a whole number beside its minimum.
    const x = distance.nearest(i, variable, low, high);
    const [below, above] = [Math.floor(x), Math.ceil(x)];
    return Math.min(
      distance.lowerBoundOver(i, variable, below, below),
      distance.lowerBoundOver(i, variable, above, above),
    );
  }

  private rewardAt(i: number, x: number): number {
    return this.distance.lowerBoundOver(i, this.variable, x, x);
  }

  ownBoundOver(lower: number, upper: number): number {
    return this.own?.lowerBoundOver(lower, upper) ?? 0;
  }

  ownValueAt(x: number): number {
    return this.own?.evaluate(x) ?? 0;
  }

  minimiserOver(lower: number, upper: number): number {
    const { distance, choice, variable, own } = this;
    const candidates = [lower, upper, 0.5 * lower + 0.5 * upper];
    if (own !== null) candidates.push(own.minimiserOver(lower, upper));
    for (let s = 0; s < choice.count; s++) {
      candidates.push(distance.nearest(choice.points[s], variable, lower, upper));
    }
    return candidates.reduce((best, x) => (this.evaluate(x) < this.evaluate(best) ? x : best));
  }

  evaluate(x: number): number {
    const { distance, choice, variable, own } = this;
    const { points, shares, count } = choice;
    const isCost = distance.weight > 0;
    let value = isCost ? Number.POSITIVE_INFINITY : 0;
    for (let s = 0; s < count; s++) {
      const one = distance.valueAt(points[s], variable, x);
      value = isCost ? Math.min(value, one) : value + shares[s] * one;
    }
    return value + (own?.evaluate(x) ?? 0);
  }

  magnitudeOver(lower: number, upper: number): number {
    const { distance, variable, own } = this;
    let most = 0;
    for (let i = 0; i < distance.count; i++) {
      for (const x of [lower, upper]) most = Math.max(most, Math.abs(distance.valueAt(i, variable, x)));
    }
    return most + (own?.magnitudeOver(lower, upper) ?? 0);
  }
}
