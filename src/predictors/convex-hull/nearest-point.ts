import type { Box } from "../../numeric/box.js";

/** Weights below it are dropped from the corral. */
const NEGLIGIBLE = 1e-12;
/** Relative progress below which the search ends. */
const TOLERANCE = 1e-12;
const MAX_STEPS = 400;
/** Points that are looked at first. */
const MOST_RECENT = 64;
/** By how much of the sizes involved a product has to exceed those of the chosen points for no other point to be looked at. */
const RECENT_ENOUGH = 1e-6;
/** Distance, relative to the coordinates, that counts as none. */
export const TOUCHING = 1e-13;

/**
 * The vector from the convex hull of points to a box where they are nearest, by Wolfe's algorithm for the point of least norm in a
 * polytope (P. Wolfe, Math. Programming 11 (1976) 128-149) on the differences b - X_i, of which only the extreme one in a direction is ever
 * looked at. It starts from the points that were the answer last time, which for boxes close to the last one is nearly the answer again. An
 * estimate: whoever needs a proof takes the direction and computes the rest.
 */
export class NearestPoint {
  /** From the hull to the box; zero (or nearly so) where they meet. */
  readonly difference: Float64Array;
  /** Which points span the nearest one of the hull, the first `size`, and with which weights. */
  readonly chosen: Int32Array;
  readonly weights: Float64Array;
  size = 0;
  private readonly corners: Float64Array;
  /** 1 where a corner has the box's lower end. */
  private readonly sides: Uint8Array;
  private readonly affine: Float64Array;
  /** Squared norm of the difference that counts as none. */
  private readonly negligible: number;
  private readonly matrix: Float64Array;
  /** Points that were extreme before, a ring. */
  private readonly recent = new Int32Array(MOST_RECENT).fill(-1);
  private recentCount = 0;

  /** @param points N x d row-major */
  constructor(
    readonly points: Float64Array,
    readonly dimension: number,
  ) {
    const most = dimension + 2;
    this.difference = new Float64Array(dimension);
    this.chosen = new Int32Array(most);
    this.weights = new Float64Array(most);
    this.affine = new Float64Array(most);
    this.negligible = (TOUCHING * points.reduce((reach, value) => Math.max(reach, Math.abs(value)), 0)) ** 2;
    this.corners = new Float64Array(most * dimension);
    this.sides = new Uint8Array(most * dimension);
    this.matrix = new Float64Array(most * (most + 1));
  }

  /** Runs until the direction separates as well as it can. */
  run(box: Box): void {
    if (this.resume(box) && this.improve(box)) return;
    this.size = 0;
    this.add(box, 0);
    this.weights[0] = 1;
    this.combine();
    this.improve(box);
  }

  /** Major cycles; false where they end for another reason than that nothing is nearer. */
  private improve(box: Box): boolean {
    for (let step = 0; step < MAX_STEPS; step++) {
      const { difference, dimension } = this;
      let norm = 0;
      for (let j = 0; j < dimension; j++) norm += difference[j] * difference[j];
      if (norm <= this.negligible) return true;
      const extreme = this.extreme();
      const least = this.productWith(box, extreme);
      if (!(norm - least > TOLERANCE * (norm + Math.abs(least)))) return true;
      if (this.holds(extreme, box) || this.size > dimension) return false;
      this.add(box, extreme);
      if (!this.descend()) return false;
    }
    return false;
  }

  /** Moves the last answer's differences to this box and goes to the least point of their hull; false where that cannot be done. */
  private resume({ lower, upper }: Box): boolean {
    const { points, corners, sides, chosen, dimension, size } = this;
    for (let s = 0; s < size; s++) {
      for (let j = 0, k = s * dimension; j < dimension; j++, k++) {
        corners[k] = (sides[k] === 1 ? lower[j] : upper[j]) - points[chosen[s] * dimension + j];
      }
    }
    return size > 0 && this.descend();
  }

  /**
   * A point with a large product with the difference: of those that were extreme lately, if one of them is beyond the chosen
   * ones, otherwise of all, the largest.
   */
  private extreme(): number {
    const { difference, dimension, points, recent } = this;
    let own = Number.NEGATIVE_INFINITY;
    for (let s = 0; s < this.size; s++) own = Math.max(own, this.productOf(this.chosen[s]));
    let norm = 0;
    for (let j = 0; j < dimension; j++) norm += difference[j] * difference[j];
    let best = own + RECENT_ENOUGH * (Math.abs(own) + norm);
    let place = -1;
    for (let s = 0; s < Math.min(this.recentCount, MOST_RECENT); s++) {
      const product = this.productOf(recent[s]);
      if (product > best) {
        best = product;
        place = recent[s];
      }
    }
    if (place >= 0) return place;
    best = Number.NEGATIVE_INFINITY;
    place = 0;
    for (let i = 0, p = 0; p < points.length; i++, p += dimension) {
      let product = 0;
      for (let j = 0; j < dimension; j++) product += difference[j] * points[p + j];
      if (product > best) {
        best = product;
        place = i;
      }
    }
    if (!recent.includes(place)) recent[this.recentCount++ % MOST_RECENT] = place;
    return place;
  }

