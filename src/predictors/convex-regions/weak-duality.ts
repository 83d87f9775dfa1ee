import type { Box } from "../../numeric/box.js";
import { down, gamma } from "../../numeric/rounding.js";
import type { RegionSet } from "./region-set.js";

/**
 * Weak duality on one region: for all multipliers lambda >= 0 of its rows,
 *
 *     weight * model(x) + tilt . x >= min over the box of  weight * model + tilt . x + sum lambda_i (a_i . x - limit_i),
 *
 * and squares are replaced by a line each, so that the right side is a sum over the inputs. Holds whatever the multipliers and tangents
 * are: the margin is taken from the magnitudes of all that is added.
 */
export class WeakDuality {
  /** Per row of the region. */
  readonly multipliers: Float64Array;
  /** Per square: where its tangent is, in the units of what is squared. */
  private readonly roots: Float64Array;
  /** The same for each tangent that was added, tangent * squares + square. */
  private tangents = new Float64Array(0);
  private readonly sums: Float64Array;
  private readonly sizes: Float64Array;
  private box: Box = { lower: new Float64Array(0), upper: new Float64Array(0) };
  private tilt: Float64Array = new Float64Array(0);
  private r = 0;
  private weight = 0;
  private slope = 0;
  private intercept = 0;
  private interceptSize = 0;
  private rootLower = 0;
  private rootUpper = 0;

  constructor(private readonly regions: RegionSet) {
    this.multipliers = new Float64Array(regions.mostRows);
    this.roots = new Float64Array(regions.mostSquares);
    this.sums = new Float64Array(regions.inputs);
    this.sizes = new Float64Array(regions.inputs);
  }

  /** @param box finite, kept until the next call */
  begin(r: number, box: Box, weight: number, tilt: Float64Array): void {
    this.r = r;
    this.box = box;
    this.weight = weight;
    this.tilt = tilt;
    this.clearMultipliers();
    const { squareStarts } = this.regions;
    const first = squareStarts[r];
    for (let q = first; q < squareStarts[r + 1]; q++) {
      this.enclose(q);
      // Of the values that the root takes, the one nearest to zero: there the tangent is the least line over the box.
      this.roots[q - first] = Math.min(Math.max(0, this.rootLower), this.rootUpper);
    }
  }

  get isNegative(): boolean {
    return this.weight < 0;
  }

  clearMultipliers(): void {
    this.multipliers.fill(0);
  }

  /** The lower bound by the present multipliers and tangents; where it is attained is written to `minimiser`. */
  bound(minimiser: Float64Array | null): number {
    const { regions, sums, sizes, box, r, weight, tilt } = this;
    const { inputs: n, slopes, rowStarts, rows, limits, squareStarts } = regions;
    let constant = weight * regions.constants[r];
    let size = Math.abs(constant);
    for (let j = 0; j < n; j++) {
      const term = weight * slopes[r * n + j];
      sums[j] = term + tilt[j];
      sizes[j] = Math.abs(term) + Math.abs(tilt[j]);
    }
    for (let i = rowStarts[r]; i < rowStarts[r + 1]; i++) {
      const multiplier = this.multipliers[i - rowStarts[r]];
      if (multiplier === 0) continue;
      constant -= multiplier * limits[i];
      size += Math.abs(multiplier * limits[i]);
      this.addRow(rows, i * n, multiplier, multiplier);
      // What float64 accepts as inside exceeds the row by the rounding of its products.
      size += 2 * multiplier * this.reach(rows, i * n);
    }
    for (let q = squareStarts[r]; q < squareStarts[r + 1]; q++) {
      this.line(q);
      const offset = this.slope * regions.squareOffsets[q];
      constant += offset + this.intercept;
      size += 2 * Math.abs(offset) + this.interceptSize;
      this.addRow(regions.squareRows, q * n, this.slope, 2 * this.slope);
    }
    for (let j = 0; j < n; j++) {
      const corner = sums[j] > 0 ? box.lower[j] : box.upper[j];
      if (minimiser !== null) minimiser[j] = corner;
      constant += sums[j] * corner;
      size += sizes[j] * Math.max(-box.lower[j], box.upper[j]);
    }
    return down(constant - gamma(this.operations()) * size);
  }

  /** Whether the multipliers prove that no point of the box satisfies the rows. */
  provesEmpty(): boolean {
    const { regions, sums, sizes, box, r } = this;
    const { inputs: n, rowStarts, rows, limits } = regions;
    let constant = 0;
    let size = 0;
    sums.fill(0);
    sizes.fill(0);
    for (let i = rowStarts[r]; i < rowStarts[r + 1]; i++) {
      const multiplier = this.multipliers[i - rowStarts[r]];
      constant -= multiplier * limits[i];
      size += Math.abs(multiplier * limits[i]) + 2 * multiplier * this.reach(rows, i * n);
      this.addRow(rows, i * n, multiplier, multiplier);
    }
    for (let j = 0; j < n; j++) {
      constant += sums[j] * (sums[j] > 0 ? box.lower[j] : box.upper[j]);
      size += sizes[j] * Math.max(-box.lower[j], box.upper[j]);
    }
    return constant - gamma(this.operations()) * size > 0;
  }

