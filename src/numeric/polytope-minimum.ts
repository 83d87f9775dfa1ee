import { gamma } from "./rounding.js";

/** Violation, relative to the range of a variable, from which on a basis counts as infeasible. */
const TOLERANCE = 1e-9;
/** Entries that are smaller than it are no pivots. */
const LEAST_PIVOT = 1e-8;
/** Added to every margin: covers results in the subnormal range. */
const TINY = 1e-280;

/**
 * Lower bounds of affine functionals over a polytope: a box of deviations |d_i| <= w_i, cut by half-spaces b_r + a_r . d <= 0. One dictionary
 * of a dual simplex method whose variables all have two ends: whatever the functional, flipping nonbasic variables to their other end makes
 * the last basis dual feasible, so that functional after functional starts where the one before ended, and stopping early costs tightness only
 * (C. Lemke, Naval Research Logistics Quarterly 1 (1954) 36-47; H. M. Wagner, ibid. 5 (1958) 311-329). Bounds are computed anew from the
 * multipliers, with their rounding.
 */
export class PolytopeMinimum {
  /** Number of half-spaces. */
  rows = 0;
  /** Per half-space, in units of the half widths: a_ri w_i and b_r, scaled to largest |a_ri w_i| = 1. */
  private readonly coefficients: Float64Array;
  private readonly constants: Float64Array;
  private readonly widths: Float64Array;
  /** Basic variable = ... + sum_j table[k * n + j] * (nonbasic variable j), with its value; rows x n. */
  private readonly table: Float64Array;
  private readonly values: Float64Array;
  /** Which variables are basic and which not: e_i = d_i / w_i is i, the slack of half-space r is n + r. */
  private readonly basic: Int32Array;
  private readonly nonbasic: Int32Array;
  private readonly isUpper: Uint8Array;
  private readonly costs: Float64Array;
  private readonly objective: Float64Array;
  private readonly spans: Float64Array;
  private readonly combined: Float64Array;
  private readonly maxPivots: number;
  private margin = 0;

  constructor(
    private readonly n: number,
    readonly capacity: number,
  ) {
    this.coefficients = new Float64Array(capacity * n);
    this.constants = new Float64Array(capacity);
    this.widths = new Float64Array(n);
    this.table = new Float64Array(capacity * n);
    this.values = new Float64Array(capacity);
    this.basic = new Int32Array(capacity);
    this.nonbasic = new Int32Array(n);
    this.isUpper = new Uint8Array(n);
    this.costs = new Float64Array(n);
    this.objective = new Float64Array(n);
    this.spans = new Float64Array(capacity);
    this.combined = new Float64Array(n);
    this.maxPivots = 4 * n + 8;
  }

  /** The whole box |d_i| <= halfWidths_i. */
  begin(halfWidths: Float64Array): void {
    this.rows = 0;
    this.widths.set(halfWidths);
  }

  /** Cuts with constant + coefficients . d <= 0, as far as there is room. */
  add(constant: number, coefficients: Float64Array): void {
    const { n, widths, rows } = this;
    if (rows === this.capacity || !(Math.abs(constant) < Number.POSITIVE_INFINITY)) return;
    let scale = 0;
    for (let i = 0; i < n; i++) scale = Math.max(scale, Math.abs(coefficients[i] * widths[i]));
    if (!(scale > 1e-200 && scale < 1e200)) return;
    for (let i = 0; i < n; i++) this.coefficients[rows * n + i] = (coefficients[i] * widths[i]) / scale;
    this.constants[rows] = constant / scale;
    this.rows++;
  }

  /** Makes the basis of all slacks the first one; after the last half-space. */
  start(): void {
    const { n, rows, table, values, spans, coefficients, constants } = this;
    this.margin = 2 * gamma(4 * rows + 4 * n + 32);
    for (let j = 0; j < n; j++) {
      this.nonbasic[j] = j;
      this.isUpper[j] = 0;
    }
    for (let r = 0; r < rows; r++) {
      this.basic[r] = n + r;
      let sum = 0;
      let span = 0;
      for (let i = 0; i < n; i++) {
        const c = coefficients[r * n + i];
        table[r * n + i] = -c;
        sum += c;
        span += Math.abs(c);
      }
      values[r] = -constants[r] + sum;
      spans[r] = Math.max(0, span - constants[r]);
    }
  }

  /**
   * Lower bound of the minimum of slopes . d over the polytope, at least that over the box.
   * @param from place of the first slope
   */
  of(slopes: Float64Array, from: number): number {
    const { n, objective, widths } = this;
    let span = 0;
    for (let i = 0; i < n; i++) {
      objective[i] = slopes[from + i] * widths[i];
      span += Math.abs(objective[i]);
    }
    const overBox = -span * (1 + this.margin) - TINY;
    if (this.rows === 0 || !(span < Number.POSITIVE_INFINITY)) return overBox;
    this.optimize();
    const bound = this.recomputed();
    return bound > overBox ? bound : overBox;
  }

