import type { Box } from "../numeric/box.js";
import { down, gamma, up } from "../numeric/rounding.js";
import type { Balls } from "./balls.js";

/** sum_i weights_i exp(-|S (x - q_i)|^2 / 2) >= threshold, S diagonal and positive, weights not negative, threshold positive. */
export interface KernelLevel {
  /** q_i, count x inputs row-major. */
  readonly centres: Float64Array;
  readonly scales: Float64Array;
  readonly weights: Float64Array;
  readonly threshold: number;
}

/** Share of the threshold that all kernels together may have that are forgotten on the way to a box. */
const FORGOTTEN = 1e-6;
/** Chords over exponents beyond it, and kernels that are smaller, are left to constants: there nothing overflows or underflows. */
const LARGEST_EXPONENT = 300;
const SMALLEST_HEIGHT = 1e-200;
const TINY = 1e-290;

/**
 * A ball that holds all points of a box at which a sum of Gaussian kernels is large. With d = S (x - c), c the middle of the box, v_i = S (q_i - c) and
 * W_i = w_i exp(-|v_i|^2 / 2), the sum is exp(-|d|^2 / 2 + v . d) sum_i W_i exp((v_i - v) . d) for any v. The last exponentials lie below their chords over box and
 * previous ball, those of distant kernels below constants, which the threshold t loses: A + b . d is at least their sum, log(A + b . d) at most log A + b . d / A, and so
 *
 *     |d - v - b / A|^2 <= 2 log(A / t) + |v + b / A|^2.
 *
 * With v the mean of the v_i with weights W_i, as in the mean shift (K. Fukunaga, L. D. Hostetler, IEEE Trans. Inf. Theory 21 (1975) 32-40), the error is of second order in the box's size.
 */
export class KernelBall {
  readonly balls: Balls;
  /** The first `count` are not negligible. */
  private readonly kernels: Int32Array;
  private count = 0;
  /** Per kernel that is left: v_i, W_i, and its maximum over the box. */
  private readonly offsets: Float64Array;
  private readonly heights: Float64Array;
  private readonly tops: Float64Array;
  private readonly tilt: Float64Array;
  private readonly sum: Float64Array;
  private readonly centre: Float64Array;
  private readonly halfWidths: Float64Array;
  /** From c to the ball's centre, times S. */
  private readonly shift: Float64Array;
  /** Per variable, how much it adds to the widths of the exponents, weighted by the kernels. */
  private readonly widths: Float64Array;
  private readonly n: number;
  private readonly rounding: number;
  private readonly limit: number;
  private readonly totalRounding: number;
  private hasBall = false;
  /** A, what it may be too small by, and the sum of the constants. */
  private constant = 0;
  private error = 0;
  private rest = 0;

  constructor(private readonly level: KernelLevel) {
    const n = level.scales.length;
    const count = level.weights.length;
    this.n = n;
    this.balls = { norm: "l2", centres: new Float64Array(n), scales: level.scales, radius: Number.POSITIVE_INFINITY };
    this.kernels = new Int32Array(count);
    this.offsets = new Float64Array(count * n);
    this.heights = new Float64Array(count);
    this.tops = new Float64Array(count);
    this.tilt = new Float64Array(n);
    this.sum = new Float64Array(n);
    this.centre = new Float64Array(n);
    this.halfWidths = new Float64Array(n);
    this.shift = new Float64Array(n);
    this.widths = new Float64Array(n);
    this.rounding = gamma(4 * n + 64);
    this.totalRounding = 4 * gamma(count + 4 * n + 64);
    this.limit = down(level.threshold * (1 - 2 * FORGOTTEN));
  }

  /** Nothing is known, or what a record says that was made in a box that contains the next one. */
  begin(record: Int32Array | null): void {
    const { kernels } = this;
    this.balls.radius = Number.POSITIVE_INFINITY;
    this.count = record === null ? kernels.length : record.length;
    if (record !== null) kernels.set(record);
    else for (let k = 0; k < kernels.length; k++) kernels[k] = k;
  }

  record(): Int32Array {
    return this.kernels.slice(0, this.count);
  }

  /** Where the kernels' sum at x is too small: each variable's share of the exponents' widths, an estimate. */
  gapShares(x: Float64Array, out: Float64Array): boolean {
    const { level, kernels, widths, n } = this;
    let sum = 0;
    for (let k = 0; k < this.count; k++) {
      let square = 0;
      for (let j = 0, q = kernels[k] * n; j < n; j++, q++) {
        const part = level.scales[j] * (x[j] - level.centres[q]);
        square += part * part;
      }
      sum += level.weights[kernels[k]] * Math.exp(-0.5 * square);
    }
    let total = 0;
    for (let j = 0; j < n; j++) total += widths[j];
    if (!(sum < level.threshold && total > 0)) return false;
    for (let j = 0; j < n; j++) out[j] = widths[j] / total;
    return true;
  }

