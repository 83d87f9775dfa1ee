import { gamma } from "../../numeric/rounding.js";
import type { Norm } from "./norm.js";

/**
 * The k points nearest to a place or a box. Of the last box it is known which points may be among the k nearest of a place in it: those that are nearer to the box than the k-th
 * smallest distance from a point to the whole of it. Other points are not looked at as long as places lie in the box, and a point's coordinates only until they are too far.
 * Distances are kept as sums of squares in the norm l2.
 */
export class NearestPoints {
  /** After `find` and the others: where the k points are, the nearest first. */
  readonly places: Int32Array;
  /** Means of the k smallest distances to the nearest and the farthest place of the box, without rounding. */
  least = 0;
  most = 0;
  private readonly smallest: Float64Array;
  private readonly all: Int32Array;
  private readonly members: Int32Array;
  private readonly lows: Float64Array;
  private readonly lower: Float64Array;
  private readonly upper: Float64Array;
  private count = 0;
  /** The places are k different points. */
  private isKnown = false;
  private readonly margin: number;

  /**
   * @param points N x inputs row-major
   * @param k at least 1, at most N
   */
  constructor(
    private readonly inputs: number,
    private readonly points: Float64Array,
    private readonly norm: Norm,
    private readonly k: number,
  ) {
    const count = points.length / inputs;
    this.places = new Int32Array(k);
    this.smallest = new Float64Array(k);
    this.all = Int32Array.from({ length: count }, (_, i) => i);
    this.members = new Int32Array(count);
    this.lows = new Float64Array(count);
    this.lower = new Float64Array(inputs).fill(Number.NaN);
    this.upper = new Float64Array(inputs).fill(Number.NaN);
    this.margin = 4 * gamma(inputs + 8);
  }

  /** Finds those nearest to x and returns the mean distance. */
  find(x: Float64Array): number {
    const { places, smallest, k } = this;
    const isInside = this.holds(x);
    const list = isInside ? this.members : this.all;
    const count = isInside ? this.count : list.length;
    // Those of the last place are k points, too, and seldom far.
    let reach = 0;
    for (let s = 0; s < k; s++) reach = Math.max(reach, this.nearRaw(places[s], x, x, Number.POSITIVE_INFINITY));
    if (!this.isKnown) reach = Number.POSITIVE_INFINITY;
    this.isKnown = true;
    smallest.fill(Number.POSITIVE_INFINITY);
    for (let m = 0; m < count; m++) {
      const raw = this.nearRaw(list[m], x, x, reach);
      if (raw > reach) continue;
      this.insert(list[m], raw);
      if (smallest[k - 1] < reach) reach = smallest[k - 1];
    }
    return this.mean();
  }

  /** From now on this box is meant. */
  enter(lower: Float64Array, upper: Float64Array): void {
    if (this.isEntered(lower, upper)) return;
    const { all, members, lows, smallest, k } = this;
    this.lower.set(lower);
    this.upper.set(upper);
    smallest.fill(Number.POSITIVE_INFINITY);
    for (let i = 0; i < all.length; i++) this.insert(i, this.farRaw(i, lower, upper));
    this.most = this.mean();
    const reach = smallest[k - 1] * (1 + this.margin);
    smallest.fill(Number.POSITIVE_INFINITY);
    this.count = 0;
    for (let i = 0; i < all.length; i++) {
      const low = this.nearRaw(i, lower, upper, reach);
      if (low > reach) continue;
      members[this.count] = i;
      lows[this.count++] = low;
      this.insert(i, low);
    }
    this.least = this.mean();
  }

  /** After `enter`: the k-th smallest distances from points that are none of those chosen to the box, Infinity where there are no more. */
  others(chosen: Int32Array, out: Float64Array): void {
    const { members, lows, smallest } = this;
    this.isKnown = false;
    smallest.fill(Number.POSITIVE_INFINITY);
    for (let m = 0; m < this.count; m++) if (!chosen.includes(members[m])) this.insert(members[m], lows[m]);
    for (let s = 0; s < out.length; s++) out[s] = this.lengthOf(smallest[s]);
  }

  private isEntered(lower: Float64Array, upper: Float64Array): boolean {
    for (let j = 0; j < lower.length; j++) if (lower[j] !== this.lower[j] || upper[j] !== this.upper[j]) return false;
    return true;
  }

  private holds(x: Float64Array): boolean {
    for (let j = 0; j < x.length; j++) if (!(x[j] >= this.lower[j] && x[j] <= this.upper[j])) return false;
    return true;
  }

  /** To the nearest place of the box, or more than `reach`. */
  private nearRaw(i: number, lower: Float64Array, upper: Float64Array, reach: number): number {
    const { points, inputs, norm } = this;
    let raw = 0;
    for (let j = 0, p = i * inputs; j < inputs && !(raw > reach); j++, p++) {
      const part = Math.max(0, lower[j] - points[p], points[p] - upper[j]);
      if (norm === "l1") raw += part;
      else if (norm === "l2") raw += part * part;
      else raw = Math.max(raw, part);
    }
    return raw;
  }

  /** The same to the farthest place. */
  private farRaw(i: number, lower: Float64Array, upper: Float64Array): number {
    const { points, inputs, norm, smallest } = this;
    const reach = smallest[smallest.length - 1];
    let raw = 0;
    for (let j = 0, p = i * inputs; j < inputs && !(raw > reach); j++, p++) {
      const part = Math.max(points[p] - lower[j], upper[j] - points[p]);
      if (norm === "l1") raw += part;
      else if (norm === "l2") raw += part * part;
      else raw = Math.max(raw, part);
    }
    return raw;
  }

  private insert(i: number, raw: number): void {
    const { smallest, places, k } = this;
    if (!(raw < smallest[k - 1])) return;
    let s = k - 1;
    while (s > 0 && smallest[s - 1] > raw) {
      smallest[s] = smallest[s - 1];
      places[s] = places[s - 1];
      s--;
    }
    smallest[s] = raw;
    places[s] = i;
  }

  private lengthOf(raw: number): number {
    return this.norm === "l2" ? Math.sqrt(raw) : raw;
  }

  private mean(): number {
    let sum = 0;
    for (let s = 0; s < this.k; s++) sum += this.lengthOf(this.smallest[s]);
    return sum / this.k;
  }
}
