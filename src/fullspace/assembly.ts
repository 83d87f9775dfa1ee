import type { Element } from "./element.js";
import type { Formulation } from "./formulation.js";
import { columnExpression, type LinearExpression, valueAt } from "./linear-expression.js";
import type { ColumnOptions, MilpModel } from "./milp-model.js";

/** Sets the values of some columns from those of columns made before, in place. */
type Assignment = (point: Float64Array) => void;

/** A family of valid inequalities that is too large to write down. */
export interface CutFamily {
  /** Adds the inequality of the family that the point violates most, if any, to the model. */
  separate(point: Float64Array, model: MilpModel): boolean;
  /** Adds the inequality that is tight where the point is, if the family has one for every point. */
  touch?(point: Float64Array, model: MilpModel): boolean;
}

/** A smooth function's graph between two polygons, or one side of it, to be refined where the solver's point is off. */
export interface Enclosure {
  /** Names the neuron from round to round. */
  readonly key: string;
  /** Of the graph: BELOW or ABOVE where tangents hold it from that side only, otherwise BOTH. */
  readonly side: number;
  readonly argument: LinearExpression;
  readonly result: LinearExpression;
  value(argument: number): number;
  /** Where it is cut, ascending, the argument's bounds included; or where it is touched, in any order. */
  readonly breakpoints: readonly number[];
  /** Of what is held from one side: whether a line is there that another one at the argument would repeat. */
  isTouched?(argument: number): boolean;
  /** Largest distance of the two polygons, or of the tangents from the graph. */
  readonly error: number;
}

/** By the key of an enclosure: where it is cut or touched. */
export type Breakpoints = Map<string, readonly number[]>;

/** Moves a point found by the solver into what its binaries say, in place: x has the decision variables. */
type Repair = (point: Float64Array, x: Float64Array) => void;

/** What encoders write to: the model, and how a point of the decision variables becomes a point of all its columns. */
export class Assembly {
  readonly cuts: CutFamily[] = [];
  readonly enclosures: Enclosure[] = [];
  readonly repairs: Repair[] = [];
  private readonly assignments: Assignment[] = [];

  /**
   * @param variables the first columns of the model, which are the decision variables
   * @param breakpoints by the key of an enclosure: where it is cut or touched besides the first, equal pieces; added to
   */
  constructor(
    readonly model: MilpModel,
    readonly variables: number,
    readonly formulation: Formulation,
    readonly breakpoints: Breakpoints,
  ) {}

  /** A new column whose value follows from those of earlier columns. */
  addColumn(lower: number, upper: number, value: (point: Float64Array) => number, options: ColumnOptions = {}): number {
    const column = this.model.addColumn(lower, upper, options);
    this.assignments.push((point) => {
      point[column] = value(point);
    });
    return column;
  }

  addBinary(value: (point: Float64Array) => boolean, name?: string): number {
    return this.addColumn(0, 1, (point) => (value(point) ? 1 : 0), { isInteger: true, name });
  }

  /** The element as a column of its own, defined by an equation; what has one or two terms stays as it is. */
  asColumn(element: Element, name: string): Element {
    const { expression, lower, upper, error } = element;
    if (expression.columns.length <= 2) return element;
    const column = this.addColumn(lower, upper, (point) => valueAt(expression, point), { name });
    const columns = [...expression.columns, column];
    const row = { columns, coefficients: [...expression.coefficients, -1], constant: expression.constant };
    this.model.addRow(row, 0, 0, `${name}_def`, error);
    return { ...element, expression: columnExpression(column), definition: expression, error: 0 };
  }

  /** The point of all columns that belongs to a point of the decision variables. */
  complete(x: Float64Array): Float64Array {
    const point = new Float64Array(this.model.columns);
    point.set(x);
    for (const assign of this.assignments) assign(point);
    return point;
  }
}
