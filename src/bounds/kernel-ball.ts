import type { Box } from "../numeric/box.js";
import { down, gamma, up } from "../numeric/rounding.js";
import type { Balls } from "./balls.js";
import { KernelVertices, powerAbove } from "./kernel-vertices.js";
import { VertexEnvelope } from "./vertex-envelope.js";

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
/** Sums are taken at the vertices of boxes in so many dimensions, and chords in more. */
const MOST_DIMENSIONS = 10;
/** Share of the threshold that kernels may have that are left to constants in one box, and error of affine functions, per sum of the squared half widths or, where that is larger, one. */
const LEFT_OUT = 0.02;
const ENVELOPE_ERROR = 0.01;
/** Edges that are thinner, relative to where they are, are points. */
const THIN = 1e-6;
/** The ball is made anew where an edge has shrunk by so much. */
const WORTHWHILE_SHRINKAGE = 0.05;
/** Chords over exponents beyond it, and kernels that are smaller, are left to constants: there nothing overflows or underflows. */
const LARGEST_EXPONENT = 300;
const SMALLEST_HEIGHT = 1e-200;
const TINY = 1e-290;

/**
 * A ball that holds all points of a box [l, u] at which a sum K of Gaussian kernels is large. The logarithm of K has second derivatives of at least -S^2, so that
 * log K(x) + sum_j S_j^2 (x_j - l_j) (x_j - u_j) / 2 is convex, and equal to log K at the vertices of the box: below every affine function c + b . S (x - m) that is above log K there (those
 * are concave envelopes of vertices: J. E. Falk, K. L. Hoffman, Math. Oper. Res. 1 (1976) 251-259). With h the half widths times S, and m the middle, K >= t implies
 *
 *     |S (x - m) - b|^2 <= |b|^2 + |h|^2 + 2 (c - log t).
 *
 * In many dimensions, chords of the exponentials replace the vertices. With d = S (x - c), c the middle of the box, v_i = S (q_i - c) and
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
  private readonly vertices: KernelVertices | null;
  private readonly envelope: VertexEnvelope;
  /** The box of the vertices, and where in it, from 0 to 1, the affine function is to be small. */
  private readonly box: Box;
  private readonly at: Float64Array;
  private readonly kept: Float64Array;
  private keptRadius = 0;

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
    this.vertices = n <= MOST_DIMENSIONS ? new KernelVertices(level) : null;
    this.envelope = new VertexEnvelope(this.vertices === null ? 0 : n);
    this.box = { lower: new Float64Array(n), upper: new Float64Array(n) };
    this.at = new Float64Array(n);
    this.kept = new Float64Array(n);
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

  /** Where the kernels' sum at x is too small: each variable's share of the exponents' widths, or of the squared half widths, an estimate. */
  gapShares(x: Float64Array, out: Float64Array): boolean {
    const { level, kernels, widths, halfWidths, n } = this;
    if (this.vertices !== null) for (let j = 0; j < n; j++) widths[j] = halfWidths[j] ** 2;
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

  /** Whether the ball is missing, or was made for a box that is larger than this part of it. */
  isStale({ lower, upper }: Box): boolean {
    const { box, balls, vertices } = this;
    if (vertices === null || !(balls.radius < Number.POSITIVE_INFINITY)) return true;
    const share = 1 - WORTHWHILE_SHRINKAGE;
    return lower.some((low, j) => upper[j] - low < share * (box.upper[j] - box.lower[j]));
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
    const total = this.vertices === null ? this.measure() : this.measureTops();
    if (total < this.limit) return false;
    const square = this.vertices === null ? this.alongChords() : this.aboveVertices(box, this.vertices);
    if (square < 0) return false;
    this.makeBall(square);
    return true;
  }

  /** Makes the ball with the affine function that is smallest at a point of the last box, until `restore`; false if it holds no point of the box. */
  sharpen(middle: Float64Array, deviation: Float64Array): boolean {
    const { vertices, at, halfWidths, centre, level, balls, n } = this;
    if (vertices === null) return true;
    this.kept.set(balls.centres);
    this.keptRadius = balls.radius;
    for (let j = 0; j < n; j++) {
      const along = (level.scales[j] * (middle[j] + deviation[j] - centre[j])) / halfWidths[j];
      at[j] = Math.min(1, Math.max(0, 0.5 + 0.5 * along)) || 0;
    }
    const square = this.below(vertices);
    if (square < 0) return false;
    this.makeBall(square);
    return true;
  }

  /** Takes back what `sharpen` did. */
  restore(): void {
    this.balls.centres.set(this.kept);
    this.balls.radius = this.keptRadius;
  }

  private makeBall(square: number): void {
    const { balls, level, centre, shift, n } = this;
    let moved = 0;
    for (let j = 0; j < n; j++) {
      balls.centres[j] = centre[j] + shift[j] / level.scales[j];
      moved += level.scales[j] * (Math.abs(centre[j]) + Math.abs(balls.centres[j])) + Math.abs(shift[j]);
    }
    const radius = up(up(Math.sqrt(square)) + 8 * this.rounding * moved);
    balls.radius = Number.isNaN(radius) ? Number.POSITIVE_INFINITY : radius;
  }

  private alongChords(): number {
    this.addChords();
    const left = down(this.limit - this.rest * (1 + this.totalRounding));
    return left > 0 && this.constant > 0 ? this.place(left) : Number.NaN;
  }

  private aboveVertices({ lower, upper }: Box, vertices: KernelVertices): number {
    this.box.lower.set(lower);
    this.box.upper.set(upper);
    vertices.run(this.box, this.kernels, this.leaveOutSmall());
    this.at.fill(0.5);
    return this.below(vertices);
  }

  /** Puts kernels that are small in the box last, and their sum into the rest; returns how many are left. */
  private leaveOutSmall(): number {
    const { kernels, tops, level } = this;
    let room = LEFT_OUT * this.size() * level.threshold;
    let left = this.count;
    this.rest = 0;
    for (let before = Number.POSITIVE_INFINITY; left < 0.95 * before; ) {
      before = left;
      const small = room / left;
      for (let k = left - 1; k >= 0; k--) {
        const top = tops[k];
        if (!(top < small)) continue;
        room -= top;
        this.rest += top;
        left--;
        const kernel = kernels[k];
        kernels[k] = kernels[left];
        tops[k] = tops[left];
        kernels[left] = kernel;
        tops[left] = top;
      }
    }
    return left;
  }

  /** The sum of the squared half widths, at most 1: what the ball's error is proportional to. */
  private size(): number {
    let size = 0;
    for (let j = 0; j < this.n; j++) size += this.halfWidths[j] ** 2;
    return Math.min(1, size);
  }

  /** Writes the shift of the ball for the affine function that is least where it is to be small, and returns the square of its radius, rounded up. */
  private below({ values }: KernelVertices): number {
    const { envelope, at, shift, box, halfWidths, level, n } = this;
    const left = down(this.limit - this.rest * (1 + this.totalRounding));
    if (!(left > 0.5 * this.limit)) return Number.NaN;
    const constant = envelope.run(values, at, ENVELOPE_ERROR * this.size());
    const logarithm = Math.log(left);
    let total = constant - logarithm;
    let magnitude = 1 + Math.abs(constant) + Math.abs(logarithm);
    let square = 0;
    for (let j = 0; j < n; j++) {
      const h = halfWidths[j];
      const rise = envelope.slopes[j];
      const reach = level.scales[j] * (Math.abs(box.lower[j]) + Math.abs(box.upper[j]));
      const isThin = !(h > THIN * reach);
      shift[j] = isThin ? 0 : (0.5 * rise) / h;
      total += (isThin ? Math.max(0, rise) : 0.5 * rise) + 0.5 * h * h;
      // The middle, and with it the half widths, are rounded relative to the ends.
      magnitude += Math.abs(rise) * (isThin ? 1 : 1 + reach / h) + h * h + reach * h;
      square += shift[j] * shift[j];
    }
    return up(2 * total + square + 8 * this.rounding * (magnitude + square));
  }

  /** Maxima over the box; forgets what is negligible. Returns an upper bound of the kernels' sum over the box. */
  private measureTops(): number {
    const { level, kernels, tops, centre, halfWidths, n, rounding } = this;
    const { scales, centres, weights, threshold } = level;
    const negligible = (FORGOTTEN * threshold) / weights.length;
    let kept = 0;
    let total = 0;
    for (let k = 0; k < this.count; k++) {
      const i = kernels[k];
      let near = 0;
      for (let j = 0, q = i * n; j < n; j++, q++) {
        const outside = Math.abs(scales[j] * (centres[q] - centre[j])) * (1 - rounding) - halfWidths[j];
        if (outside > 0) near += outside * outside;
      }
      const top = weights[i] * powerAbove(0.5 * near * (1 - rounding)) * (1 + rounding);
      if (top < negligible) continue;
      kernels[kept] = i;
      tops[kept++] = top;
      total += top;
    }
    this.count = kept;
    return total * (1 + this.totalRounding);
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
