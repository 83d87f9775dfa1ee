import type { Box } from "../numeric/box.js";
import { MultiplierProgram } from "../numeric/multiplier-program.js";
import { gamma } from "../numeric/rounding.js";
import { cutBox } from "./box-cut.js";

/**
 * Optimality-based bound tightening with affine rows b_r + a_r . d <= 0 that all points of interest satisfy: the least and
 * greatest d_i of each variable by the small program, whose multipliers combine the rows into one, mu . (b + a d) <= 0.
 * The box is cut with that row, recomputed here with its rounding, so that nothing depends on the program being right
 * (A. M. Gleixner, T. Berthold, B. Mueller, S. Weltge, J. Global Optim. 67 (2017) 731-757).
 */
export class BoxTightening {
  private readonly program: MultiplierProgram;
  private readonly combined: Float64Array;
  private readonly limit: number;
  private rows = 0;

  constructor(
    private readonly n: number,
    maxRows: number,
  ) {
    this.program = new MultiplierProgram(n, maxRows + 1);
    this.combined = new Float64Array(n);
    this.limit = maxRows;
  }

  /** Forgets all rows. */
  clear(): void {
    this.rows = 0;
  }

  /** Adds constant + coefficients[from ..] . d <= 0, as far as there is room. */
  add(constant: number, coefficients: Float64Array, from: number): void {
    if (this.rows === this.limit || !(Math.abs(constant) < Number.POSITIVE_INFINITY)) return;
    this.rows++;
    this.program.constants[this.rows] = constant;
    for (let i = 0; i < this.n; i++) this.program.coefficients[this.rows * this.n + i] = coefficients[from + i];
  }

  /** Cuts the box, whose points are centre + d with |d_i| <= halfWidths_i; returns the largest shrinkage, +Infinity if it is empty. */
  run(box: Box, halfWidths: Float64Array): number {
    let shrinkage = 0;
    for (let i = 0; i < this.n && this.rows > 0; i++) {
      for (const sign of [1, -1]) {
        if (!(box.upper[i] > box.lower[i])) continue;
        const { coefficients, constants } = this.program;
        coefficients.fill(0, 0, this.n);
        coefficients[i] = sign;
        constants[0] = 0;
        const status = this.program.solve(1, this.rows, halfWidths);
        if (status === "failed") continue;
        const minimum = this.combine(halfWidths);
        if (minimum > 0) return Number.POSITIVE_INFINITY;
        if (status === "optimal") shrinkage = Math.max(shrinkage, cutBox(box, this.combined, minimum, 0));
      }
    }
    return shrinkage;
  }

  /** The rows summed with the multipliers; returns a lower bound of the sum's minimum over the box. */
  private combine(halfWidths: Float64Array): number {
    const { n, combined } = this;
    const { coefficients, constants, multipliers } = this.program;
    combined.fill(0);
    let constant = 0;
    let magnitude = 0;
    for (let r = 1; r <= this.rows; r++) {
      const weight = multipliers[r];
      if (!(weight > 0)) continue;
      constant += weight * constants[r];
      magnitude += Math.abs(weight * constants[r]);
      for (let i = 0; i < n; i++) {
        combined[i] += weight * coefficients[r * n + i];
        magnitude += Math.abs(weight * coefficients[r * n + i]) * halfWidths[i];
      }
    }
    for (let i = 0; i < n; i++) constant -= Math.abs(combined[i]) * halfWidths[i];
    return constant - 4 * gamma(this.rows + n + 8) * magnitude;
  }
}
