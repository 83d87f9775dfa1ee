import type { Box } from "../../numeric/box.js";
import { MultiplierProgram } from "../../numeric/multiplier-program.js";
import { gamma } from "../../numeric/rounding.js";
import type { RegionSet } from "./region-set.js";
import { WeakDuality } from "./weak-duality.js";

/** Tangents of a quadratic model that one bound takes. */
const MOST_TANGENTS = 20;
/** The gap, relative to the values, at which another tangent is not worth while. */
const CLOSED = 1e-10;

/** Multipliers of the last program of every region, count x most rows. */
interface Remembered {
  readonly multipliers: Float32Array;
  readonly isKnown: Uint8Array;
}

/**
 * Bounds weight * (model of a region) + tilt . x from below over the part of the region inside a box: by a linear program, from
 * the multipliers of which the bound is computed again. Tangents stand for squares (J. E. Kelley, J. SIAM 8 (1960) 703-712), taken where a line
 * search towards the program's minimiser ends (M. Frank, P. Wolfe, Naval Res. Logist. Q. 3 (1956) 95-110); secants for negative multiples.
 */
export class RegionBound {
  /** Where the minimum is, an estimate; in the box, and in the region unless `isInside` is false. */
  readonly minimiser: Float64Array;
  isInside = false;
  private readonly duality: WeakDuality;
  private readonly program: MultiplierProgram;
  private readonly part: Box;
  private readonly centre: Float64Array;
  private readonly halfWidths: Float64Array;
  private readonly gradient: Float64Array;
  private readonly direction: Float64Array;
  /** Rows that the box does not settle, and what they were divided by. */
  private readonly active: Int32Array;
  private readonly scales: Float64Array;
  private activeCount = 0;
  /** By the sign of the weight. */
  private readonly positive: Remembered;
  private readonly negative: Remembered;
  /** Value at the first tangent's point, by which all others are shifted. */
  private offset = 0;

  constructor(private readonly regions: RegionSet) {
    const { inputs: n, mostRows, mostSquares } = regions;
    this.duality = new WeakDuality(regions);
    this.program = new MultiplierProgram(n, mostRows + (mostSquares > 0 ? MOST_TANGENTS : 1));
    this.minimiser = new Float64Array(n);
    this.part = { lower: new Float64Array(n), upper: new Float64Array(n) };
    this.centre = new Float64Array(n);
    this.halfWidths = new Float64Array(n);
    this.gradient = new Float64Array(n);
    this.direction = new Float64Array(n);
    this.active = new Int32Array(mostRows);
    this.scales = new Float64Array(mostRows);
    const remembered = (): Remembered => ({
      multipliers: new Float32Array(regions.count * mostRows),
      isKnown: new Uint8Array(regions.count),
    });
    this.positive = remembered();
    this.negative = remembered();
  }

  /**
   * In closed form, without the rows and with the multipliers that the region's last program found, for whatever box and slopes: these hold for
   * all. +Infinity where box and region do not meet.
   */
  quick(r: number, box: Box, weight: number, tilt: Float64Array): number {
    const { duality } = this;
    if (!this.enter(r, box)) return Number.POSITIVE_INFINITY;
    duality.begin(r, this.part, weight, tilt);
    const plain = duality.bound(null);
    const { multipliers, isKnown } = weight < 0 ? this.negative : this.positive;
    if (isKnown[r] === 0) return plain;
    const { mostRows } = this.regions;
    for (let i = 0; i < mostRows; i++) duality.multipliers[i] = multipliers[r * mostRows + i];
    const bound = duality.bound(null);
    return bound > plain ? bound : plain;
  }

