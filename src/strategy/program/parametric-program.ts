import type { SparseMatrix } from "../../numeric/matrix.js";
import type { AffineVector } from "./affine-vector.js";
import { type ParameterBlock, parameterCount } from "./sampling.js";

/**
 * A convex program that depends on parameters theta: minimize 1/2 x'Px + q'x + r where rowLower <= A x <= rowUpper and
 * lower <= x <= upper, some x whole. P is constant and positive semidefinite (null: zero); q, r, the entries of A and the
 * sides of the rows are affine in theta; the bounds of x are constant and finite, which is what every proof rests on.
 */
export interface ParametricProgram {
  readonly name: string;
  /** Whether the objective stands for the negative of one that is maximized. */
  readonly isMaximum: boolean;
  readonly variableNames: readonly string[];
  readonly rowNames: readonly string[];
  readonly blocks: readonly ParameterBlock[];
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  readonly isInteger: Uint8Array;
  readonly quadratic: SparseMatrix | null;
  /**
   * By how much P may fall short of positive semidefinite because its factorization was rounded: P + convexityDefect I is
   * surely positive semidefinite.
   */
  readonly convexityDefect: number;
  readonly linear: AffineVector;
  /** One element. */
  readonly constant: AffineVector;
  /** A by rows: the entries of row r are starts[r] .. starts[r + 1] - 1. */
  readonly starts: Int32Array;
  readonly indices: Int32Array;
  readonly values: AffineVector;
  readonly rowLower: AffineVector;
  readonly rowUpper: AffineVector;
}

/** The numbers of a program at one theta. */
export interface ProgramData {
  readonly theta: Float64Array;
  readonly linear: Float64Array;
  readonly constant: Float64Array;
  readonly values: Float64Array;
  readonly rowLower: Float64Array;
  readonly rowUpper: Float64Array;
}

export function emptyData(program: ParametricProgram): ProgramData {
  const rows = program.rowNames.length;
  return {
    theta: new Float64Array(parameterCount(program.blocks)),
    linear: new Float64Array(program.variableNames.length),
    constant: new Float64Array(1),
    values: new Float64Array(program.indices.length),
    rowLower: new Float64Array(rows),
    rowUpper: new Float64Array(rows),
  };
}

/** Writes the program's numbers at theta into `data`. */
export function instantiate(program: ParametricProgram, theta: Float64Array, data: ProgramData): void {
  data.theta.set(theta);
  program.linear.into(theta, data.linear);
  program.constant.into(theta, data.constant);
  program.values.into(theta, data.values);
  program.rowLower.into(theta, data.rowLower);
  program.rowUpper.into(theta, data.rowUpper);
}

/** The program's numbers at theta. */
export function instance(program: ParametricProgram, theta: Float64Array): ProgramData {
  const data = emptyData(program);
  instantiate(program, theta, data);
  return data;
}

export function hasIntegers(program: ParametricProgram): boolean {
  return program.isInteger.includes(1);
}

/** LP, QP, MILP or MIQP. */
export function programClass(program: ParametricProgram): "LP" | "QP" | "MILP" | "MIQP" {
  const order = program.quadratic === null ? "LP" : "QP";
  return hasIntegers(program) ? (`MI${order}` as "MILP" | "MIQP") : order;
}

/** The objective at a point, in float64. */
export function objectiveAt(program: ParametricProgram, data: ProgramData, x: Float64Array): number {
  let value = data.constant[0];
  for (let j = 0; j < x.length; j++) value += data.linear[j] * x[j];
  const { quadratic } = program;
  if (quadratic === null) return value;
  for (let j = 0; j < x.length; j++) {
    for (let e = quadratic.starts[j]; e < quadratic.starts[j + 1]; e++) {
      value += 0.5 * x[j] * quadratic.values[e] * x[quadratic.indices[e]];
    }
  }
  return value;
}

/** A x, in float64. */
export function activities(program: ParametricProgram, data: ProgramData, x: Float64Array, out: Float64Array): void {
  const { starts, indices } = program;
  for (let r = 0; r < out.length; r++) {
    let sum = 0;
    for (let e = starts[r]; e < starts[r + 1]; e++) sum += data.values[e] * x[indices[e]];
    out[r] = sum;
  }
}
