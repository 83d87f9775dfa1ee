import type { Box } from "../numeric/box.js";
import { BallCover } from "./ball-cover.js";
import { KernelBall, type KernelLevel } from "./kernel-ball.js";

/** The ball is made anew for what is left of the box so often, as long as an edge shrinks by so much. */
const MAX_ROUNDS = 4;
const WORTHWHILE_SHRINKAGE = 0.05;

/** A single ball that holds all points of a box where a sum of kernels is large; the record is of kernels that are not negligible there. */
export class KernelCover extends BallCover {
  private readonly ball: KernelBall;

  constructor(level: KernelLevel) {
    const ball = new KernelBall(level);
    super(ball.balls);
    this.ball = ball;
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
      if (!this.ball.find(box)) return Number.POSITIVE_INFINITY;
      const found = super.contract(box);
      shrinkage = Math.max(shrinkage, found);
      if (found < WORTHWHILE_SHRINKAGE || found === Number.POSITIVE_INFINITY) break;
    }
    return shrinkage;
  }
}
