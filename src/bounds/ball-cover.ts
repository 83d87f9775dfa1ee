import type { Box } from "../numeric/box.js";
import { down, gamma, up } from "../numeric/rounding.js";
import { BallCaps } from "./ball-caps.js";
import { BallMinimum } from "./ball-minimum.js";
import type { Balls } from "./balls.js";
import type { Cover } from "./cover.js";

/** Boxes and what is left of the balls in them are cut by each other so often, as long as an edge shrinks by so much. */
const MAX_ROUNDS = 4;
const WORTHWHILE_SHRINKAGE = 0.05;
/** More balls than these cost more to bound functionals over than they gain. */
const MOST_BALLS = 8;

/**
 * Balls that hold all points of interest: those that reach into a box, the smallest box around what they have of it, and the least that affine
 * functions take there. Which of them still matter is known to a box's parts.
 */
export class BallCover implements Cover {
  readonly minimiser: Float64Array;
  /** The balls that still matter: the first `count` of `live`. */
  protected readonly live: Int32Array;
  count = 0;
  private readonly n: number;
  private readonly own: Float64Array;
  private readonly hull: Box;
  private readonly middle: Float64Array;
  private readonly minimum: BallMinimum;
  private readonly caps: BallCaps;
  private readonly margin: number;
  private box: Box;

  constructor(readonly balls: Balls) {
    this.n = balls.scales.length;
    this.live = new Int32Array(balls.centres.length / this.n);
    this.minimiser = new Float64Array(this.n);
    this.own = new Float64Array(this.n);
    this.middle = new Float64Array(this.n);
    this.hull = { lower: new Float64Array(this.n), upper: new Float64Array(this.n) };
    this.box = this.hull;
    this.minimum = new BallMinimum(balls);
    this.caps = new BallCaps(balls);
    this.margin = gamma(this.n + 16);
  }

  /** All balls matter, or those of a record made in a box that contains the next one. */
  begin(record: Int32Array | null): void {
    const { live } = this;
    this.count = record === null ? live.length : record.length;
    if (record !== null) live.set(record);
    else for (let k = 0; k < live.length; k++) live[k] = k;
  }

  record(): Int32Array {
    return this.live.slice(0, this.count);
  }

  over(box: Box): boolean {
    if (this.count > MOST_BALLS || !(this.balls.radius < Number.POSITIVE_INFINITY)) return false;
    this.box = box;
    for (let j = 0; j < this.n; j++) this.middle[j] = 0.5 * box.lower[j] + 0.5 * box.upper[j];
    return true;
  }

  of(slopes: Float64Array, from: number): number {
    const { minimum, live } = this;
    minimum.start(this.box, this.middle, slopes, from);
    let least = Number.POSITIVE_INFINITY;
    for (let k = 0; k < this.count; k++) {
      if (minimum.overBall(live[k]) >= least) continue;
      const bound = minimum.of(live[k]);
      if (Number.isNaN(bound)) return Number.NEGATIVE_INFINITY;
      if (bound >= least) continue;
      least = bound;
      this.minimiser.set(minimum.minimiser);
    }
    return least;
  }

  /** Writes how much each variable adds to what balls hold besides points of interest near x; returns whether they do. */
  gapShares(_x: Float64Array, _out: Float64Array): boolean {
    return false;
  }

  /** Forgets balls that do not reach into the box and cuts it; returns the largest relative shrinkage, +Infinity if nothing is left. */
  contract(box: Box): number {
    let shrinkage = 0;
    for (let round = 0; round < MAX_ROUNDS; round++) {
      const found = this.cutToReach(box);
      shrinkage = Math.max(shrinkage, found);
      if (found < WORTHWHILE_SHRINKAGE || found === Number.POSITIVE_INFINITY) break;
    }
    return shrinkage;
  }

