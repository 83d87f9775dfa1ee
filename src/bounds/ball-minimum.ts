import type { Box } from "../numeric/box.js";
import { down, gamma, up } from "../numeric/rounding.js";
import type { Balls } from "./balls.js";

/** Multipliers that are tried for a Euclidean ball, and the relative error of its square that is good enough. */
const MAX_TRIALS = 8;
const TOLERANCE = 0.03;

/** Covers what rounding may add to magnitudes of zero. */
const TINY = 1e-280;

/**
 * The least that an affine function takes in the part that a ball has of a box, by weak duality: for any multiplier, the minimum over the box of the function plus the
 * multiplier times (distance - radius), squared for Euclidean balls, is a lower bound, and a sum of functions of one variable each. The multiplier is an estimate; the
 * minimum is recomputed with its rounding.
 */
export class BallMinimum {
  /** After `of`: the minimiser found, as deviations from the middle. */
  readonly minimiser: Float64Array;
  private readonly n: number;
  private readonly squares: Float64Array;
  private readonly margin: number;
  private readonly slopes: Float64Array;
  private readonly steps: Float64Array;
  private readonly isSpent: Uint8Array;
  private box: Box;
  private middle: Float64Array;
  /** The dual norm of the slopes in the balls' coordinates. */
  private steepness = 0;
  private overBox = 0;

  constructor(private readonly balls: Balls) {
    const n = balls.scales.length;
    this.n = n;
    this.minimiser = new Float64Array(n);
    this.squares = balls.scales.map((s) => s * s);
    this.margin = 4 * gamma(n + 16);
    this.slopes = new Float64Array(n);
    this.steps = new Float64Array(n);
    this.isSpent = new Uint8Array(n);
    this.middle = this.minimiser;
    this.box = { lower: this.minimiser, upper: this.minimiser };
  }

  /** From now on slopes[from ..] . (x - middle) is meant, over the box. */
  start(box: Box, middle: Float64Array, slopes: Float64Array, from: number): void {
    const { n, balls, squares, steps } = this;
    this.box = box;
    this.middle = middle;
    let steepness = 0;
    let least = 0;
    let size = 0;
    for (let j = 0; j < n; j++) {
      const a = slopes[from + j];
      this.slopes[j] = a;
      steps[j] = a / (2 * squares[j]);
      const rate = Math.abs(a) / balls.scales[j];
      if (balls.norm === "l2") steepness += rate * rate;
      else if (balls.norm === "l1") steepness = Math.max(steepness, rate);
      else steepness += rate;
      least += a > 0 ? a * (box.lower[j] - middle[j]) : a * (box.upper[j] - middle[j]);
      // The middle may be that of a box of which this one is a part.
      size += Math.abs(a) * Math.max(Math.abs(box.lower[j] - middle[j]), Math.abs(box.upper[j] - middle[j]));
    }
    this.steepness = balls.norm === "l2" ? Math.sqrt(steepness) : steepness;
    this.overBox = down(least - this.margin * size - TINY);
  }

  /** A lower bound over the whole ball i. */
  overBall(i: number): number {
    const { n, slopes, middle } = this;
    const { centres, radius } = this.balls;
    let value = -radius * this.steepness;
    let size = -value;
    for (let j = 0, k = i * n; j < n; j++, k++) {
      value += slopes[j] * (centres[k] - middle[j]);
      size += Math.abs(slopes[j]) * (Math.abs(centres[k]) + Math.abs(middle[j]));
    }
    return down(value - this.margin * size - TINY);
  }

  /** A lower bound over the part that ball i has of the box. */
  of(i: number): number {
    const { norm, radius } = this.balls;
    let found: number;
    if (norm === "linf") found = this.linear(i);
    else {
      const multiplier = norm === "l2" ? this.quadraticMultiplier(i) : this.absoluteMultiplier(i);
      if (!(multiplier > 0 && multiplier < Number.POSITIVE_INFINITY)) found = this.alongBox();
      else found = norm === "l2" ? this.quadratic(i, multiplier, radius) : this.absolute(i, multiplier, radius);
    }
    return found > this.overBox ? found : this.overBox;
  }

  private alongBox(): number {
    const { n, slopes, minimiser, middle, box } = this;
    for (let j = 0; j < n; j++) minimiser[j] = (slopes[j] > 0 ? box.lower[j] : box.upper[j]) - middle[j];
    return this.overBox;
  }

  private linear(i: number): number {
    const { n, slopes, middle, minimiser } = this;
    const { lower, upper } = this.box;
    const { centres, scales, radius } = this.balls;
    let value = 0;
    let size = 0;
    for (let j = 0, k = i * n; j < n; j++, k++) {
      const half = up(up(radius) / scales[j]);
      const low = Math.max(lower[j], down(centres[k] - half));
      const high = Math.min(upper[j], up(centres[k] + half));
      minimiser[j] = (slopes[j] > 0 ? low : high) - middle[j];
      value += slopes[j] * minimiser[j];
      size += Math.abs(slopes[j] * minimiser[j]);
    }
    return down(value - this.margin * size - TINY);
  }