  /** Makes the ball; false if it holds no point of the box. */
  find(box: Box): boolean {
    const { balls, level, centre, halfWidths, shift, n } = this;
    this.hasBall = balls.radius < Number.POSITIVE_INFINITY;
    for (let j = 0; j < n; j++) {
      centre[j] = 0.5 * box.lower[j] + 0.5 * box.upper[j];
      halfWidths[j] = up(level.scales[j] * up(Math.max(box.upper[j] - centre[j], centre[j] - box.lower[j])));
      if (this.hasBall) shift[j] = level.scales[j] * (balls.centres[j] - centre[j]);
    }
    const total = this.measure();
    if (total < this.limit) return false;
    this.addChords();
    const left = down(this.limit - this.rest * (1 + this.totalRounding));
    const square = left > 0 && this.constant > 0 ? this.place(left) : Number.NaN;
    if (square < 0) return false;
    let moved = 0;
    for (let j = 0; j < n; j++) {
      balls.centres[j] = centre[j] + shift[j] / level.scales[j];
      moved += level.scales[j] * (Math.abs(centre[j]) + Math.abs(balls.centres[j])) + Math.abs(shift[j]);
    }
    const radius = up(up(Math.sqrt(square)) + 8 * this.rounding * moved);
    balls.radius = Number.isNaN(radius) ? Number.POSITIVE_INFINITY : radius;
    return true;
  }

  /** Offsets, heights, maxima and tilt; forgets what is negligible. Returns an upper bound of the kernels' sum over the box. */
  private measure(): number {
    const { level, kernels, offsets, heights, tops, tilt, centre, halfWidths, n, rounding } = this;
    const { scales, centres, weights, threshold } = level;
    const negligible = (FORGOTTEN * threshold) / weights.length;
    let kept = 0;
    let total = 0;
    let weight = 0;
    tilt.fill(0);
    for (let k = 0; k < this.count; k++) {
      const i = kernels[k];
      let square = 0;
      let near = 0;
      for (let j = 0, q = i * n, to = kept * n; j < n; j++, q++, to++) {
        const v = scales[j] * (centres[q] - centre[j]);
        offsets[to] = v;
        square += v * v;
        const outside = Math.max(0, Math.abs(v) * (1 - rounding) - halfWidths[j]);
        near += outside * outside;
      }
      const top = weights[i] * Math.exp(-0.5 * near * (1 - rounding)) * (1 + rounding);
      if (top < negligible) continue;
      kernels[kept] = i;
      tops[kept] = top;
      heights[kept] = weights[i] * Math.exp(-0.5 * square);
      total += top;
      weight += heights[kept];
      for (let j = 0; j < n; j++) tilt[j] += heights[kept] * offsets[kept * n + j];
      kept++;
    }
    this.count = kept;
    for (let j = 0; j < n; j++) tilt[j] = weight > 0 ? tilt[j] / weight : 0;
    return total * (1 + this.totalRounding);
  }

  private addChords(): void {
    const { offsets, heights, tops, tilt, sum, shift, halfWidths, n, balls, hasBall, rounding } = this;
    this.constant = 0;
    this.error = 0;
    this.rest = 0;
    sum.fill(0);
    this.widths.fill(0);
    for (let k = 0; k < this.count; k++) {
      let span = 0;
      let size = 2;
      let square = 0;
      let along = 0;
      let alongSize = 0;
      for (let j = 0, q = k * n; j < n; j++, q++) {
        const v = offsets[q];
        const delta = v - tilt[j];
        span += Math.abs(delta) * halfWidths[j];
        size += v * v + (Math.abs(v) + Math.abs(tilt[j])) * halfWidths[j];
        square += delta * delta;
        along += delta * shift[j];
        alongSize += Math.abs(delta * shift[j]);
      }
      span *= 1 + rounding;
      let low = -span;
      let high = span;
      if (hasBall) {
        const reach = Math.sqrt(square) * balls.radius;
        const slack = 4 * rounding * (alongSize + reach);
        const left = Math.max(low, along - reach - slack);
        const right = Math.min(high, along + reach + slack);
        if (left <= right) {
          low = left;
          high = right;
        }
      }
      const height = heights[k];
      for (let j = 0, q = k * n; j < n; j++, q++) {
        this.widths[j] += tops[k] * Math.abs(offsets[q] - tilt[j]) * halfWidths[j];
      }
      const atLow = Math.exp(low);
      const atHigh = Math.exp(high);
      const slope = high - low > 1e-6 ? (atHigh - atLow) / (high - low) : atLow;
      // Any slope will do: what lies above the line at both ends lies above it between them.
      const own = height * Math.max(atLow - slope * low, atHigh - slope * high);
      if (!(span < LARGEST_EXPONENT && height > SMALLEST_HEIGHT && own < tops[k])) {
        this.rest += tops[k];
        continue;
      }
      this.constant += own;
      this.error += height * (atLow + atHigh + slope * span) * size;
      for (let j = 0, q = k * n; j < n; j++, q++) sum[j] += height * slope * (offsets[q] - tilt[j]);
    }
  }

  /** Writes the shift of the new ball and returns the square of its radius, rounded up. */
  private place(left: number): number {
    const { tilt, sum, shift, halfWidths, n } = this;
    const most = up(this.constant + this.totalRounding * this.error + TINY);
    const logarithm = Math.log(up(most / left));
    let square = 0;
    let magnitude = Math.abs(logarithm) + 1;
    for (let j = 0; j < n; j++) {
      const mean = sum[j] / most;
      shift[j] = tilt[j] + mean;
      square += shift[j] * shift[j];
      magnitude += (Math.abs(tilt[j]) + Math.abs(mean) + Math.abs(shift[j])) * halfWidths[j];
    }
    return up(2 * logarithm + square + 4 * this.rounding * (magnitude + square));
  }
}