  /**
   * Forgets balls in whose part of the box constant + slopes . (x - middle) is above the limit; returns a lower bound of it over the others, +Infinity
   * if there are none. Leaves their minimiser behind.
   */
  discard(box: Box, constant: number, slopes: Float64Array, from: number, middle: Float64Array, limit: number): number {
    const { live, minimum } = this;
    if (!(this.balls.radius < Number.POSITIVE_INFINITY)) return Number.NEGATIVE_INFINITY;
    minimum.start(box, middle, slopes, from);
    let kept = 0;
    let least = Number.POSITIVE_INFINITY;
    for (let k = 0; k < this.count; k++) {
      if (down(constant + minimum.overBall(live[k])) > limit) continue;
      const bound = down(constant + minimum.of(live[k]));
      if (bound > limit) continue;
      live[kept++] = live[k];
      if (Number.isNaN(bound)) least = Number.NEGATIVE_INFINITY;
      else if (bound < least) {
        least = bound;
        this.minimiser.set(minimum.minimiser);
      }
    }
    this.count = kept;
    return least;
  }

  /**
   * Cuts the box around what constant + slopes . (x - middle) <= limit leaves of the only ball; returns the largest relative shrinkage, +Infinity if nothing is left; 0
   * where there are more balls, or others than Euclidean ones.
   */
  cutCap(box: Box, constant: number, slopes: Float64Array, from: number, middle: Float64Array, limit: number): number {
    const { balls, count, live, caps } = this;
    const room = up(limit - constant);
    const isKnown = balls.radius < Number.POSITIVE_INFINITY && room < Number.POSITIVE_INFINITY;
    return count === 1 && isKnown && balls.norm === "l2" ? caps.cut(live[0], box, slopes, from, middle, room) : 0;
  }

  /** Which balls reach into the box, and the hull of what they have of it. */
  private cutToReach(box: Box): number {
    const { live, hull, n } = this;
    hull.lower.fill(Number.POSITIVE_INFINITY);
    hull.upper.fill(Number.NEGATIVE_INFINITY);
    let kept = 0;
    for (let k = 0; k < this.count; k++) if (this.reaches(live[k], box)) live[kept++] = live[k];
    this.count = kept;
    if (kept === 0) return Number.POSITIVE_INFINITY;
    let most = 0;
    for (let j = 0; j < n; j++) {
      const width = box.upper[j] - box.lower[j];
      const low = Math.max(box.lower[j], hull.lower[j]);
      const high = Math.min(box.upper[j], hull.upper[j]);
      if (low > high) return Number.POSITIVE_INFINITY;
      if (width > 0) most = Math.max(most, 1 - (high - low) / width);
      box.lower[j] = low;
      box.upper[j] = high;
    }
    return most;
  }

  /** Whether ball i may have points in the box, which are added to the hull then. */
  private reaches(i: number, { lower, upper }: Box): boolean {
    const { n, own, hull, margin } = this;
    const { norm, centres, scales, radius } = this.balls;
    let total = 0;
    for (let j = 0, k = i * n; j < n; j++, k++) {
      const part = Math.max(0, lower[j] - centres[k], centres[k] - upper[j]) * scales[j];
      own[j] = norm === "l2" ? part * part : part;
      total = norm === "linf" ? Math.max(total, part) : total + own[j];
    }
    const size = norm === "l2" ? up(radius * radius) : radius;
    if (total * (1 - margin) > size) return false;
    for (let j = 0, k = i * n; j < n; j++, k++) {
      // What the other coordinates leave of the radius.
      const room = norm === "linf" ? size : Math.max(0, size - (total - own[j]) + margin * (total + size));
      const half = up(up(norm === "l2" ? up(Math.sqrt(room)) : room) / scales[j]);
      const low = Math.max(lower[j], down(centres[k] - half));
      const high = Math.min(upper[j], up(centres[k] + half));
      if (low < hull.lower[j]) hull.lower[j] = low;
      if (high > hull.upper[j]) hull.upper[j] = high;
    }
    return true;
  }
}
