import type { Comparison, Relation } from "../comparison.js";
import { MINUS_ONE, ONE } from "../constant.js";
import type { Expression } from "../expression.js";
import type { ExpressionGraph } from "../expression-graph.js";
import { expressionText } from "../expression-text.js";
import { InputError } from "../input-error.js";

/** What the formulas of one problem have in common. */
export interface FormulaOrigin {
  readonly graph: ExpressionGraph;
  /** The name of a scalar variable by its position. */
  nameOf(index: number): string;
}

/** What a formula can be combined with: another formula of the same problem, or a finite number. */
export type Operand = Formula | number;

/** A comparison of formulas, to be given to subjectTo. */
export interface FormulaComparison extends Comparison {
  readonly graph: ExpressionGraph;
}

/**
 * A scalar formula over the decision variables of a ProblemBuilder. Immutable: every method returns a new formula, the same
 * that text would give. All methods throw an InputError for a number that is not finite, a formula of another problem, and
 * what formulas cannot hold, such as a division by the constant 0.
 */
export class Formula {
  constructor(
    readonly origin: FormulaOrigin,
    readonly expression: Expression,
  ) {}

  plus(other: Operand): Formula {
    return this.made(this.origin.graph.sum([this.expression, this.read(other)], [ONE, ONE]));
  }

  minus(other: Operand): Formula {
    return this.made(this.origin.graph.sum([this.expression, this.read(other)], [ONE, MINUS_ONE]));
  }

  times(other: Operand): Formula {
    return this.made(this.origin.graph.product(this.expression, this.read(other)));
  }

  /** The quotient. */
  over(divisor: Operand): Formula {
    return this.made(this.origin.graph.quotient(this.expression, this.read(divisor)));
  }

  power(exponent: Operand): Formula {
    return this.made(this.origin.graph.power(this.expression, this.read(exponent)));
  }

  negated(): Formula {
    return this.made(this.origin.graph.negative(this.expression));
  }

  /** At most. */
  le(bound: Operand): FormulaComparison {
    return this.compared([this.expression, this.read(bound)], ["<="]);
  }

  /** At least. */
  ge(bound: Operand): FormulaComparison {
    return this.compared([this.expression, this.read(bound)], [">="]);
  }

  /** Equal. */
  eq(value: Operand): FormulaComparison {
    return this.compared([this.expression, this.read(value)], ["=="]);
  }

  /** At least `lower` and at most `upper`. */
  between(lower: Operand, upper: Operand): FormulaComparison {
    return this.compared([this.read(lower), this.expression, this.read(upper)], ["<=", "<="]);
  }

  /** The formula as text, with what is too long to read left out. */
  toString(): string {
    return this.text(this.expression);
  }

  private compared(operands: readonly Expression[], relations: readonly Relation[]): FormulaComparison {
    const text = operands
      .map((operand, k) => (k === 0 ? this.text(operand) : `${relations[k - 1]} ${this.text(operand)}`))
      .join(" ");
    return { graph: this.origin.graph, text, operands, relations };
  }

  private text(expression: Expression): string {
    return expressionText(expression, (index) => this.origin.nameOf(index));
  }

  private made(expression: Expression): Formula {
    return new Formula(this.origin, expression);
  }

  private read(operand: Operand): Expression {
    return expressionOf(operand, this.origin);
  }
}

/** @throws InputError for a number that is not finite and for a formula of another problem */
export function expressionOf(operand: Operand, { graph }: FormulaOrigin): Expression {
  if (operand instanceof Formula) {
    if (operand.origin.graph === graph) return operand.expression;
    throw new InputError(`the formula ${operand} belongs to another problem; use the variables of this one`);
  }
  if (typeof operand === "number" && Number.isFinite(operand)) return graph.number(operand);
  throw new InputError(`${String(operand)} is neither a formula nor a finite number`);
}
