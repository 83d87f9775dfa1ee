import { down, UNIT_ROUNDOFF, up } from "../numeric/rounding.js";
import { type LinearExpression, valueAt } from "./linear-expression.js";
import type { QuadraticObjective } from "./quadratic-objective.js";

/** What a column is made with; continuous and without a name of its own by default. */
export interface ColumnOptions {
  readonly isInteger?: boolean | undefined;
  readonly name?: string | undefined;
}

/** How big a model is. */
export interface MilpSize {
  readonly rows: number;
  readonly columns: number;
  /** Columns that take whole numbers only. */
  readonly integers: number;
  readonly nonzeros: number;
}

/** HiGHS drops matrix entries below this in silence (its option small_matrix_value); so none are handed to it. */
const SMALLEST_COEFFICIENT = 1e-9;

/**
 * A mixed-integer linear program, or one with a convex quadratic objective: minimize objective, where rowLower <= A x <= rowUpper and lower <= x <= upper. Rows are
 * compressed: the entries of row r are starts[r] .. starts[r + 1] - 1. Rows and columns may be added at any time.
 */
export class MilpModel {
  readonly columnLower: number[] = [];
  readonly columnUpper: number[] = [];
  readonly isInteger: boolean[] = [];
  readonly columnNames: string[] = [];
  readonly starts: number[] = [0];
  readonly indices: number[] = [];
  readonly values: number[] = [];
  readonly rowLower: number[] = [];
  readonly rowUpper: number[] = [];
  readonly rowNames: string[] = [];
  /**
   * Per row: by how much its sides may lie too far inside, over the columns' bounds, because its numbers were rounded. The
   * solver does not see it; safe-dual-bound.ts pays for it.
   */
  readonly rowErrors: number[] = [];
  /** Read by `objectiveCosts`; replaced as a whole. */
  objective: LinearExpression = { columns: [], coefficients: [], constant: 0 };
  /** Convex; null where the objective is linear. */
  quadratic: QuadraticObjective | null = null;

  constructor(readonly name: string) {}

  get columns(): number {
    return this.columnLower.length;
  }

  get rows(): number {
    return this.rowLower.length;
  }

  get size(): MilpSize {
    const integers = this.isInteger.reduce((count, flag) => count + (flag ? 1 : 0), 0);
    return { rows: this.rows, columns: this.columns, integers, nonzeros: this.values.length };
  }

  /** @returns the column's index */
  addColumn(lower: number, upper: number, { isInteger = false, name }: ColumnOptions = {}): number {
    const column = this.columns;
    this.columnLower.push(lower);
    this.columnUpper.push(upper);
    this.isInteger.push(isInteger);
    this.columnNames.push(name ?? `c${column}`);
    return column;
  }

  addBinary(name?: string): number {
    return this.addColumn(0, 1, { isInteger: true, name });
  }

  /**
   * Adds lower <= expression <= upper. Coefficients under SMALLEST_COEFFICIENT leave the row, which is widened by all that
   * they can contribute; a row that then holds everywhere is left out.
   * @param error by how much the expression's value may be off, over the columns' bounds
   */
  addRow(expression: LinearExpression, lower: number, upper: number, name?: string, error = 0): void {
    const { columns, coefficients, constant } = expression;
    let least = 0;
    let most = 0;
    const first = this.values.length;
    for (let t = 0; t < columns.length; t++) {
      const coefficient = coefficients[t];
      if (coefficient === 0) continue;
      if (Math.abs(coefficient) >= SMALLEST_COEFFICIENT) {
        this.indices.push(columns[t]);
        this.values.push(coefficient);
        continue;
      }
      const a = coefficient * this.columnLower[columns[t]];
      const b = coefficient * this.columnUpper[columns[t]];
      least = down(least + Math.min(a, b));
      most = up(most + Math.max(a, b));
    }
    const low = lower - constant - most;
    const high = upper - constant - least;
    const isEmpty = this.values.length === first;
    if (isEmpty && low <= 0 && high >= 0) return;
    this.starts.push(this.values.length);
    this.rowLower.push(low);
    this.rowUpper.push(high);
    this.rowNames.push(name ?? `r${this.rows - 1}`);
    const sides = [lower, upper].map((side) => (Number.isFinite(side) ? Math.abs(side) : 0));
    const size = Math.abs(constant) + Math.max(...sides) + Math.max(-least, most);
    this.rowErrors.push(error + 4 * UNIT_ROUNDOFF * size);
  }

  /** The linear objective's coefficient of every column. */
  objectiveCosts(): Float64Array {
    return this.costsOf(this.objective);
  }

  costsOf({ columns, coefficients }: LinearExpression): Float64Array {
    const costs = new Float64Array(this.columns);
    for (let t = 0; t < columns.length; t++) costs[columns[t]] += coefficients[t];
    return costs;
  }

  /** The objective at a point, an estimate. */
  objectiveAt(point: ArrayLike<number>): number {
    let value = valueAt(this.objective, point);
    this.quadratic?.values.forEach((entry, e) => {
      const { rows, columns } = this.quadratic as QuadraticObjective;
      value += (rows[e] === columns[e] ? 0.5 : 1) * entry * point[rows[e]] * point[columns[e]];
    });
    return value;
  }

  /** The largest violation of a row, a column's bound or integrality at a point, an estimate; NaN counts as infinite. */
  violation(point: ArrayLike<number>): number {
    let most = 0;
    const include = (distance: number): void => {
      if (!(distance <= most)) most = Number.isNaN(distance) ? Number.POSITIVE_INFINITY : distance;
    };
    for (let c = 0; c < this.columns; c++) {
      include(Math.max(this.columnLower[c] - point[c], point[c] - this.columnUpper[c]));
      if (this.isInteger[c]) include(Math.abs(point[c] - Math.round(point[c])));
    }
    for (let r = 0; r < this.rows; r++) {
      let activity = 0;
      for (let e = this.starts[r]; e < this.starts[r + 1]; e++) activity += this.values[e] * point[this.indices[e]];
      include(Math.max(this.rowLower[r] - activity, activity - this.rowUpper[r]));
    }
    return most;
  }
}
