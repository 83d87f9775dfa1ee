import type { Matrix } from "../../numeric/matrix.js";
import { gamma, SMALLEST, UNIT_ROUNDOFF } from "../../numeric/rounding.js";
import type { AffineTerm, ConstantTensor, SymbolicTensor, Tensor } from "../algebra.js";
import { errorAt, floatConstant, requireFinite, SAFETY } from "./constant.js";
import { sumError } from "./rounding-error.js";
import { newSize, type Workspace } from "./workspace.js";

/** matrix * x; `error` bounds the error of each stored coefficient (same layout as the matrix's), absent: exact. */
export interface Summand {
  readonly x: Tensor;
  readonly matrix: Matrix;
  readonly error?: Float64Array | undefined;
}

/** sum_k matrix_k x_k + bias, folded where every x is constant, otherwise made by the algebra. */
export function affine(
  w: Workspace,
  shape: readonly number[],
  summands: readonly Summand[],
  bias?: ConstantTensor | undefined,
): Tensor {
  const rows = newSize(w, shape);
  for (const { matrix } of summands) w.work.take(coefficients(matrix).length);
  let constant = bias;
  const symbolicOnes: Summand[] = [];
  for (const summand of summands) {
    if (summand.x.kind === "symbolic") symbolicOnes.push(summand);
    else constant = plus(shape, rows, imageOf(rows, summand, summand.x), constant);
  }
  if (symbolicOnes.length === 0) return constant ?? floatConstant(shape, new Float64Array(rows));
  return made(w, shape, symbolicOnes, constant);
}

/** Stored coefficients of a matrix, row after row. */
export function coefficients(matrix: Matrix): Float64Array {
  return matrix.kind === "dense" ? matrix.data : matrix.values;
}

/**
 * Calls the algebra. Errors of coefficients and bias become one number of rounding units relative to the coefficients'
 * magnitudes, and magnitudes of the bias that are large enough.
 */
function made(
  w: Workspace,
  shape: readonly number[],
  summands: readonly Summand[],
  bias: ConstantTensor | undefined,
): SymbolicTensor {
  let units = 0;
  const terms: AffineTerm[] = summands.map(({ x, matrix, error }) => {
    const values = coefficients(matrix);
    requireFinite(values, "a coefficient");
    if (error === undefined) return { x: x as AffineTerm["x"], matrix };
    requireFinite(error, "the rounding error of a coefficient");
    let cleaned = values;
    for (let k = 0; k < values.length; k++) {
      if (error[k] === 0) continue;
      if (Math.abs(values[k]!) <= error[k]!) {
        // A coefficient that is all error: any number of its size stands for it, with 2 / u units.
        if (cleaned === values) cleaned = values.slice();
        cleaned[k] = error[k]!;
        units = Math.max(units, Math.ceil(2.1 / UNIT_ROUNDOFF));
      } else {
        units = Math.max(units, unitsOf(error[k]!, Math.abs(values[k]!)));
      }
    }
    const exactLayout = matrix.kind === "dense" ? { ...matrix, data: cleaned } : { ...matrix, values: cleaned };
    return { x: x as AffineTerm["x"], matrix: exactLayout };
  });
  if (bias === undefined) return w.algebra.affine(shape, terms, { roundingUnits: units });
  requireFinite(bias.data, "a constant");
  if (bias.error === undefined && units === 0) return w.algebra.affine(shape, terms, { bias: bias.data });
  if (bias.error !== undefined) requireFinite(bias.error, "the rounding error of a constant");
  const roundingUnits = Math.max(units, bias.error === undefined ? 0 : 1);
  const biasMagnitude = bias.data.map((_, k) => (errorAt(bias, k) / (roundingUnits * UNIT_ROUNDOFF)) * SAFETY);
  return w.algebra.affine(shape, terms, { bias: bias.data, roundingUnits, biasMagnitude });
}

/** Units of roundoff, relative to the magnitude, that cover an error. */
function unitsOf(error: number, magnitude: number): number {
  // One unit, the usual case, is compared exactly: scaling by a power of two does not round.
  if (magnitude > 2 ** -960 && error <= magnitude * UNIT_ROUNDOFF) return 1;
  return Math.ceil((error / magnitude / UNIT_ROUNDOFF) * SAFETY);
}

/** A constant as a symbolic tensor; one that was folded with error is an affine map of nothing. */
export function embedded(w: Workspace, x: ConstantTensor): SymbolicTensor {
  requireFinite(x.data, "a constant");
  return x.error === undefined ? w.algebra.embed(x) : made(w, x.shape, [], x);
}

function imageOf(rows: number, { matrix, error }: Summand, x: ConstantTensor): ConstantTensor {
  const data = new Float64Array(rows);
  const radius = new Float64Array(rows);
  const values = coefficients(matrix);
  let inexact = false;
  for (let r = 0; r < rows; r++) {
    const begin = matrix.kind === "dense" ? r * matrix.columns : matrix.starts[r]!;
    const end = matrix.kind === "dense" ? begin + matrix.columns : matrix.starts[r + 1]!;
    let sum = 0;
    let magnitude = 0;
    let inherited = 0;
    let selection = end - begin <= 1;
    let integral = true;
    let terms = 0;
    for (let k = begin; k < end; k++) {
      const column = matrix.kind === "dense" ? k - begin : matrix.indices[k]!;
      const a = values[k]!;
      const ea = error === undefined ? 0 : error[k]!;
      const b = x.data[column]!;
      const eb = errorAt(x, column);
      if (a === 0 && ea === 0) continue;
      if (b !== 0) terms++;
      sum += a * b;
      magnitude += Math.abs(a * b);
      inherited += Math.abs(a) * eb + ea * (Math.abs(b) + eb);
      if (Math.abs(a) !== 1) selection = false;
      if (!Number.isInteger(a) || !Number.isInteger(b)) integral = false;
    }
    data[r] = sum;
    const exact = selection || (integral && magnitude <= Number.MAX_SAFE_INTEGER);
    const rounding = exact ? 0 : gamma(end - begin) * magnitude + terms * SMALLEST;
    radius[r] = Number.isFinite(magnitude) ? (rounding + inherited) * SAFETY : 0;
    if (radius[r] !== 0) inexact = true;
  }
  return floatConstant([rows], data, inexact ? radius : undefined);
}

function plus(
  shape: readonly number[],
  rows: number,
  left: ConstantTensor,
  right: ConstantTensor | undefined,
): ConstantTensor {
  if (right === undefined) return { ...left, shape };
  const data = new Float64Array(rows);
  const error = new Float64Array(rows);
  for (let r = 0; r < rows; r++) {
    data[r] = left.data[r]! + right.data[r]!;
    error[r] = (sumError(left.data[r]!, right.data[r]!) + errorAt(left, r) + errorAt(right, r)) * SAFETY;
  }
  return floatConstant(shape, data, error);
}
