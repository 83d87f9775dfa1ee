import { gamma } from "../../numeric/rounding.js";
import type { ParametricProgram } from "../program/parametric-program.js";
import { parameterCount } from "../program/sampling.js";
import { type DualPoint, LagrangianBound } from "./lagrangian-bound.js";

/** Whether parameters enter the sides of rows only: reduced costs, and what they are worth, do not change then. */
export function hasAffineBounds({ values, linear, constant }: ParametricProgram): boolean {
  return values.isConstant && linear.isConstant && constant.isConstant;
}

/**
 * A Lagrangian bound over one box as an affine function of the parameters: constant + sum of multiplier times side. Margins
 * cover the rounding of both, and of the sides as float64 data.
 */
export class AffineBound {
  private readonly constant: number;
  private readonly slopes: Float64Array;
  private readonly sizes: Float64Array;
  private readonly margin: number;
  private readonly baseSize: number;

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
    this.constant = new LagrangianBound(program).at(base, dual, lower, upper);
    const terms = rowLower.entries.length + rowUpper.entries.length + parameters + 8;
    this.margin = 4 * gamma(terms);
    this.baseSize = size + Math.abs(this.constant);
  }

  /** -Infinity where the multipliers or the parameters are no numbers. */
  at(theta: Float64Array): number {
    const { slopes, sizes } = this;
    let bound = this.constant;
    let size = this.baseSize;
    for (let p = 0; p < theta.length; p++) {
      bound += slopes[p] * theta[p];
      size += sizes[p] * Math.abs(theta[p]);
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
