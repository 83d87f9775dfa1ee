import type { Box } from "../numeric/box.js";
import { down, gamma } from "../numeric/rounding.js";
import { BallMinimum } from "./ball-minimum.js";
import type { Balls } from "./balls.js";

/**
 * The smallest box around the cap that a half-space leaves of a Euclidean ball: each edge is bounded with the half-space's plane added, with the multiplier that is
 * best for ball and half-space alone.
 */
export class BallCaps {
  private readonly n: number;
  private readonly minimum: BallMinimum;
  private readonly combined: Float64Array;
  private readonly margin: number;

  constructor(private readonly balls: Balls) {
    this.n = balls.scales.length;
    this.minimum = new BallMinimum(balls);
    this.combined = new Float64Array(this.n);
    this.margin = 8 * gamma(this.n + 16);
  }

  /**
   * Cuts the box, in which only points of ball i with slopes . (x - middle) <= room matter; returns the largest relative shrinkage, +Infinity if there are none.
   */
  cut(i: number, box: Box, slopes: Float64Array, from: number, middle: Float64Array, room: number): number {
    const { n } = this;
    const { scales, centres, radius } = this.balls;
    let steepness = 0;
    let above = -room;
    let size = Math.abs(room);
    for (let j = 0; j < n; j++) {
      const a = slopes[from + j];
      steepness += (a / scales[j]) ** 2;
      above += a * (centres[i * n + j] - middle[j]);
      size += Math.abs(a) * Math.max(Math.abs(box.lower[j] - middle[j]), Math.abs(box.upper[j] - middle[j]));
    }
    steepness = Math.sqrt(steepness);
    // Where the plane cuts the ball, in radii from its centre.
    const height = above / (radius * steepness);
    if (!(height > -1 && height < 1)) return 0;
    const slant = height / Math.sqrt(1 - height * height);
    let shrinkage = 0;
    for (let j = 0; j < n; j++) {
      const width = box.upper[j] - box.lower[j];
      for (let sign = -1; sign <= 1; sign += 2) {
        const along = (sign * slopes[from + j]) / (scales[j] * scales[j] * steepness);
        const across = Math.sqrt(Math.max(0, 1 / (scales[j] * scales[j]) - along * along));
        const multiplier = (slant * across - along) / steepness;
        if (!(multiplier > 0)) continue;
        for (let l = 0; l < n; l++) this.combined[l] = multiplier * slopes[from + l];
        this.combined[j] += sign;
        this.minimum.start(box, middle, this.combined, 0);
        const least = this.minimum.of(i) - multiplier * room + sign * middle[j];
        const reach = Math.abs(middle[j]) + Math.max(Math.abs(box.lower[j]), Math.abs(box.upper[j]));
        const edge = down(least - this.margin * (multiplier * size + reach));
        if (sign > 0 && edge > box.lower[j]) box.lower[j] = edge;
        else if (sign < 0 && -edge < box.upper[j]) box.upper[j] = -edge;
        if (box.lower[j] > box.upper[j]) return Number.POSITIVE_INFINITY;
      }
      if (width > 0) shrinkage = Math.max(shrinkage, 1 - (box.upper[j] - box.lower[j]) / width);
    }
    return shrinkage;
  }
}
