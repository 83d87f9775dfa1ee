import type { UnivariateFunction } from "../functions/univariate.js";
import type { BivariateName } from "../onnx/algebra.js";
import type { Predictor } from "../predictors/predictor.js";
import type { Constant } from "./constant.js";

/**
 * A scalar formula over the decision variables: an immutable directed acyclic graph, made by an ExpressionGraph only.
 * Equal subexpressions of one graph are the same object, and `id` grows from operands to results, so that increasing ids
 * are a topological order.
 */
export type Expression =
  | ConstantExpression
  | VariableExpression
  | SumExpression
  | CombinationExpression
  | ApplicationExpression
  | OutputExpression;

export interface ConstantExpression {
  readonly kind: "constant";
  readonly id: number;
  readonly constant: Constant;
}

/** One scalar decision variable. */
export interface VariableExpression {
  readonly kind: "variable";
  readonly id: number;
  /** Position in the vector of all scalar variables. */
  readonly index: number;
}

/** sum_k coefficients_k * terms_k + constant. No term is itself a sum or a constant, all terms differ. */
export interface SumExpression {
  readonly kind: "sum";
  readonly id: number;
  readonly terms: readonly Expression[];
  readonly coefficients: readonly Constant[];
  readonly constant: Constant;
}

/** An operation on two scalars. */
export interface CombinationExpression {
  readonly kind: "combination";
  readonly id: number;
  readonly operation: BivariateName;
  readonly left: Expression;
  readonly right: Expression;
}

/** A univariate function of a scalar. */
export interface ApplicationExpression {
  readonly kind: "application";
  readonly id: number;
  readonly phi: UnivariateFunction;
  readonly argument: Expression;
}

/** One output of a trained model at given inputs. */
export interface OutputExpression {
  readonly kind: "output";
  readonly id: number;
  readonly call: ModelCall;
  readonly index: number;
}

/** A trained model applied to scalars, one per input; shared by the outputs that are used. */
export interface ModelCall {
  readonly model: NamedModel;
  readonly inputs: readonly Expression[];
}

/** A trained model under the name that formulas use for it. */
export interface NamedModel {
  readonly name: string;
  readonly predictor: Predictor;
}

/** The expressions that an expression is made of, one level down. */
export function operands(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case "constant":
    case "variable":
      return [];
    case "sum":
      return expression.terms;
    case "combination":
      return [expression.left, expression.right];
    case "application":
      return [expression.argument];
    case "output":
      return expression.call.inputs;
  }
}

/** Everything that the given expressions are made of, themselves included, operands before results. */
export function inOrder(roots: readonly Expression[]): Expression[] {
  const seen = new Set<Expression>(roots);
  // A set yields what is added while it is walked.
  for (const expression of seen) for (const operand of operands(expression)) seen.add(operand);
  return [...seen].sort((a, b) => a.id - b.id);
}