  /** With the rows; +Infinity where box and region are proved to have no point in common. */
  run(r: number, box: Box, weight: number, tilt: Float64Array): number {
    const { duality, regions } = this;
    this.isInside = false;
    if (!this.enter(r, box)) return Number.POSITIVE_INFINITY;
    this.measure();
    duality.begin(r, this.part, weight, tilt);
    const isCurved = weight > 0 && regions.squareStarts[r + 1] > regions.squareStarts[r];
    if (!this.selectRows(r)) return Number.POSITIVE_INFINITY;
    const plain = duality.bound(this.minimiser);
    if (this.activeCount === 0 && !isCurved) {
      this.isInside = true;
      return plain;
    }
    const scale = this.addObjective(0, plain, isCurved ? this.centre : null);
    return Math.max(plain, this.improve(r, isCurved, scale));
  }

  /** Whether the whole box is in region r, also by float64 products. */
  covers(r: number, { lower, upper }: Box): boolean {
    const { inputs: n, rowStarts, rows, limits } = this.regions;
    for (let j = 0, p = r * n; j < n; j++, p++) {
      if (!(this.regions.lower[p] <= lower[j] && upper[j] <= this.regions.upper[p])) return false;
    }
    for (let i = rowStarts[r]; i < rowStarts[r + 1]; i++) {
      let most = 0;
      let size = Math.abs(limits[i]);
      for (let j = 0; j < n; j++) {
        const a = rows[i * n + j];
        most += a * (a > 0 ? upper[j] : lower[j]);
        size += Math.abs(a) * Math.max(-lower[j], upper[j]);
      }
      if (!(most + 4 * gamma(n + 4) * size <= limits[i])) return false;
    }
    return true;
  }

  private improve(r: number, isCurved: boolean, scale: number): number {
    const { program, duality, regions, minimiser, centre } = this;
    let best = Number.NEGATIVE_INFINITY;
    for (let objectives = 1; ; objectives++) {
      const status = program.solve(objectives, this.activeCount, this.halfWidths);
      if (status === "failed") return best;
      duality.clearMultipliers();
      for (let k = 0; k < this.activeCount; k++) {
        const multiplier = program.multipliers[objectives + k];
        const place = this.active[k] - regions.rowStarts[r];
        const row = (multiplier / this.scales[k]) * (status === "infeasible" ? 1 : scale);
        duality.multipliers[place] = row > 0 && row < Number.POSITIVE_INFINITY ? row : 0;
      }
      if (status === "infeasible") return duality.provesEmpty() ? Number.POSITIVE_INFINITY : best;
      for (let j = 0; j < minimiser.length; j++) {
        const value = this.clamp(j, centre[j] + program.step[j]);
        if (objectives > 1) this.direction[j] = value - minimiser[j];
        else minimiser[j] = value;
      }
      this.isInside = true;
      if (objectives > 1) this.descend();
      if (isCurved) duality.mixTangents(program.multipliers, objectives);
      const bound = duality.bound(null);
      if (bound > best) best = bound;
      this.remember(r);
      if (!isCurved || objectives === MOST_TANGENTS) return best;
      const value = duality.valueAt(minimiser);
      if (!(value - best > CLOSED * (Math.abs(value) + Math.abs(best)))) return best;
      this.writeRows(objectives + 1);
      this.addTangent(objectives, scale);
    }
  }

  private remember(r: number): void {
    const { multipliers, isKnown } = this.duality.isNegative ? this.negative : this.positive;
    isKnown[r] = 1;
    multipliers.set(this.duality.multipliers, r * this.regions.mostRows);
  }

  /** To the least value between the minimiser and where the program ended: both are in the region, and tangents there are better. */
  private descend(): void {
    const { minimiser, direction, gradient, duality } = this;
    duality.slopeAt(minimiser, gradient);
    let slope = 0;
    for (let j = 0; j < direction.length; j++) slope += gradient[j] * direction[j];
    const curvature = duality.curvatureAlong(direction);
    const step = curvature > 0 ? Math.min(1, Math.max(0, -slope / curvature)) : slope < 0 ? 1 : 0;
    for (let j = 0; j < direction.length; j++) minimiser[j] = this.clamp(j, minimiser[j] + step * direction[j]);
  }