  private productOf(i: number): number {
    const { points, difference, dimension } = this;
    let product = 0;
    for (let j = 0, p = i * dimension; j < dimension; j++, p++) product += difference[j] * points[p];
    return product;
  }

  /** difference . (b - X_i) with the corner b of the box that makes it least. */
  private productWith({ lower, upper }: Box, i: number): number {
    const { points, difference, dimension } = this;
    let product = 0;
    for (let j = 0; j < dimension; j++) {
      const corner = difference[j] > 0 ? lower[j] : upper[j];
      product += difference[j] * (corner - points[i * dimension + j]);
    }
    return product;
  }

  private add({ lower, upper }: Box, i: number): void {
    const { points, difference, dimension, size } = this;
    for (let j = 0; j < dimension; j++) {
      const isLower = difference[j] > 0;
      this.sides[size * dimension + j] = isLower ? 1 : 0;
      this.corners[size * dimension + j] = (isLower ? lower[j] : upper[j]) - points[i * dimension + j];
    }
    this.chosen[size] = i;
    this.weights[size] = 0;
    this.size++;
  }

  private holds(i: number, { lower, upper }: Box): boolean {
    const { dimension, points, corners, difference } = this;
    for (let s = 0; s < this.size; s++) {
      if (this.chosen[s] !== i) continue;
      let isSame = true;
      for (let j = 0; j < dimension && isSame; j++) {
        const corner = difference[j] > 0 ? lower[j] : upper[j];
        isSame = corners[s * dimension + j] === corner - points[i * dimension + j];
      }
      if (isSame) return true;
    }
    return false;
  }

  /** Minor cycles: towards the least point of the affine hull, dropping what leaves the convex one. */
  private descend(): boolean {
    const { weights, affine } = this;
    for (;;) {
      if (!this.solveAffine()) return false;
      let share = 1;
      for (let s = 0; s < this.size; s++) {
        if (affine[s] <= NEGLIGIBLE) share = Math.min(share, weights[s] / (weights[s] - affine[s]));
      }
      if (!(share >= 0)) return false;
      let isInside = true;
      for (let s = 0; s < this.size; s++) {
        if (affine[s] <= NEGLIGIBLE) isInside = false;
        weights[s] += share * (affine[s] - weights[s]);
      }
      if (isInside) break;
      this.drop();
    }
    this.combine();
    return true;
  }

  private drop(): void {
    const { weights, chosen, corners, sides, dimension } = this;
    let kept = 0;
    let total = 0;
    for (let s = 0; s < this.size; s++) {
      if (weights[s] <= NEGLIGIBLE) continue;
      weights[kept] = weights[s];
      chosen[kept] = chosen[s];
      corners.copyWithin(kept * dimension, s * dimension, (s + 1) * dimension);
      sides.copyWithin(kept * dimension, s * dimension, (s + 1) * dimension);
      total += weights[kept];
      kept++;
    }
    this.size = kept;
    for (let s = 0; s < kept; s++) weights[s] /= total;
  }

  private combine(): void {
    const { difference, corners, weights, dimension } = this;
    difference.fill(0);
    for (let s = 0; s < this.size; s++) {
      for (let j = 0; j < dimension; j++) difference[j] += weights[s] * corners[s * dimension + j];
    }
  }

  /** Solves (1 1' + C C') w = 1 and scales w to sum one, by elimination with pivots; false where that fails. */
  private solveAffine(): boolean {
    const { matrix: m, corners, dimension, size, affine } = this;
    const columns = size + 1;
    let scale = 0;
    for (let a = 0; a < size; a++) {
      for (let b = 0; b < size; b++) {
        let product = 0;
        for (let j = 0; j < dimension; j++) product += corners[a * dimension + j] * corners[b * dimension + j];
        m[a * columns + b] = product;
      }
      scale = Math.max(scale, m[a * columns + a]);
    }
    for (let a = 0; a < size; a++) {
      for (let b = 0; b < size; b++) m[a * columns + b] += scale;
      m[a * columns + size] = 1;
    }
    for (let k = 0; k < size; k++) {
      let pivot = k;
      for (let r = k + 1; r < size; r++) {
        if (Math.abs(m[r * columns + k]) > Math.abs(m[pivot * columns + k])) pivot = r;
      }
      if (!(Math.abs(m[pivot * columns + k]) > 1e-14 * scale)) return false;
      for (let c = k; c < columns; c++) {
        const kept = m[k * columns + c];
        m[k * columns + c] = m[pivot * columns + c];
        m[pivot * columns + c] = kept;
      }
      for (let r = 0; r < size; r++) {
        if (r === k) continue;
        const factor = m[r * columns + k] / m[k * columns + k];
        for (let c = k; c < columns; c++) m[r * columns + c] -= factor * m[k * columns + c];
      }
    }
    let total = 0;
    for (let s = 0; s < size; s++) {
      affine[s] = m[s * columns + size] / m[s * columns + s];
      total += affine[s];
    }
    for (let s = 0; s < size; s++) affine[s] /= total;
    return Number.isFinite(total) && total !== 0;
  }
}
