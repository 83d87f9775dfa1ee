import { gamma } from "../../numeric/rounding.js";
import type { ParametricProgram, ProgramData } from "../program/parametric-program.js";

/** Which boxes and multipliers a bound is made of. */
export interface DualPoint {
  /** One per row, of any sign and size: a bound holds whatever they are. */
  readonly multipliers: Float64Array;
  /** Where a quadratic objective is linearized; null for the origin. */
  readonly anchor: Float64Array | null;
}

/**
 * Proved lower bounds of a convex program over a box. For x in it, with g the gradient at the anchor a,
 *
 *     f(x) >= f(a) + g (x - a) - defect/2 |x - a|^2 = const + (g - A'y) x + y A x - defect/2 |x - a|^2,
 *
 * y A x is at least the sum of y_r times the side of row r that its sign picks, and the rest is minimized over the box by
 * signs. Whole numbers are taken as continuous. Rounding errors, from sums of magnitudes, are subtracted. The data are taken
 * as the float64 that they are.
 */
export class LagrangianBound {
  private readonly reduced: Float64Array;
  private readonly sizes: Float64Array;
  private readonly origin: Float64Array;
  private readonly longest: number;

  constructor(private readonly program: ParametricProgram) {
    const n = program.lower.length;
    this.reduced = new Float64Array(n);
    this.sizes = new Float64Array(n);
    this.origin = new Float64Array(n);
    this.longest = Math.max(longestColumn(program), n + program.rowNames.length) + 8;
  }

  /** -Infinity where the multipliers or the data are no numbers. */
  at(data: ProgramData, { multipliers, anchor }: DualPoint, lower: Float64Array, upper: Float64Array): number {
    const { program, reduced, sizes } = this;
    const { starts, indices } = program;
    const n = reduced.length;
    for (let j = 0; j < n; j++) {
      reduced[j] = data.linear[j];
      sizes[j] = Math.abs(data.linear[j]);
    }
    let bound = data.constant[0];
    let size = Math.abs(bound);
    if (program.quadratic !== null) {
      const at = anchor ?? this.origin;
      const curvature = this.linearize(program.quadratic, at);
      const defect = this.defect(at, lower, upper);
      bound -= 0.5 * curvature.value + defect;
      size += curvature.size + defect;
    }
    for (let r = 0; r < multipliers.length; r++) {
      const y = multipliers[r];
      const side = y > 0 ? data.rowLower[r] : data.rowUpper[r];
      // A multiplier whose side is free is left out, which is valid, too.
      if (y === 0 || Math.abs(side) === Number.POSITIVE_INFINITY) continue;
      bound += y * side;
      size += Math.abs(y * side);
      for (let e = starts[r]; e < starts[r + 1]; e++) {
        const product = y * data.values[e];
        reduced[indices[e]] -= product;
        sizes[indices[e]] += Math.abs(product);
      }
    }
    for (let j = 0; j < n; j++) {
      bound += reduced[j] * (reduced[j] >= 0 ? lower[j] : upper[j]);
      size += sizes[j] * Math.max(Math.abs(lower[j]), Math.abs(upper[j]));
    }
    const proved = bound - 2 * gamma(this.longest) * size;
    return Number.isFinite(proved) ? proved : Number.NEGATIVE_INFINITY;
  }

  /** Adds P a to the reduced costs; returns a'P a. */
  private linearize(quadratic: NonNullable<ParametricProgram["quadratic"]>, anchor: Float64Array) {
    const { reduced, sizes } = this;
    let value = 0;
    let size = 0;
    for (let j = 0; j < reduced.length; j++) {
      let sum = 0;
      let magnitude = 0;
      for (let e = quadratic.starts[j]; e < quadratic.starts[j + 1]; e++) {
        const product = quadratic.values[e] * anchor[quadratic.indices[e]];
        sum += product;
        magnitude += Math.abs(product);
      }
      reduced[j] += sum;
      sizes[j] += magnitude;
      value += anchor[j] * sum;
      size += Math.abs(anchor[j]) * magnitude;
    }
    return { value, size };
  }

  /** defect/2 times the squared distance of the anchor from the farthest corner. */
  private defect(anchor: Float64Array, lower: Float64Array, upper: Float64Array): number {
    const { convexityDefect } = this.program;
    if (convexityDefect === 0) return 0;
    let squared = 0;
    for (let j = 0; j < anchor.length; j++) {
      const far = Math.max(Math.abs(anchor[j] - lower[j]), Math.abs(upper[j] - anchor[j]));
      squared += far * far;
    }
    return 0.5 * convexityDefect * squared;
  }
}

function longestColumn({ indices, lower }: ParametricProgram): number {
  const counts = new Int32Array(lower.length);
  for (const index of indices) counts[index]++;
  return counts.reduce((most, count) => Math.max(most, count), 0);
}
