import type { Box } from "../numeric/box.js";
import { down, gamma, up } from "../numeric/rounding.js";
import { BallCover } from "./ball-cover.js";
import type { Balls } from "./balls.js";

/** The box is cut by means and balls in turn so often, as long as an edge shrinks by so much. */
const MAX_ROUNDS = 3;
const WORTHWHILE_SHRINKAGE = 0.05;
/** Share of an edge that is tried at each end. */
const SLICE = 0.25;

/**
 * Points whose mean distance to the k nearest of given ones is at most a limit, by the balls around these with the limit as radius, and by lower bounds of the distances over boxes and slices of
 * boxes: where the mean of the k smallest is above the limit, there is no such point. The record is of balls, and of the points that may be among the k nearest.
 */
export class MeanCover extends BallCover {
  /** The points that may be among the k nearest to a point of interest: the first `near` of them, with lower bounds of their distances, squared in the norm l2. */
  private readonly members: Int32Array;
  private readonly lows: Float64Array;
  private near = 0;
  private readonly smallest: Float64Array;
  private readonly rounding: number;
  private readonly most: number;

  constructor(
    balls: Balls,
    private readonly k: number,
  ) {
    super(balls);
    const n = balls.scales.length;
    const count = balls.centres.length / n;
    this.members = new Int32Array(count);
    this.lows = new Float64Array(count);
    this.smallest = new Float64Array(k);
    this.rounding = 2 * gamma(n + k + 24);
    this.most = up(up(k * balls.radius) * (1 + this.rounding));
  }

  override begin(record: Int32Array | null): void {
    const { members } = this;
    if (record === null) {
      super.begin(null);
      for (let i = 0; i < members.length; i++) members[i] = i;
      this.near = members.length;
      return;
    }
    const end = 1 + record[0];
    super.begin(record.subarray(1, end));
    members.set(record.subarray(end));
    this.near = record.length - end;
  }

  override record(): Int32Array {
    const { live, count, members, near } = this;
    const record = new Int32Array(1 + count + near);
    record[0] = count;
    record.set(live.subarray(0, count), 1);
    record.set(members.subarray(0, near), 1 + count);
    return record;
  }

  override contract(box: Box): number {
    let shrinkage = 0;
    for (let round = 0; round < MAX_ROUNDS; round++) {
      const byBalls = super.contract(box);
      if (byBalls === Number.POSITIVE_INFINITY || !this.measure(box)) return Number.POSITIVE_INFINITY;
      const byMeans = this.balls.norm === "linf" ? 0 : this.cutSlices(box);
      shrinkage = Math.max(shrinkage, byBalls, byMeans);
      if (byMeans < WORTHWHILE_SHRINKAGE) break;
    }
    return shrinkage;
  }

  /** Distances from the box; forgets points that are too far to be among the k nearest. False if the mean of the k smallest is above the limit. */
  private measure(box: Box): boolean {
    const { members, lows, smallest, k, most } = this;
    smallest.fill(Number.POSITIVE_INFINITY);
    let kept = 0;
    for (let m = 0; m < this.near; m++) {
      const low = this.lowOf(members[m], box);
      const length = this.lengthOf(low);
      if (length > most) continue;
      members[kept] = members[m];
      lows[kept++] = low;
      this.insert(length);
    }
    this.near = kept;
    if (this.total() > most) return false;
    // With the k - 1 smallest the sum has to be within the limit; one of them may be the point's own, which is no larger than it.
    let others = 0;
    for (let s = 0; s < k - 1; s++) others += smallest[s];
    const room = up(most - others * (1 - this.rounding));
    kept = 0;
    for (let m = 0; m < this.near; m++) {
      if (this.lengthOf(lows[m]) > room) continue;
      members[kept] = members[m];
      lows[kept++] = lows[m];
    }
    this.near = kept;
    return true;
  }

  /** Cuts slices off the ends of edges in which the mean of the k smallest distances is above the limit. */
  private cutSlices(box: Box): number {
    const { lower, upper } = box;
    let shrinkage = 0;
    for (let j = 0; j < lower.length; j++) {
      const width = upper[j] - lower[j];
      if (!(width > 0)) continue;
      const middle = 0.5 * lower[j] + 0.5 * upper[j];
      const first = lower[j] + SLICE * width;
      if (first < middle && this.isEmpty(box, j, lower[j], first)) {
        const low = this.isEmpty(box, j, first, middle) ? middle : first;
        this.shorten(box, j, low, upper[j]);
      }
      const last = upper[j] - SLICE * width;
      if (last > middle && this.isEmpty(box, j, last, upper[j])) {
        const high = lower[j] < middle && this.isEmpty(box, j, middle, last) ? middle : last;
        this.shorten(box, j, lower[j], high);
      }
      shrinkage = Math.max(shrinkage, 1 - (upper[j] - lower[j]) / width);
    }
    return shrinkage;
  }

  /** Moves an edge's ends and with them what it adds to the distances. */
  private shorten({ lower, upper }: Box, j: number, low: number, high: number): void {
    for (let m = 0; m < this.near; m++) {
      const before = this.part(this.members[m], j, lower[j], upper[j]);
      this.lows[m] = this.replaced(this.lows[m], before, this.part(this.members[m], j, low, high));
    }
    lower[j] = low;
    upper[j] = high;
  }

  private isEmpty({ lower, upper }: Box, j: number, low: number, high: number): boolean {
    const { members, lows, smallest } = this;
    smallest.fill(Number.POSITIVE_INFINITY);
    for (let m = 0; m < this.near; m++) {
      const before = this.part(members[m], j, lower[j], upper[j]);
      const after = this.part(members[m], j, low, high);
      if (this.insert(this.lengthOf(this.replaced(lows[m], before, after))) && !(this.total() > this.most))
        return false;
    }
    return true;
  }

  /** A sum in which one part takes the place of another that is not larger, rounded down. */
  private replaced(low: number, before: number, after: number): number {
    return after > before ? low + (after - before) - this.rounding * (low + after) : low;
  }

  private lowOf(i: number, { lower, upper }: Box): number {
    const { balls, rounding } = this;
    let low = 0;
    for (let j = 0; j < lower.length; j++) {
      const part = this.part(i, j, lower[j], upper[j]);
      low = balls.norm === "linf" ? Math.max(low, part) : low + part;
    }
    return low * (1 - rounding);
  }

  private part(i: number, j: number, low: number, high: number): number {
    const { norm, centres, scales } = this.balls;
    const centre = centres[i * scales.length + j];
    const length = Math.max(0, low - centre, centre - high) * scales[j];
    return norm === "l2" ? length * length : length;
  }

  private lengthOf(low: number): number {
    return this.balls.norm === "l2" ? Math.sqrt(Math.max(0, low)) : low;
  }

  private insert(length: number): boolean {
    const { smallest, k } = this;
    if (!(length < smallest[k - 1])) return false;
    let s = k - 1;
    for (; s > 0 && smallest[s - 1] > length; s--) smallest[s] = smallest[s - 1];
    smallest[s] = length;
    return true;
  }

  /** The sum of the k smallest lengths, rounded down. */
  private total(): number {
    let total = 0;
    for (let s = 0; s < this.k; s++) total += this.smallest[s];
    return down(total * (1 - this.rounding));
  }
}
