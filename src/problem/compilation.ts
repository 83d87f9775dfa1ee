import { sparseMatrix } from "../numeric/matrix.js";
import { UNIT_ROUNDOFF, up } from "../numeric/rounding.js";
import type { BivariateName, SymbolicTensor } from "../onnx/algebra.js";
import { NetworkBuilder } from "../predictors/network/builder.js";
import type { Network } from "../predictors/network/network.js";
import { roundingUnits } from "./constant.js";
import {
  type ApplicationExpression,
  type CombinationExpression,
  type ConstantExpression,
  type Expression,
  inOrder,
  type ModelCall,
  operands,
  type SumExpression,
} from "./expression.js";

/**
 * The layered network that computes the given formulas, models included: input = all scalar variables in order, output =
 * one element per formula. A formula and the models in it are so bounded as one graph.
 *
 * Operations are grouped: those of one kind at one depth become one layer.
 */
export function compiled(formulas: readonly Expression[], variables: number): Network {
  return new Compilation(variables).network(formulas);
}

/** Sums whose coefficients are off by more than this many units get a layer of their own, so as not to blur the others. */
const USUAL_UNITS = 64;

class Compilation {
  private readonly builder: NetworkBuilder;
  private readonly input: SymbolicTensor;
  /** The id that the builder gave to an expression, by the expression's id. */
  private readonly elements = new Map<number, number>();

  constructor(variables: number) {
    this.builder = new NetworkBuilder(variables);
    this.input = this.builder.inputTensor();
  }

  network(formulas: readonly Expression[]): Network {
    for (const group of groups(inOrder(formulas))) this.compile(group);
    return this.builder.build(this.tensor(formulas));
  }

  private compile(group: readonly Expression[]): void {
    const [first] = group;
    switch (first.kind) {
      case "variable":
        for (const expression of group as (typeof first)[]) {
          this.elements.set(expression.id, this.input.elements[expression.index]);
        }
        return;
      case "constant":
      case "sum":
        this.store(group, this.sums(group as (ConstantExpression | SumExpression)[]));
        return;
      case "combination": {
        const pairs = group as CombinationExpression[];
        const left = this.tensor(pairs.map((pair) => pair.left));
        const right = this.tensor(pairs.map((pair) => pair.right));
        this.store(group, this.builder.combine(first.operation as BivariateName, left, right));
        return;
      }
      case "application": {
        const argument = this.tensor((group as ApplicationExpression[]).map((application) => application.argument));
        this.store(group, this.builder.apply(first.phi, argument));
        return;
      }
      case "output": {
        const { outputs: count } = first.call.model.predictor;
        const read = new Set((group as (typeof first)[]).map((output) => output.index));
        const isRead = Array.from({ length: count }, (_, index) => read.has(index));
        const outputs = this.call(first.call, isRead);
        for (const output of group as (typeof first)[]) this.elements.set(output.id, outputs.elements[output.index]);
      }
    }
  }

  private call({ model: { predictor }, inputs }: ModelCall, isRead: readonly boolean[]): SymbolicTensor {
    return this.builder.embedModel(predictor.restrictedTo?.(isRead) ?? predictor, this.tensor(inputs));
  }

  /** One affine layer, a row per expression. */
  private sums(rows: readonly (ConstantExpression | SumExpression)[]): SymbolicTensor {
    const terms = [...new Set(rows.flatMap((row) => (row.kind === "sum" ? row.terms : [])))];
    const columns = new Map(terms.map((term, k) => [term, k]));
    const units = rows.reduce((most, row) => Math.max(most, unitsOf(row)), 0);
    const bias = Float64Array.from(rows, (row) => row.constant.value);
    const biasMagnitude = Float64Array.from(rows, ({ constant: { value, radius } }) =>
      Math.max(Math.abs(value), radius === 0 ? 0 : up(up(radius / UNIT_ROUNDOFF) / units)),
    );
    const options = { bias, biasMagnitude, roundingUnits: units };
    if (terms.length === 0) return this.builder.affine([rows.length], [], options);
    const entries = rows.map((row) =>
      row.kind === "constant"
        ? []
        : row.terms.map((term, k) => [columns.get(term) as number, row.coefficients[k].value] as const),
    );
    const matrix = sparseMatrix(terms.length, entries);
    return this.builder.affine([rows.length], [{ x: this.tensor(terms), matrix }], options);
  }

  private tensor(expressions: readonly Expression[]): SymbolicTensor {
    const elements = Int32Array.from(expressions, (expression) => this.elements.get(expression.id) as number);
    return { kind: "symbolic", type: "float", shape: [elements.length], elements };
  }

  private store(expressions: readonly Expression[], tensor: SymbolicTensor): void {
    expressions.forEach((expression, k) => {
      this.elements.set(expression.id, tensor.elements[k]);
    });
  }
}

/** How far the row's coefficients may be off, at least 1 if anything in it is. */
function unitsOf(row: ConstantExpression | SumExpression): number {
  const least = row.constant.radius > 0 ? 1 : 0;
  if (row.kind === "constant") return least;
  return row.coefficients.reduce((most, coefficient) => Math.max(most, roundingUnits(coefficient)), least);
}

/** Expressions that become one layer, operands before results. */
function groups(order: readonly Expression[]): Expression[][] {
  const depths = new Map<Expression, number>();
  const byKey = new Map<string, { depth: number; members: Expression[] }>();
  for (const expression of order) {
    const depth = operands(expression).reduce(
      (most, operand) => Math.max(most, (depths.get(operand) as number) + 1),
      0,
    );
    depths.set(expression, depth);
    const key = `${depth} ${kindOf(expression)}`;
    const group = byKey.get(key);
    if (group === undefined) byKey.set(key, { depth, members: [expression] });
    else group.members.push(expression);
  }
  return [...byKey.values()].sort((a, b) => a.depth - b.depth).map((group) => group.members);
}

function kindOf(expression: Expression): string {
  switch (expression.kind) {
    case "constant":
    case "variable":
      return expression.kind;
    case "sum": {
      const units = unitsOf(expression);
      return units <= USUAL_UNITS ? "sum" : `sum ${units}`;
    }
    case "combination":
      return expression.operation;
    case "application":
      return `${expression.phi.name}(${Object.values(expression.phi.parameters).join()})`;
    case "output":
      // The outputs of a call are made together and have consecutive ids.
      return `call ${expression.id - expression.index}`;
  }
}
