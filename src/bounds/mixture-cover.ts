import type { Box } from "../numeric/box.js";
import { expUp, logUp } from "../numeric/elementary.js";
import { down, gamma, up } from "../numeric/rounding.js";
import type { Network } from "../predictors/network/network.js";
import type { Cover } from "./cover.js";
import { EllipsoidMinimum } from "./ellipsoid-minimum.js";
import { type LogSumRow, logSumRow } from "./quadratic-row.js";
import type { OneSidedRow } from "./rows.js";

/** The box is cut to the ellipsoid, and its level found anew, so often, as long as an edge shrinks by so much. */
const MAX_ROUNDS = 4;
const WORTHWHILE_SHRINKAGE = 0.05;
/** Each level is better than the one before. */
const LEVEL_ROUNDS = 3;
const NOTHING = new Int32Array(0);

/**
 * The ellipsoid that holds all points where log sum_k exp(q_k) >= t, q_k concave quadratics, and q_k is the largest of them, for one k. There the others add at most
 * sum_j min(1, exp(max q_j - level)) exp(q_k) over the box if q_k >= level, so that q_k >= t - log(1 + sum_j ...), which is a better level.
 */
export class MixtureCover implements Cover {
  readonly minimiser: Float64Array;
  private readonly minima: readonly EllipsoidMinimum[];
  private readonly own: EllipsoidMinimum;
  private readonly axis: Float64Array;
  private radius = Number.POSITIVE_INFINITY;
  private readonly margin: number;

  /** @param place which term is the largest */
  constructor(
    private readonly row: LogSumRow,
    private readonly place: number,
  ) {
    this.minima = row.terms.map((term) => new EllipsoidMinimum(term));
    this.own = this.minima[place];
    this.minimiser = this.own.minimiser;
    this.axis = new Float64Array(this.minimiser.length);
    this.margin = gamma(row.terms.length + 16);
  }

  begin(): void {
    this.radius = Number.POSITIVE_INFINITY;
  }

  record(): Int32Array {
    return NOTHING;
  }

  over(box: Box): boolean {
    this.own.over(box);
    this.own.over(box);
    return true;
  }

  of(slopes: Float64Array, from: number): number {
    return this.own.of(slopes, from, this.radius);
  }

  contract(box: Box): number {
    let shrinkage = 0;
    for (let round = 0; round < MAX_ROUNDS; round++) {
      for (const minimum of this.minima) minimum.over(box);
      if (!this.findRadius()) return Number.POSITIVE_INFINITY;
      const found = this.cutToHull(box);
      shrinkage = Math.max(shrinkage, found);
      if (found < WORTHWHILE_SHRINKAGE || found === Number.POSITIVE_INFINITY) break;
    }
    return shrinkage;
  }

  discard(box: Box, constant: number, slopes: Float64Array, from: number, middle: Float64Array, limit: number): number {
    const { own, minimiser } = this;
    own.over(box);
    const least = own.of(slopes, from, this.radius);
    let value = constant + least;
    let size = Math.abs(constant) + Math.abs(least);
    for (let j = 0; j < minimiser.length; j++) {
      const moved = 0.5 * box.lower[j] + 0.5 * box.upper[j] - middle[j];
      value += slopes[from + j] * moved;
      size += Math.abs(slopes[from + j]) * (Math.abs(box.lower[j]) + Math.abs(box.upper[j]) + Math.abs(middle[j]));
      minimiser[j] += moved;
    }
    const bound = down(value - gamma(minimiser.length + 8) * size);
    return bound > limit ? Number.POSITIVE_INFINITY : bound;
  }

  cutCap(): number {
    return 0;
  }

  gapShares(): boolean {
    return false;
  }

  /** The level of the largest term over the box that all minima are about; false if it is nowhere reached. */
  private findRadius(): boolean {
    const { terms, threshold } = this.row;
    const { minima, place, margin } = this;
    const tops = terms.map(({ height, scale, moved }, k) => {
      const distance = Math.max(0, down(minima[k].distance() - moved));
      return up(height - down(scale * down(distance * distance)));
    });
    let level = down(threshold - logUp(terms.length));
    for (let round = 0; round < LEVEL_ROUNDS; round++) {
      let others = 1;
      for (let k = 0; k < terms.length; k++) {
        if (k !== place) others += Math.min(1, expUp(up(tops[k] - level)));
      }
      const next = down(threshold - logUp(up(others * (1 + margin))));
      if (!(next > level)) break;
      level = next;
    }
    if (tops[place] < level) return false;
    const { height, scale, moved } = terms[place];
    const square = up(up(height - level) / scale);
    if (square < 0) return false;
    this.radius = up(up(Math.sqrt(square)) + moved);
    return true;
  }

  private cutToHull(box: Box): number {
    const { own, axis, radius } = this;
    const { lower, upper } = box;
    let most = 0;
    for (let j = 0; j < axis.length; j++) {
      const middle = 0.5 * lower[j] + 0.5 * upper[j];
      const width = upper[j] - lower[j];
      axis[j] = 1;
      const low = down(middle + own.of(axis, 0, radius));
      axis[j] = -1;
      const high = up(middle - own.of(axis, 0, radius));
      axis[j] = 0;
      if (low > lower[j]) lower[j] = low;
      if (high < upper[j]) upper[j] = high;
      if (lower[j] > upper[j]) return Number.POSITIVE_INFINITY;
      if (width > 0) most = Math.max(most, 1 - (upper[j] - lower[j]) / width);
    }
    return most;
  }
}

/**
 * Ellipsoids of which each point that satisfies a row is in one; none if the row is not a limit of several quadratics. A single one is left to its formula: as a convex row its
 * planes are in every node's polytope, beside which functionals over the ellipsoid cost more than they gain.
 */
export function mixtureCovers(network: Network, row: OneSidedRow, root: Box): MixtureCover[] {
  const found = logSumRow(network, row, root);
  return found === null || found.terms.length < 2 ? [] : found.terms.map((_, place) => new MixtureCover(found, place));
}
