import { MultiplierProgram } from "../../numeric/multiplier-program.js";
import { down, gamma } from "../../numeric/rounding.js";

/** An affine function slopes . x + constant and the magnitudes that it was computed from, for its rounding. */
export interface AffineSum {
  readonly slopes: Float64Array;
  readonly magnitudes: Float64Array;
  constant: number;
  size: number;
}

/**
 * Bounds an affine function from below over a box and rows a . x <= limit, by a linear program, from the multipliers of which the bound is
 * computed again: f(x) >= f(x) + sum m_k (a_k . x - limit_k), whatever m >= 0 is.
 */
export class PolytopeProgram {
  /** Where the minimum is, an estimate; in the box. */
  readonly minimiser: Float64Array;
  /** Of the rows, in the order in which they were added. */
  readonly multipliers: Float64Array;
  count = 0;
  private readonly combined: AffineSum;
  private readonly rows: Float64Array;
  private readonly limits: Float64Array;
  /** The limits of the program, a little inside. */
  private readonly targets: Float64Array;
  private readonly active: Int32Array;
  private readonly scales: Float64Array;
  private activeCount = 0;
  private isEmpty = false;
  private readonly lower: Float64Array;
  private readonly upper: Float64Array;
  private readonly centre: Float64Array;
  private readonly halfWidths: Float64Array;
  private readonly program: MultiplierProgram;
  private readonly margin: number;

  constructor(
    private readonly n: number,
    mostRows: number,
  ) {
    this.minimiser = new Float64Array(n);
    this.multipliers = new Float64Array(mostRows);
    this.combined = { slopes: new Float64Array(n), magnitudes: new Float64Array(n), constant: 0, size: 0 };
    this.rows = new Float64Array(mostRows * n);
    this.limits = new Float64Array(mostRows);
    this.targets = new Float64Array(mostRows);
    this.active = new Int32Array(mostRows);
    this.scales = new Float64Array(mostRows);
    this.lower = new Float64Array(n);
    this.upper = new Float64Array(n);
    this.centre = new Float64Array(n);
    this.halfWidths = new Float64Array(n);
    this.program = new MultiplierProgram(n, mostRows + 1);
    this.margin = gamma(4 * (n + mostRows) + 32);
  }

  /** Begins with a finite box and no rows. */
  begin(lower: Float64Array, upper: Float64Array): void {
    this.lower.set(lower);
    this.upper.set(upper);
    this.count = 0;
    this.activeCount = 0;
    this.isEmpty = false;
    for (let j = 0; j < this.n; j++) {
      this.centre[j] = 0.5 * lower[j] + 0.5 * upper[j];
      this.halfWidths[j] = 0.5 * (upper[j] - lower[j]);
    }
  }

  /**
   * Adds sign * a . x <= limit, a the n numbers from `first` on.
   * @param inward by how much the minimiser stays away from the limit, so that rounding does not put it beyond
   */
  add(a: Float64Array, first: number, sign: 1 | -1, limit: number, inward: number): void {
    const { n, rows, lower, upper, count } = this;
    let least = 0;
    let most = 0;
    let size = Math.abs(limit);
    for (let j = 0; j < n; j++) {
      const value = sign * a[first + j];
      rows[count * n + j] = value;
      least += value * (value > 0 ? lower[j] : upper[j]);
      most += value * (value > 0 ? upper[j] : lower[j]);
      size += Math.abs(value) * Math.max(-lower[j], upper[j]);
    }
    this.limits[count] = limit;
    this.targets[count] = limit - inward;
    if (least - 4 * gamma(n + 4) * size > limit) this.isEmpty = true;
    if (most > limit - inward) {
      this.active[this.activeCount] = count;
      this.scales[this.activeCount++] = most - least > 0 ? most - least : 1;
    }
    this.count++;
  }