  /** weight * model + tilt . x at x, an estimate. */
  valueAt(x: Float64Array): number {
    let value = this.weight * this.regions.valueAt(this.r, x);
    for (let j = 0; j < x.length; j++) value += this.tilt[j] * x[j];
    return value;
  }

  /** The second derivative of the same along a direction, for a positive weight. */
  curvatureAlong(direction: Float64Array): number {
    const { squareStarts, squareRows } = this.regions;
    let curvature = 0;
    for (let q = squareStarts[this.r]; q < squareStarts[this.r + 1]; q++) {
      let root = 0;
      for (let j = 0; j < direction.length; j++) root += squareRows[q * direction.length + j] * direction[j];
      curvature += 2 * this.weight * root * root;
    }
    return curvature;
  }

  /** The gradient of the same, with a line for each square where the weight is negative. */
  slopeAt(x: Float64Array, out: Float64Array): void {
    const { regions, r, weight, tilt } = this;
    const { inputs: n, slopes, squareStarts, squareRows } = regions;
    if (weight > 0) regions.gradientAt(r, x, weight, out);
    else {
      for (let j = 0; j < n; j++) out[j] = weight * slopes[r * n + j];
      for (let q = squareStarts[r]; q < squareStarts[r + 1]; q++) {
        this.line(q);
        for (let j = 0; j < n; j++) out[j] += this.slope * squareRows[q * n + j];
      }
    }
    for (let j = 0; j < n; j++) out[j] += tilt[j];
  }

  /** Remembers the tangents of all squares at x as number `place`. */
  addTangentAt(x: Float64Array, place: number): void {
    const { squareStarts } = this.regions;
    const first = squareStarts[this.r];
    const width = this.roots.length;
    if (this.tangents.length < (place + 1) * width) {
      const grown = new Float64Array(2 * (place + 1) * width);
      grown.set(this.tangents);
      this.tangents = grown;
    }
    for (let q = first; q < squareStarts[this.r + 1]; q++) {
      this.tangents[place * width + q - first] = this.regions.squareRoot(q, x);
    }
  }

  /** Takes the mean of the first `count` tangents' places: its line is nowhere below the mean of their lines. */
  mixTangents(weights: Float64Array, count: number): void {
    const width = this.roots.length;
    this.roots.fill(0);
    for (let k = 0; k < count; k++) {
      for (let q = 0; q < width; q++) this.roots[q] += weights[k] * this.tangents[k * width + q];
    }
  }

  /** Encloses what is squared over the box. */
  private enclose(q: number): void {
    const { inputs: n, squareRows, squareOffsets } = this.regions;
    const { lower, upper } = this.box;
    let low = squareOffsets[q];
    let high = low;
    for (let j = 0; j < n; j++) {
      const a = squareRows[q * n + j];
      low += a * (a > 0 ? lower[j] : upper[j]);
      high += a * (a > 0 ? upper[j] : lower[j]);
    }
    const slack = 2 * gamma(n + 4) * (Math.abs(squareOffsets[q]) + this.reach(squareRows, q * n));
    this.rootLower = low - slack;
    this.rootUpper = high + slack;
  }

  /** A line in s below weight * s^2: the tangent 2 t s - t^2, or the secant of the range of s for a negative weight. */
  private line(q: number): void {
    const { weight } = this;
    if (weight > 0) {
      const t = this.roots[q - this.regions.squareStarts[this.r]];
      this.slope = 2 * weight * t;
      this.intercept = -weight * t * t;
      // The slope is a tangent's at a place that differs by its rounding.
      this.interceptSize = 3 * Math.abs(this.intercept);
      return;
    }
    this.enclose(q);
    const sum = this.rootLower + this.rootUpper;
    this.slope = weight * sum;
    this.intercept = -weight * this.rootLower * this.rootUpper;
    const largest = Math.max(-this.rootLower, this.rootUpper);
    this.interceptSize = 6 * Math.abs(weight) * largest * largest;
  }

  private addRow(rows: Float64Array, first: number, factor: number, size: number): void {
    const { sums, sizes } = this;
    for (let j = 0; j < sums.length; j++) {
      const term = rows[first + j];
      sums[j] += factor * term;
      sizes[j] += Math.abs(size * term);
    }
  }

  /** Largest sum of |a_j x_j| over the box. */
  private reach(rows: Float64Array, first: number): number {
    const { lower, upper } = this.box;
    let most = 0;
    for (let j = 0; j < lower.length; j++) most += Math.abs(rows[first + j]) * Math.max(-lower[j], upper[j]);
    return most;
  }

  private operations(): number {
    const { inputs, mostRows, mostSquares } = this.regions;
    return 2 * (inputs + 2 * mostRows + 3 * mostSquares) + 24;
  }
}