  /** The multiplier at which the minimiser over the box lies on the sphere: 0 if that of the function itself lies inside. */
  private quadraticMultiplier(i: number): number {
    const { n, steps, squares, slopes } = this;
    const { lower, upper } = this.box;
    const { centres, radius } = this.balls;
    const limit = radius * radius;
    let corner = 0;
    for (let j = 0, k = i * n; j < n; j++, k++) {
      const d = (slopes[j] > 0 ? lower[j] : upper[j]) - centres[k];
      corner += squares[j] * d * d;
    }
    if (corner <= limit) return 0;
    let multiplier = this.steepness / (2 * radius);
    for (let trial = 0; trial < MAX_TRIALS; trial++) {
      let free = 0;
      let clamped = 0;
      const inverse = 1 / multiplier;
      for (let j = 0, k = i * n; j < n; j++, k++) {
        const q = centres[k];
        const x = q - steps[j] * inverse;
        if (x >= lower[j] && x <= upper[j]) free += squares[j] * (x - q) * (x - q);
        else {
          const d = (x < lower[j] ? lower[j] : upper[j]) - q;
          clamped += squares[j] * d * d;
        }
      }
      const excess = (free + clamped) / limit;
      if (excess > 1 - TOLERANCE && excess < 1 + TOLERANCE) break;
      const ratio = limit > clamped ? Math.sqrt(free / (limit - clamped)) : 4;
      multiplier *= Math.min(4, Math.max(0.1, ratio));
    }
    return multiplier;
  }

  /** The gain per unit of distance at which the radius is spent, the steepest coordinates first; 0 if it is not. */
  private absoluteMultiplier(i: number): number {
    const { n, slopes, isSpent } = this;
    const { lower, upper } = this.box;
    const { centres, scales, radius } = this.balls;
    let room = radius;
    for (let j = 0, k = i * n; j < n; j++, k++) {
      room -= scales[j] * Math.max(0, lower[j] - centres[k], centres[k] - upper[j]);
    }
    isSpent.fill(0);
    for (let turn = 0; turn < n; turn++) {
      let best = -1;
      let most = 0;
      for (let j = 0; j < n; j++) {
        const rate = Math.abs(slopes[j]) / scales[j];
        if (isSpent[j] === 1 || !(rate > most)) continue;
        most = rate;
        best = j;
      }
      if (best < 0) return 0;
      isSpent[best] = 1;
      const start = Math.min(Math.max(centres[i * n + best], lower[best]), upper[best]);
      room -= scales[best] * (slopes[best] > 0 ? start - lower[best] : upper[best] - start);
      if (room <= 0) return most;
    }
    return 0;
  }

  private quadratic(i: number, multiplier: number, radius: number): number {
    const { n, slopes, middle, squares, minimiser } = this;
    const { lower, upper } = this.box;
    const { centres } = this.balls;
    let value = 0;
    let size = 0;
    for (let j = 0, k = i * n; j < n; j++, k++) {
      const a = slopes[j];
      const q = centres[k];
      const low = lower[j];
      const high = upper[j];
      const weight = multiplier * squares[j];
      const t = Math.min(Math.max(q - a / (2 * weight), low), high);
      const d = t - q;
      minimiser[j] = t - middle[j];
      // The tangent at t lies below the convex summand, whether t is its minimiser or not.
      const slope = a + 2 * weight * d;
      value += a * minimiser[j] + weight * d * d + Math.min(slope * (low - t), slope * (high - t));
      size += Math.abs(a * minimiser[j]) + weight * d * d + (Math.abs(a) + 2 * weight * Math.abs(d)) * (high - low);
    }
    const own = multiplier * radius * radius;
    return down(value - own - this.margin * (size + own) - TINY);
  }

  private absolute(i: number, multiplier: number, radius: number): number {
    const { n, slopes, middle, minimiser } = this;
    const { lower, upper } = this.box;
    const { centres, scales } = this.balls;
    let value = 0;
    let size = 0;
    for (let j = 0, k = i * n; j < n; j++, k++) {
      const a = slopes[j];
      const q = centres[k];
      const weight = multiplier * scales[j];
      const inner = Math.min(Math.max(q, lower[j]), upper[j]);
      const outer = a > 0 ? lower[j] : upper[j];
      const atInner = a * (inner - middle[j]) + weight * Math.abs(inner - q);
      const atOuter = a * (outer - middle[j]) + weight * Math.abs(outer - q);
      // Between the two the summand is linear; beyond the inner one both parts grow.
      minimiser[j] = (atOuter < atInner ? outer : inner) - middle[j];
      value += Math.min(atInner, atOuter);
      size += Math.abs(a) * (Math.abs(inner - middle[j]) + Math.abs(outer - middle[j]));
      size += weight * (Math.abs(inner - q) + Math.abs(outer - q));
    }
    const own = multiplier * radius;
    return down(value - own - this.margin * (size + own) - TINY);
  }
}
