import type { CutFamily } from "../assembly.js";
import type { LinearExpression } from "../linear-expression.js";
import type { MilpModel } from "../milp-model.js";
import type { ReluEncoder } from "./relu.js";
import { reluBigM } from "./relu-big-m.js";

/** A cut has to be violated by this much, relative to the size of its terms, to be worth a row. */
const WORTHWHILE_VIOLATION = 1e-5;

/**
 * Big-M, and the facets of the convex hull over the neuron's own inputs, separated on demand: for every subset I of the terms
 * y <= sum_{I} w_i (x_i - L_i (1 - s)) + (b + sum_{not I} w_i U_i) s, with L_i, U_i the ends at which w_i x_i is least and
 * greatest. R. Anderson, J. Huchette, W. Ma, C. Tjandraatmadja, J. P. Vielma, Math. Programming 183 (2020) 3-39, prop. 12.
 */
export const reluIdeal: ReluEncoder = (assembly, argument, label) => {
  const encoded = reluBigM(assembly, argument, label);
  const [y] = encoded.output.columns;
  const [s] = encoded.active.columns;
  if (argument.definition.columns.length > 1) {
    assembly.cuts.push(new IdealCuts(argument.definition, y, s, label, argument.error));
  }
  return encoded;
};

class IdealCuts implements CutFamily {
  constructor(
    private readonly definition: LinearExpression,
    private readonly y: number,
    private readonly s: number,
    private readonly label: string,
    private readonly error: number,
  ) {}

  separate(point: Float64Array, model: MilpModel): boolean {
    const { columns, coefficients, constant } = this.definition;
    const s = point[this.s];
    const kept: number[] = [];
    const weights: number[] = [];
    let limit = constant * s;
    let size = Math.abs(constant);
    // The row: y - sum_I w x - (b + sum_I w L + sum_notI w U) s <= - sum_I w L.
    let slope = constant;
    let side = 0;
    for (let t = 0; t < columns.length; t++) {
      const column = columns[t];
      const w = coefficients[t];
      const least = w * (w > 0 ? model.columnLower[column] : model.columnUpper[column]);
      const most = w * (w > 0 ? model.columnUpper[column] : model.columnLower[column]);
      const inside = w * point[column] - least * (1 - s);
      const outside = most * s;
      size += Math.abs(least) + Math.abs(most);
      if (inside < outside) {
        limit += inside;
        slope += least;
        side -= least;
        kept.push(column);
        weights.push(-w);
      } else {
        limit += outside;
        slope += most;
      }
    }
    if (!(point[this.y] - limit > WORTHWHILE_VIOLATION * (1 + size))) return false;
    const row = { columns: [...kept, this.y, this.s], coefficients: [...weights, 1, -slope], constant: 0 };
    const rounding = (columns.length + 4) * 2 ** -52 * size;
    model.addRow(row, Number.NEGATIVE_INFINITY, side, `${this.label}_cut${model.rows}`, this.error + rounding);
    return true;
  }
}
