import type { Box } from "../numeric/box.js";
import { down, gamma, UNIT_ROUNDOFF } from "../numeric/rounding.js";
import { factorize, solve } from "../predictors/gaussian-process/cholesky.js";

/** |A x + b| <= radius, in which A and b are off by so much that |A x + b| is by `moved` at most, over all boxes that are asked for. */
export interface Ellipsoid {
  /** A, forms x inputs row-major, and b. */
  readonly forms: Float64Array;
  readonly shifts: Float64Array;
  readonly moved: number;
}

/** Guesses at which coordinates lie at the box's edges in a minimiser. */
const MAX_ROUNDS = 12;
/** After these, which may run in circles, one coordinate changes at a time. */
const BOLD_ROUNDS = 4;
/** Added to the diagonal of A'A, relative to it: a cylinder has directions without end. */
const RIDGE = 1e-10;
/** Covers what rounding may add to magnitudes of zero. */
const TINY = 1e-280;

/**
 * The least that affine functions take in the part that an ellipsoid has of a box, by weak duality: for any vector u
 *
 *     s . d = (s - A'u) . d + u . (A x + b) - u . (A m + b) >= -sum_j h_j |s_j - (A'u)_j| - radius |u| - u . (A m + b)
 *
 * with m the middle of the box, d = x - m, h its half widths. The u of a minimiser comes from an active-set method, which is an estimate; the bound is computed anew with its
 * rounding.
 */
export class EllipsoidMinimum {
  /** After `of`: the minimiser found, as deviations from the middle. */
  readonly minimiser: Float64Array;
  private readonly n: number;
  private readonly r: number;
  /** A'A. */
  private readonly gram: Float64Array;
  private readonly middle: Float64Array;
  private readonly halfWidths: Float64Array;
  /** A m + b, and the sums of magnitudes in it. */
  private readonly residual: Float64Array;
  private readonly residualSizes: Float64Array;
  /** A'(A m + b). */
  private readonly pull: Float64Array;
  private readonly margin: number;
  private readonly step: Float64Array;
  /** -1, 1: the coordinate is at that edge of the box; 0: it is free. */
  private readonly edges: Int8Array;
  private readonly free: Int32Array;
  private readonly system: Float64Array;
  private readonly steepest: Float64Array;
  private readonly nearest: Float64Array;
  /** A d + A m + b, and u. */
  private readonly image: Float64Array;
  private readonly multipliers: Float64Array;

  constructor(private readonly ellipsoid: Ellipsoid) {
    const { forms, shifts } = ellipsoid;
    const r = shifts.length;
    const n = forms.length / r;
    this.n = n;
    this.r = r;
    this.gram = new Float64Array(n * n);
    for (let i = 0; i < r; i++) {
      for (let j = 0; j < n; j++) {
        for (let k = 0; k < n; k++) this.gram[j * n + k] += forms[i * n + j] * forms[i * n + k];
      }
    }
    this.margin = 4 * gamma(n + r + 16);
    this.minimiser = new Float64Array(n);
    this.middle = new Float64Array(n);
    this.halfWidths = new Float64Array(n);
    this.residual = new Float64Array(r);
    this.residualSizes = new Float64Array(r);
    this.pull = new Float64Array(n);
    this.step = new Float64Array(n);
    this.edges = new Int8Array(n);
    this.free = new Int32Array(n);
    this.system = new Float64Array(n * n);
    this.steepest = new Float64Array(n);
    this.nearest = new Float64Array(n);
    this.image = new Float64Array(r);
    this.multipliers = new Float64Array(r);
  }

  /** From now on deviations from the middle of this box are meant, which is read here and now. */
  over({ lower, upper }: Box): void {
    const { n, r, middle, halfWidths, residual, residualSizes, pull } = this;
    const { forms, shifts } = this.ellipsoid;
    for (let j = 0; j < n; j++) {
      middle[j] = 0.5 * lower[j] + 0.5 * upper[j];
      halfWidths[j] = Math.max(upper[j] - middle[j], middle[j] - lower[j]) * (1 + 4 * UNIT_ROUNDOFF);
    }
    pull.fill(0);
    for (let i = 0; i < r; i++) {
      let value = shifts[i];
      let size = Math.abs(value);
      for (let j = 0, k = i * n; j < n; j++, k++) {
        const term = forms[k] * middle[j];
        value += term;
        size += Math.abs(term);
      }
      residual[i] = value;
      residualSizes[i] = size;
      for (let j = 0, k = i * n; j < n; j++, k++) pull[j] += forms[k] * value;
    }
  }

