import type { LinearExpression } from "../../fullspace/linear-expression.js";
import type { ParametricProgram } from "../program/parametric-program.js";

/** A part of the quadratic objective that one column of a linear program stands for from above. */
interface Part {
  /** Whose product terms it has. */
  readonly variables: Int32Array;
  /** A binary variable without which the part's only variable is 0, or -1. */
  readonly indicator: number;
}

/**
 * Linear underestimates of 1/2 x'Px: the objective is taken apart into parts that share no variables, and each part is
 * at least its tangents. A variable that a binary one switches off (0 <= x <= U z) has perspective tangents,
 * P/2 (2 a x - a^2 z), which hold because both sides are 0 where z is, and cut off fractional z that a tangent does not
 * (O. Guenluek and J. Linderoth, Mathematical Programming 124, 2010).
 */
export class QuadraticCuts {
  readonly parts: readonly Part[];
  private readonly quadratic: NonNullable<ParametricProgram["quadratic"]>;

  constructor(program: ParametricProgram) {
    if (program.quadratic === null) throw new RangeError("there is no quadratic objective to cut");
    this.quadratic = program.quadratic;
    this.parts = connectedParts(program.quadratic).map((variables) => ({
      variables,
      indicator: variables.length === 1 ? indicatorOf(program, variables[0]) : -1,
    }));
  }

  /** The tangent of part k at a point, as an expression in the program's variables. */
  tangent(k: number, point: Float64Array): LinearExpression {
    const { variables, indicator } = this.parts[k];
    const { starts, indices, values } = this.quadratic;
    const coefficients: number[] = [];
    let twice = 0;
    for (const j of variables) {
      let slope = 0;
      for (let e = starts[j]; e < starts[j + 1]; e++) slope += values[e] * point[indices[e]];
      coefficients.push(slope);
      twice += slope * point[j];
    }
    const columns = Array.from(variables);
    if (indicator < 0) return { columns, coefficients, constant: -0.5 * twice };
    return { columns: [...columns, indicator], coefficients: [...coefficients, -0.5 * twice], constant: 0 };
  }
}

/** The variables with quadratic terms, those with products in one group. */
function connectedParts({ rows, starts, indices, values }: QuadraticCuts["quadratic"]): Int32Array[] {
  const seen = new Uint8Array(rows);
  const parts: Int32Array[] = [];
  for (let first = 0; first < rows; first++) {
    if (seen[first] === 1 || starts[first] === starts[first + 1]) continue;
    const part = [first];
    seen[first] = 1;
    for (let k = 0; k < part.length; k++) {
      for (let e = starts[part[k]]; e < starts[part[k] + 1]; e++) {
        if (values[e] === 0 || seen[indices[e]] === 1) continue;
        seen[indices[e]] = 1;
        part.push(indices[e]);
      }
    }
    parts.push(Int32Array.from(part));
  }
  return parts;
}

/** A binary z with a row x - U z <= 0, U > 0, for x >= 0. */
function indicatorOf(program: ParametricProgram, x: number): number {
  const { starts, indices, values, rowUpper, lower, upper, isInteger } = program;
  if (lower[x] !== 0) return -1;
  for (let r = 0; r < program.rowNames.length; r++) {
    if (starts[r + 1] - starts[r] !== 2 || rowUpper.base[r] !== 0) continue;
    const entries = [starts[r], starts[r] + 1];
    if (values.entries.some((entry) => entries.includes(entry)) || rowUpper.entries.includes(r)) continue;
    const own = entries.find((e) => indices[e] === x);
    const other = entries.find((e) => indices[e] !== x);
    if (own === undefined || other === undefined || !(values.base[own] > 0) || !(values.base[other] < 0)) continue;
    const z = indices[other];
    if (isInteger[z] === 1 && lower[z] === 0 && upper[z] === 1) return z;
  }
  return -1;
}