  /** The proved bound; +Infinity where box and rows are proved to have no point in common. */
  solve(objective: AffineSum): number {
    const { n, program, multipliers, minimiser, centre, lower, upper } = this;
    multipliers.fill(0, 0, this.count);
    if (this.isEmpty) return Number.POSITIVE_INFINITY;
    const plain = this.bound(objective);
    for (let j = 0; j < n; j++) minimiser[j] = objective.slopes[j] > 0 ? lower[j] : upper[j];
    if (this.activeCount === 0) return plain;
    const scale = this.write(objective);
    const status = program.solve(1, this.activeCount, this.halfWidths);
    if (status === "failed") return plain;
    const factor = status === "infeasible" ? 1 : scale;
    for (let k = 0; k < this.activeCount; k++) {
      const multiplier = (program.multipliers[1 + k] / this.scales[k]) * factor;
      multipliers[this.active[k]] = multiplier > 0 && multiplier < Number.POSITIVE_INFINITY ? multiplier : 0;
    }
    if (status === "infeasible") return this.provesEmpty() ? Number.POSITIVE_INFINITY : plain;
    for (let j = 0; j < n; j++) {
      minimiser[j] = Math.min(Math.max(centre[j] + program.step[j], lower[j]), upper[j]);
    }
    const bound = this.bound(objective);
    if (bound >= plain) return bound;
    multipliers.fill(0, 0, this.count);
    return this.bound(objective);
  }

  /** By the present multipliers; leaves the combined function. */
  private bound(objective: AffineSum): number {
    const { combined, lower, upper, n } = this;
    combined.slopes.set(objective.slopes);
    combined.magnitudes.set(objective.magnitudes);
    combined.constant = objective.constant;
    combined.size = objective.size;
    this.addMultiplied(combined, 0, this.count);
    let value = combined.constant;
    let size = combined.size;
    for (let j = 0; j < n; j++) {
      value += combined.slopes[j] * (combined.slopes[j] > 0 ? lower[j] : upper[j]);
      size += combined.magnitudes[j] * Math.max(-lower[j], upper[j]);
    }
    return down(value - this.margin * size);
  }

  private provesEmpty(): boolean {
    const { combined, lower, upper, n } = this;
    combined.slopes.fill(0);
    combined.magnitudes.fill(0);
    combined.constant = 0;
    combined.size = 0;
    this.addMultiplied(combined, 0, this.count);
    let value = combined.constant;
    let size = combined.size;
    for (let j = 0; j < n; j++) {
      value += combined.slopes[j] * (combined.slopes[j] > 0 ? lower[j] : upper[j]);
      size += combined.magnitudes[j] * Math.max(-lower[j], upper[j]);
    }
    return value - this.margin * size > 0;
  }

  /**
   * Adds the multiplied rows `from` to `to` - 1 to a function: it is nowhere larger then where these rows hold. What float64 accepts as inside exceeds a
   * row by the rounding of its products, so magnitudes count twice more.
   */
  addMultiplied(sum: AffineSum, from: number, to: number): void {
    const { rows, limits, multipliers, n } = this;
    for (let k = from; k < to; k++) {
      const multiplier = multipliers[k];
      if (multiplier === 0) continue;
      sum.constant -= multiplier * limits[k];
      sum.size += Math.abs(multiplier * limits[k]);
      for (let j = 0; j < n; j++) {
        const term = multiplier * rows[k * n + j];
        sum.slopes[j] += term;
        sum.magnitudes[j] += 3 * Math.abs(term);
      }
    }
  }

  /** Objective and active rows, each divided by its spread over the box; returns the objective's. */
  private write({ slopes }: AffineSum): number {
    const { n, program, halfWidths, centre, rows, targets, active, scales } = this;
    let spread = 0;
    for (let j = 0; j < n; j++) spread += Math.abs(slopes[j]) * halfWidths[j];
    const scale = spread > 0 && spread < Number.POSITIVE_INFINITY ? spread : 1;
    for (let j = 0; j < n; j++) program.coefficients[j] = slopes[j] / scale;
    program.constants[0] = 0;
    for (let k = 0; k < this.activeCount; k++) {
      const row = active[k];
      let value = -targets[row];
      for (let j = 0; j < n; j++) {
        value += rows[row * n + j] * centre[j];
        program.coefficients[(1 + k) * n + j] = rows[row * n + j] / scales[k];
      }
      program.constants[1 + k] = value / scales[k];
    }
    return scale;
  }
}