  /** Lower bound of slopes[from ..] . d over what box and ellipsoid have in common. */
  of(slopes: Float64Array, from: number, radius: number): number {
    const { n, edges, step, halfWidths, minimiser, margin } = this;
    let overBox = 0;
    for (let j = 0; j < n; j++) {
      const slope = slopes[from + j];
      step[j] = slope > 0 ? -halfWidths[j] : halfWidths[j];
      minimiser[j] = step[j];
      overBox -= Math.abs(slope) * halfWidths[j];
    }
    overBox = down(overBox * (1 + margin) - TINY);
    if (!(radius < Number.POSITIVE_INFINITY) || this.measure() <= radius * radius) return overBox;
    let best = overBox;
    edges.fill(0);
    let isRestarted = false;
    for (let round = 0; round < MAX_ROUNDS; round++) {
      const isSolved = this.solveFree(slopes, from, radius);
      if (!isSolved && !this.leaveCorner(slopes, from, radius)) {
        if (isRestarted) break;
        // From the corner where the slopes are least, which lies outside, there is always a way.
        isRestarted = true;
        for (let j = 0; j < n; j++) {
          edges[j] = slopes[from + j] > 0 ? -1 : 1;
          step[j] = edges[j] * halfWidths[j];
        }
        this.measure();
        if (!this.leaveCorner(slopes, from, radius)) break;
      }
      const bound = this.boundWith(slopes, from, radius);
      if (bound > best) {
        best = bound;
        for (let j = 0; j < n; j++) minimiser[j] = Math.min(halfWidths[j], Math.max(-halfWidths[j], step[j]));
      }
      if (!this.moveEdges(slopes, from, round >= BOLD_ROUNDS) && isSolved) break;
    }
    return best;
  }

  /** Lower bound of |A x + b|, as A and b are stored, over the box. */
  distance(): number {
    const { n, r, edges, image, multipliers, halfWidths, residual, residualSizes, margin, ellipsoid } = this;
    edges.fill(0);
    let best = 0;
    for (let round = 0; round < MAX_ROUNDS; round++) {
      if (!this.solveFree(null, 0, 0)) break;
      const length = Math.sqrt(this.measure());
      if (!(length > 0)) break;
      let value = 0;
      let size = 0;
      for (let i = 0; i < r; i++) {
        // Along the image: |v| >= u . v for |u| <= 1.
        multipliers[i] = image[i] / length;
        value += multipliers[i] * residual[i];
        size += Math.abs(multipliers[i]) * residualSizes[i];
      }
      for (let j = 0; j < n; j++) {
        let sum = 0;
        let magnitude = 0;
        for (let i = 0; i < r; i++) {
          const term = ellipsoid.forms[i * n + j] * multipliers[i];
          sum += term;
          magnitude += Math.abs(term);
        }
        value -= halfWidths[j] * Math.abs(sum);
        size += halfWidths[j] * magnitude;
      }
      const bound = down(down(value - margin * size - TINY) * (1 - margin));
      if (bound > best) best = bound;
      for (let i = 0; i < r; i++) multipliers[i] = -image[i];
      if (!this.moveEdges(null, 0, round >= BOLD_ROUNDS)) break;
    }
    return best;
  }

  /** The bound with the multipliers as they are. */
  private boundWith(slopes: Float64Array, from: number, radius: number): number {
    const { n, r, multipliers, halfWidths, residual, residualSizes, margin } = this;
    const { forms } = this.ellipsoid;
    let value = 0;
    let size = 0;
    let square = 0;
    for (let i = 0; i < r; i++) {
      const u = multipliers[i];
      square += u * u;
      value -= u * residual[i];
      size += Math.abs(u) * residualSizes[i];
    }
    const reach = radius * Math.sqrt(square);
    value -= reach;
    size += reach;
    for (let j = 0; j < n; j++) {
      let left = slopes[from + j];
      let magnitude = Math.abs(left);
      for (let i = 0, k = j; i < r; i++, k += n) {
        const term = forms[k] * multipliers[i];
        left -= term;
        magnitude += Math.abs(term);
      }
      value -= halfWidths[j] * Math.abs(left);
      size += halfWidths[j] * magnitude;
    }
    return down(value - margin * size - TINY);
  }