  /** The objective, or its tangent at a point, as the program's first row; returns what it was divided by. */
  private addObjective(place: number, plain: number, at: Float64Array | null): number {
    const { program, duality, centre, halfWidths, gradient } = this;
    const n = centre.length;
    if (at !== null) duality.addTangentAt(at, place);
    duality.slopeAt(at ?? centre, gradient);
    let spread = 0;
    for (let j = 0; j < n; j++) spread += Math.abs(gradient[j]) * halfWidths[j];
    const scale = spread > 0 && Number.isFinite(spread) ? spread : Math.abs(plain) > 0 ? Math.abs(plain) : 1;
    for (let j = 0; j < n; j++) program.coefficients[place * n + j] = gradient[j] / scale;
    // Affine: constants do not change the minimiser, and small numbers are told apart better.
    program.constants[place] = 0;
    this.offset = at === null ? 0 : duality.valueAt(at);
    this.writeRows(1);
    return scale;
  }

  private addTangent(place: number, scale: number): void {
    const { program, duality, centre, gradient, minimiser } = this;
    const n = centre.length;
    duality.addTangentAt(minimiser, place);
    duality.slopeAt(minimiser, gradient);
    let value = duality.valueAt(minimiser) - this.offset;
    for (let j = 0; j < n; j++) {
      program.coefficients[place * n + j] = gradient[j] / scale;
      value -= gradient[j] * (minimiser[j] - centre[j]);
    }
    program.constants[place] = value / scale;
  }

  /** Rows that can be violated, from program row `first` on, divided by their spread over the box. */
  private writeRows(first: number): void {
    const { program, regions, active, scales, centre } = this;
    const n = centre.length;
    for (let k = 0; k < this.activeCount; k++) {
      const i = active[k];
      // Half of the tolerance is left, so that rounding does not put the minimiser outside the region.
      let value = -(regions.limits[i] - 0.5 * regions.tolerance);
      for (let j = 0; j < n; j++) {
        value += regions.rows[i * n + j] * centre[j];
        program.coefficients[(first + k) * n + j] = regions.rows[i * n + j] / scales[k];
      }
      program.constants[first + k] = value / scales[k];
    }
  }

  /** The part of the box inside the region's own box; false if there is none. */
  private enter(r: number, { lower, upper }: Box): boolean {
    const { inputs: n, boxLower, boxUpper } = this.regions;
    const { part } = this;
    for (let j = 0, p = r * n; j < n; j++, p++) {
      part.lower[j] = Math.max(lower[j], boxLower[p]);
      part.upper[j] = Math.min(upper[j], boxUpper[p]);
      if (part.lower[j] > part.upper[j]) return false;
    }
    return true;
  }

  private measure(): void {
    const { part, centre, halfWidths } = this;
    for (let j = 0; j < centre.length; j++) {
      centre[j] = 0.5 * part.lower[j] + 0.5 * part.upper[j];
      halfWidths[j] = 0.5 * (part.upper[j] - part.lower[j]);
    }
  }

  /** Collects the rows that some point of the part may violate; false where one of them is violated everywhere. */
  private selectRows(r: number): boolean {
    const { active, scales, part, centre } = this;
    const { rowStarts, rows, limits } = this.regions;
    const n = centre.length;
    this.activeCount = 0;
    for (let i = rowStarts[r]; i < rowStarts[r + 1]; i++) {
      let least = 0;
      let most = 0;
      let size = Math.abs(limits[i]);
      for (let j = 0; j < n; j++) {
        const a = rows[i * n + j];
        least += a * (a > 0 ? part.lower[j] : part.upper[j]);
        most += a * (a > 0 ? part.upper[j] : part.lower[j]);
        size += Math.abs(a) * Math.max(-part.lower[j], part.upper[j]);
      }
      if (least - 4 * gamma(n + 4) * size > limits[i]) return false;
      if (!(most > limits[i])) continue;
      active[this.activeCount] = i;
      scales[this.activeCount++] = most - least > 0 ? most - least : 1;
    }
    return true;
  }

  private clamp(j: number, value: number): number {
    return Math.min(Math.max(value, this.part.lower[j]), this.part.upper[j]);
  }
}
