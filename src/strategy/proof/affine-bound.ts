import { gamma } from "../../numeric/rounding.js";
import type { ParametricProgram } from "../program/parametric-program.js";
import { parameterCount } from "../program/sampling.js";
import { type DualPoint, LagrangianBound } from "./lagrangian-bound.js";

/** Whether parameters enter the sides of rows only: reduced costs, and what they are worth, do not change then. */
export function hasAffineBounds({ values, linear, constant }: ParametricProgram): boolean {
  return values.isConstant && linear.isConstant && constant.isConstant;
}

/**
 * A Lagrangian bound over one box of a program without quadratic terms, or with a constant matrix, as a function of the parameters:
 * affine, but for the columns with parameters in them. Each of these adds its reduced cost, affine, times the bound that its sign
 * picks. Margins cover the rounding of all, and of the sides and entries as float64 data.
 */
export class AffineBound {
  private readonly constant: number;
  private readonly slopes: Float64Array;
  private readonly sizes: Float64Array;
  private readonly margin: number;
  private readonly baseSize: number;
  private readonly columns: readonly ParametricColumn[];

  constructor(program: ParametricProgram, dual: DualPoint, lower: Float64Array, upper: Float64Array) {
    const parameters = parameterCount(program.blocks);
    this.slopes = new Float64Array(parameters);
    this.sizes = new Float64Array(parameters);
    const { rowLower, rowUpper } = program;
    const base = {
      theta: new Float64Array(parameters),
      linear: program.linear.base,
      constant: program.constant.base,
      values: program.values.base,
      rowLower: rowLower.base,
      rowUpper: rowUpper.base,
    };
    let size = 0;
    dual.multipliers.forEach((y, r) => {
      const side = y > 0 ? rowLower.base[r] : rowUpper.base[r];
      if (y !== 0 && Number.isFinite(side)) size += Math.abs(y * side);
    });
    this.add(rowLower, dual.multipliers, 1);
    this.add(rowUpper, dual.multipliers, -1);
    const columns = parametricColumns(program, dual.multipliers, lower, upper);
    const without = { lower: lower.slice(), upper: upper.slice() };
    for (const { variable } of columns) {
      without.lower[variable] = 0;
      without.upper[variable] = 0;
    }
    this.columns = columns.filter((column) => column.lower !== 0 || column.upper !== 0);
    this.constant = new LagrangianBound(program).at(base, dual, without.lower, without.upper);
    const { entries } = program.values;
    const terms = rowLower.entries.length + rowUpper.entries.length + entries.length + parameters + lower.length + 8;
    this.margin = 4 * gamma(terms + program.rowNames.length);
    this.baseSize = size + Math.abs(this.constant);
  }

  /** -Infinity where the multipliers or the parameters are no numbers. */
  at(theta: Float64Array): number {
    const { slopes, sizes, columns } = this;
    let bound = this.constant;
    let size = this.baseSize;
    for (let p = 0; p < theta.length; p++) {
      bound += slopes[p] * theta[p];
      size += sizes[p] * Math.abs(theta[p]);
    }
    for (let c = 0; c < columns.length; c++) {
      const { cost, costSize, parameters, slopes: steps, lower, upper } = columns[c];
      let reduced = cost;
      let magnitude = costSize;
      for (let k = 0; k < parameters.length; k++) {
        const product = steps[k] * theta[parameters[k]];
        reduced += product;
        magnitude += Math.abs(product);
      }
      bound += reduced * (reduced >= 0 ? lower : upper);
      size += magnitude * Math.max(Math.abs(lower), Math.abs(upper));
    }
    const proved = bound - this.margin * size;
    return Number.isFinite(proved) ? proved : Number.NEGATIVE_INFINITY;
  }

  private add(side: ParametricProgram["rowLower"], multipliers: Float64Array, sign: number): void {
    for (let k = 0; k < side.entries.length; k++) {
      const y = multipliers[side.entries[k]];
      if (!(y * sign > 0)) continue;
      this.slopes[side.parameters[k]] += y * side.coefficients[k];
      this.sizes[side.parameters[k]] += Math.abs(y * side.coefficients[k]);
    }
  }
}

/** A column with parameters in it, between its bounds: cost and slopes of its reduced cost, and what their rounding is measured by. */
interface ParametricColumn {
  readonly variable: number;
  readonly lower: number;
  readonly upper: number;
  readonly cost: number;
  readonly costSize: number;
  readonly parameters: Int32Array;
  readonly slopes: Float64Array;
}

/** The columns in which parameters stand where the multipliers reach. */
function parametricColumns(
  { starts, indices, values, linear, rowLower, rowUpper, rowNames }: ParametricProgram,
  multipliers: Float64Array,
  lower: Float64Array,
  upper: Float64Array,
): ParametricColumn[] {
  if (values.isConstant) return [];
  const weight = new Float64Array(indices.length);
  for (let r = 0; r < rowNames.length; r++) {
    const y = multipliers[r];
    // As in the bound itself, multipliers of sides that are free are left out.
    const isUsed = y !== 0 && Math.abs(y > 0 ? rowLower.base[r] : rowUpper.base[r]) !== Number.POSITIVE_INFINITY;
    if (isUsed) weight.fill(y, starts[r], starts[r + 1]);
  }
  const found = new Map<number, { cost: number; costSize: number; parameters: number[]; slopes: number[] }>();
  values.entries.forEach((entry, k) => {
    if (weight[entry] === 0) return;
    const j = indices[entry];
    const column = found.get(j) ?? {
      cost: linear.base[j],
      costSize: Math.abs(linear.base[j]),
      parameters: [],
      slopes: [],
    };
    column.parameters.push(values.parameters[k]);
    column.slopes.push(-weight[entry] * values.coefficients[k]);
    found.set(j, column);
  });
  for (let e = 0; e < indices.length; e++) {
    const column = weight[e] === 0 ? undefined : found.get(indices[e]);
    if (column === undefined) continue;
    column.cost -= weight[e] * values.base[e];
    column.costSize += Math.abs(weight[e] * values.base[e]);
  }
  return [...found].map(([variable, { cost, costSize, parameters, slopes }]) => ({
    variable,
    lower: lower[variable],
    upper: upper[variable],
    cost,
    costSize,
    parameters: Int32Array.from(parameters),
    slopes: Float64Array.from(slopes),
  }));
}