  /**
   * With the coordinates at edges where they are, moves the free ones to where the slopes are least on the ellipsoid (null: to where |A x + b| is), and writes image and multipliers.
   * False if there is no such place.
   */
  private solveFree(slopes: Float64Array | null, from: number, radius: number): boolean {
    const { n, edges, free, system, gram, pull, step, steepest, nearest, halfWidths, image, multipliers } = this;
    let count = 0;
    for (let j = 0; j < n; j++) {
      step[j] = edges[j] * halfWidths[j];
      if (edges[j] === 0) free[count++] = j;
    }
    for (let p = 0; p < count; p++) {
      const j = free[p];
      let right = pull[j];
      for (let k = 0; k < n; k++) if (edges[k] !== 0) right += gram[j * n + k] * step[k];
      nearest[p] = -right;
      steepest[p] = slopes === null ? 0 : slopes[from + j];
      for (let q = 0; q <= p; q++) system[p * count + q] = gram[j * n + free[q]];
      system[p * count + p] *= 1 + RIDGE;
    }
    if (count > 0 && factorize(system, count) >= 0) return false;
    solve(system, count, nearest);
    for (let p = 0; p < count; p++) step[free[p]] = nearest[p];
    const square = this.measure();
    if (slopes === null) return true;
    let rate = 0;
    for (let p = 0; p < count; p++) rate += steepest[p] * steepest[p];
    if (!(rate > 0)) return false;
    solve(system, count, steepest);
    rate = 0;
    for (let p = 0; p < count; p++) rate += steepest[p] * slopes[from + free[p]];
    const room = radius * radius - square;
    // Where the edges at hand leave nothing of the ellipsoid, the multiplier is large, so that some of them are left again.
    const length = Math.sqrt(Math.max(room, 1e-6 * radius * radius) / rate);
    if (!(length > 0 && length < Number.POSITIVE_INFINITY)) return false;
    for (let p = 0; p < count; p++) step[free[p]] -= length * steepest[p];
    this.measure();
    for (let i = 0; i < image.length; i++) multipliers[i] = -image[i] / length;
    return true;
  }

  /** Of the multipliers along the image of a corner those with the best bound, at which one coordinate is free; false if it is none. */
  private leaveCorner(slopes: Float64Array, from: number, radius: number): boolean {
    const { n, r, edges, halfWidths, image, residual, multipliers, steepest, ellipsoid } = this;
    let square = 0;
    let along = 0;
    steepest.fill(0);
    for (let i = 0; i < r; i++) {
      square += image[i] * image[i];
      along += image[i] * residual[i];
      for (let j = 0, k = i * n; j < n; j++, k++) steepest[j] += ellipsoid.forms[k] * image[i];
    }
    const rate = along - radius * Math.sqrt(square);
    let place = -1;
    let best = Number.NEGATIVE_INFINITY;
    let factor = 0;
    for (let j = 0; j < n; j++) {
      const own = -slopes[from + j] / steepest[j];
      if (edges[j] === 0) return false;
      if (!(own > 0 && own < Number.POSITIVE_INFINITY)) continue;
      let value = own * rate;
      for (let k = 0; k < n; k++) value -= halfWidths[k] * Math.abs(slopes[from + k] + own * steepest[k]);
      if (!(value > best)) continue;
      best = value;
      factor = own;
      place = j;
    }
    if (place < 0) return false;
    edges[place] = 0;
    for (let i = 0; i < r; i++) multipliers[i] = -factor * image[i];
    return true;
  }

  /** Puts free coordinates outside of the box at its edges, and frees those that the multipliers pull inward, or the first of them only; whether there were any. */
  private moveEdges(slopes: Float64Array | null, from: number, isCareful: boolean): boolean {
    const { n, r, edges, step, halfWidths, multipliers, ellipsoid } = this;
    let hasMoved = false;
    for (let j = 0; j < n && !(hasMoved && isCareful); j++) {
      if (edges[j] !== 0 || !(Math.abs(step[j]) > halfWidths[j])) continue;
      edges[j] = step[j] > 0 ? 2 : -2;
      hasMoved = true;
    }
    for (let j = 0; j < n && !(hasMoved && isCareful); j++) {
      if (Math.abs(edges[j]) !== 1) continue;
      let left = slopes === null ? 0 : slopes[from + j];
      for (let i = 0, k = j; i < r; i++, k += n) left -= ellipsoid.forms[k] * multipliers[i];
      if (!(left * edges[j] > 0)) continue;
      edges[j] = 0;
      hasMoved = true;
    }
    for (let j = 0; j < n; j++) edges[j] = Math.sign(edges[j]);
    return hasMoved;
  }

  /** Writes the image of `step` and returns its square. */
  private measure(): number {
    const { n, r, step, image, residual, ellipsoid } = this;
    let square = 0;
    for (let i = 0; i < r; i++) {
      let value = residual[i];
      for (let j = 0, k = i * n; j < n; j++, k++) value += ellipsoid.forms[k] * step[j];
      image[i] = value;
      square += value * value;
    }
    return square;
  }
}
