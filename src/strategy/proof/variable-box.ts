import { FEASIBILITY } from "../online/point-quality.js";
import type { ParametricProgram, ProgramData } from "../program/parametric-program.js";

/**
 * Bounds of the variables at given parameters: those of the program, and those of rows that hold one variable only. Whole
 * numbers are rounded inward: x <= 2.7 is x <= 2. What a point may violate by the tolerance of answers is not cut off.
 */
export class VariableBox {
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  /** The rows that hold several variables: bounds do not say what they say. */
  readonly otherRows: Int32Array;
  private readonly singles: Int32Array;

  constructor(private readonly program: ParametricProgram) {
    const { starts, rowNames, lower, upper } = program;
    const rows = Int32Array.from(rowNames.keys());
    this.singles = rows.filter((r) => starts[r + 1] - starts[r] === 1);
    this.otherRows = rows.filter((r) => starts[r + 1] - starts[r] !== 1);
    this.lower = lower.slice();
    this.upper = upper.slice();
  }

  /** Fills `lower` and `upper`; they may contradict each other. */
  place({ values, rowLower, rowUpper }: ProgramData): void {
    const { program, lower, upper, singles } = this;
    const { starts, indices, isInteger } = program;
    lower.set(program.lower);
    upper.set(program.upper);
    for (const r of singles) {
      const by = values[starts[r]];
      if (!(Math.abs(by) > SMALLEST)) continue;
      const j = indices[starts[r]];
      const least = outward(by > 0 ? rowLower[r] : rowUpper[r], by, -1);
      const most = outward(by > 0 ? rowUpper[r] : rowLower[r], by, 1);
      lower[j] = Math.max(lower[j], isInteger[j] === 1 ? Math.ceil(least) : least);
      upper[j] = Math.min(upper[j], isInteger[j] === 1 ? Math.floor(most) : most);
    }
  }
}

/** Rows with smaller coefficients say nothing that a quotient could say safely. */
const SMALLEST = 1e-6;

/** side / by, moved by what answers may violate the row by, which is far more than the quotient's rounding. */
function outward(side: number, by: number, sign: number): number {
  if (!Number.isFinite(side)) return sign * Number.POSITIVE_INFINITY;
  return side / by + (sign * FEASIBILITY * (1 + Math.abs(side))) / Math.abs(by);
}