  private optimize(): void {
    this.price();
    for (let j = 0; j < this.n; j++) if (this.costs[j] >= 0 === (this.isUpper[j] === 1)) this.flip(j);
    for (let pivot = 0; pivot < this.maxPivots; pivot++) {
      const row = this.leaving();
      if (row < 0) return;
      const isLow = this.values[row] < this.lowerEnd(this.basic[row]);
      const column = this.entering(row, isLow);
      if (column < 0) return;
      this.pivot(row, column, isLow);
    }
  }

  /** The functional in terms of the nonbasic variables. */
  private price(): void {
    const { n, costs, objective, nonbasic, basic, table, rows } = this;
    for (let j = 0; j < n; j++) costs[j] = nonbasic[j] < n ? objective[nonbasic[j]] : 0;
    for (let k = 0; k < rows; k++) {
      if (basic[k] >= n) continue;
      const weight = objective[basic[k]];
      for (let j = 0, q = k * n; j < n; j++, q++) costs[j] += weight * table[q];
    }
  }

  private lowerEnd(variable: number): number {
    return variable < this.n ? -1 : 0;
  }

  private upperEnd(variable: number): number {
    return variable < this.n ? 1 : this.spans[variable - this.n];
  }

  private flip(j: number): void {
    const { n, rows, table, values, nonbasic, isUpper } = this;
    const width = this.upperEnd(nonbasic[j]) - this.lowerEnd(nonbasic[j]);
    const step = isUpper[j] === 1 ? -width : width;
    isUpper[j] = 1 - isUpper[j];
    for (let k = 0, q = j; k < rows; k++, q += n) values[k] += table[q] * step;
  }

  /** The basic variable that is farthest beyond its ends; -1 if none is beyond them. */
  private leaving(): number {
    const { rows, values, basic } = this;
    let worst = TOLERANCE;
    let row = -1;
    for (let k = 0; k < rows; k++) {
      const low = this.lowerEnd(basic[k]);
      const high = this.upperEnd(basic[k]);
      const violation = Math.max(low - values[k], values[k] - high) / (1 + high - low);
      if (violation > worst) {
        worst = violation;
        row = k;
      }
    }
    return row;
  }

  /** The nonbasic variable whose cost reaches zero first as the basic one moves to its end; -1 if none can move it there. */
  private entering(row: number, isLow: boolean): number {
    const { n, table, costs, isUpper } = this;
    let column = -1;
    let least = Number.POSITIVE_INFINITY;
    for (let j = 0, q = row * n; j < n; j++, q++) {
      const entry = isUpper[j] === 1 ? -table[q] : table[q];
      if (!(isLow ? entry > LEAST_PIVOT : entry < -LEAST_PIVOT)) continue;
      const ratio = Math.abs(costs[j] / entry);
      if (ratio < least) {
        least = ratio;
        column = j;
      }
    }
    return column;
  }

  /** Exchanges basic variable `row`, which goes to its lower or upper end, and nonbasic variable `column`. */
  private pivot(row: number, column: number, isLow: boolean): void {
    const { n, rows, table, values, basic, nonbasic, isUpper, costs } = this;
    const leaving = basic[row];
    const entering = nonbasic[column];
    const start = row * n;
    const inverse = 1 / table[start + column];
    const end = isLow ? this.lowerEnd(leaving) : this.upperEnd(leaving);
    const step = (end - values[row]) * inverse;
    const from = isUpper[column] === 1 ? this.upperEnd(entering) : this.lowerEnd(entering);
    for (let k = 0, q = column; k < rows; k++, q += n) values[k] += table[q] * step;
    values[row] = from + step;
    for (let j = 0; j < n; j++) table[start + j] *= -inverse;
    table[start + column] = inverse;
    for (let k = 0; k < rows; k++) {
      const factor = table[k * n + column];
      if (k === row || factor === 0) continue;
      table[k * n + column] = 0;
      for (let j = 0, q = k * n, p = start; j < n; j++, q++, p++) table[q] += factor * table[p];
    }
    const factor = costs[column];
    costs[column] = 0;
    for (let j = 0, p = start; j < n; j++, p++) costs[j] += factor * table[p];
    basic[row] = entering;
    nonbasic[column] = leaving;
    isUpper[column] = isLow ? 0 : 1;
  }

  /** With costs of slacks as multipliers: min over the box of the functional plus the half-spaces, which are not positive in the polytope. */
  private recomputed(): number {
    const { n, combined, objective, nonbasic, costs, coefficients, constants } = this;
    let bound = 0;
    let magnitude = 0;
    for (let i = 0; i < n; i++) {
      combined[i] = objective[i];
      magnitude += Math.abs(objective[i]);
    }
    for (let j = 0; j < n; j++) {
      const r = nonbasic[j] - n;
      const multiplier = costs[j];
      if (r < 0 || !(multiplier > 0)) continue;
      bound += multiplier * constants[r];
      magnitude += Math.abs(multiplier * constants[r]);
      for (let i = 0, q = r * n; i < n; i++, q++) {
        combined[i] += multiplier * coefficients[q];
        magnitude += Math.abs(multiplier * coefficients[q]);
      }
    }
    for (let i = 0; i < n; i++) bound -= Math.abs(combined[i]);
    return bound - this.margin * magnitude - TINY;
  }
}
