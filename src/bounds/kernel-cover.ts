import type { Box } from "../numeric/box.js";
import { BallCover } from "./ball-cover.js";
import { KernelBall, type KernelLevel } from "./kernel-ball.js";

/** The ball is made anew for what is left of the box so often, as long as an edge shrinks by so much. */
const MAX_ROUNDS = 4;
const WORTHWHILE_SHRINKAGE = 0.05;
/** Balls are made for one function so often, as long as that closes so much of the gap. */
const MAX_TURNS = 2;
const WORTHWHILE_GAIN = 0.1;

/** A single ball that holds all points of a box where a sum of kernels is large; the record is of kernels that are not negligible there. */
export class KernelCover extends BallCover {
  private readonly ball: KernelBall;
  private readonly best: Float64Array;

  constructor(level: KernelLevel) {
    const ball = new KernelBall(level);
    super(ball.balls);
    this.ball = ball;
    this.best = new Float64Array(level.scales.length);
  }

  override begin(record: Int32Array | null): void {
    super.begin(null);
    this.ball.begin(record);
  }

  override record(): Int32Array {
    return this.ball.record();
  }

  override gapShares(x: Float64Array, out: Float64Array): boolean {
    return this.ball.gapShares(x, out);
  }

  override contract(box: Box): number {
    let shrinkage = 0;
    for (let round = 0; round < MAX_ROUNDS; round++) {
      if (this.ball.isStale(box) && !this.ball.find(box)) return Number.POSITIVE_INFINITY;
      const found = super.contract(box);
      shrinkage = Math.max(shrinkage, found);
      if (found < WORTHWHILE_SHRINKAGE || found === Number.POSITIVE_INFINITY) break;
    }
    return shrinkage;
  }

  /** Makes balls for the function's minimisers, until that gains little. */
  sharpen(box: Box, constant: number, slopes: Float64Array, from: number, middle: Float64Array, limit: number): number {
    const { ball, best: place } = this;
    let best = this.discard(box, constant, slopes, from, middle, limit);
    for (let turn = 0; turn < MAX_TURNS && best <= limit && best > Number.NEGATIVE_INFINITY; turn++) {
      place.set(this.minimiser);
      if (!ball.sharpen(middle, place)) return Number.POSITIVE_INFINITY;
      const own = this.discard(box, constant, slopes, from, middle, limit);
      if (!(own > best)) {
        ball.restore();
        this.minimiser.set(place);
        super.begin(null);
        break;
      }
      const gain = own - best;
      best = own;
      if (!(gain > WORTHWHILE_GAIN * (limit - best + gain))) break;
    }
    return best;
  }
}
