import { absoluteValue, exp, log, power, reciprocal, sqrt, square } from "../functions/table.js";
import type { UnivariateFunction } from "../functions/univariate.js";
import { down, up } from "../numeric/rounding.js";
import type { BivariateName } from "../onnx/algebra.js";
import {
  added,
  type Constant,
  exactly,
  inverted,
  isExactly,
  MINUS_ONE,
  multiplied,
  ONE,
  within,
  ZERO,
} from "./constant.js";
import type { Expression, NamedModel, SumExpression } from "./expression.js";
import { InputError, quote } from "./input-error.js";

/** Constant powers up to this one are folded by multiplying, which is exact for small whole numbers. */
const MOST_MULTIPLICATIONS = 64;

/**
 * Makes expressions: equal ones once only (hash-consing), constants folded with their rounding errors, sums flattened with
 * equal terms merged. Everything in one problem comes from one graph.
 */
export class ExpressionGraph {
  private readonly known = new Map<string, Expression>();

  constant(constant: Constant): Expression {
    if (!Number.isFinite(constant.value) || !Number.isFinite(constant.radius)) {
      throw new InputError(
        `a constant part of the formula evaluates to ${constant.value} (radius ${constant.radius}), not a finite number`,
      );
    }
    const key = `constant ${constant.value} ${constant.radius}`;
    return this.unique(key, (id) => ({ kind: "constant", id, constant }));
  }

  number(value: number): Expression {
    return this.constant(exactly(value));
  }

  variable(index: number): Expression {
    return this.unique(`variable ${index}`, (id) => ({ kind: "variable", id, index }));
  }

  /** sum_k coefficients_k * terms_k + constant. */
  sum(terms: readonly Expression[], coefficients: readonly Constant[], constant: Constant = ZERO): Expression {
    const merged = new Map<Expression, Constant>();
    let offset = constant;
    const addTerm = (term: Expression, coefficient: Constant): void => {
      const before = merged.get(term);
      merged.set(term, before === undefined ? coefficient : added(before, coefficient));
    };
    terms.forEach((term, k) => {
      const coefficient = coefficients[k];
      if (term.kind === "constant") offset = added(offset, multiplied(coefficient, term.constant));
      else if (term.kind === "sum") {
        term.terms.forEach((inner, i) => {
          addTerm(inner, multiplied(coefficient, term.coefficients[i]));
        });
        offset = added(offset, multiplied(coefficient, term.constant));
      } else addTerm(term, coefficient);
    });
    const kept = [...merged].filter(([, coefficient]) => !isExactly(coefficient, 0));
    for (const [, { value, radius }] of kept) {
      if (!Number.isFinite(value + radius))
        throw new InputError("a coefficient of the formula exceeds the float64 range");
    }
    if (!Number.isFinite(offset.value + offset.radius))
      throw new InputError("the constant part of a sum in the formula exceeds the float64 range");
    if (kept.length === 0) return this.constant(offset);
    if (kept.length === 1 && isExactly(kept[0][1], 1) && isExactly(offset, 0)) return kept[0][0];
    return this.sumOf(
      kept.map(([term]) => term),
      kept.map(([, coefficient]) => awayFromZero(coefficient)),
      offset,
    );
  }

  negative(x: Expression): Expression {
    return this.sum([x], [MINUS_ONE]);
  }

  product(left: Expression, right: Expression): Expression {
    if (left.kind === "constant") return this.sum([right], [left.constant]);
    if (right.kind === "constant") return this.sum([left], [right.constant]);
    if (left === right) return this.apply(square(), left);
    const scaledLeft = monomial(left);
    const scaledRight = monomial(right);
    const [a, x] = scaledLeft ?? [ONE, left];
    const [b, y] = scaledRight ?? [ONE, right];
    const factor = multiplied(a, b);
    const isModerate = Math.abs(factor.value) > 1e-100 && Math.abs(factor.value) < 1e100;
    if (isModerate && (x !== left || y !== right)) return this.sum([this.product(x, y)], [factor]);
    return this.combine("product", left, right);
  }

  quotient(left: Expression, right: Expression): Expression {
    if (right.kind === "constant") {
      const inverse = inverted(right.constant);
      if (inverse === null)
        throw new InputError(`division by zero: the divisor is the constant ${right.constant.value}`);
      if (left.kind === "constant" && isExactly(right.constant, right.constant.value)) {
        return this.constant(divided(left.constant, right.constant.value, inverse));
      }
      return this.sum([left], [inverse]);
    }
    if (left.kind === "constant") return this.sum([this.apply(reciprocal(), right)], [left.constant]);
    return left === right ? this.number(1) : this.combine("quotient", left, right);
  }

  /** base^exponent. A constant exponent is the float64 that it evaluates to; others need a positive base. */
  power(base: Expression, exponent: Expression): Expression {
    if (exponent.kind === "constant") return this.constantPower(base, exponent.constant.value);
    if (base.kind === "constant" && !(base.constant.value > base.constant.radius)) {
      throw new InputError(
        `the power of a base that is not positive (${base.constant.value}) needs a constant exponent`,
      );
    }
    return this.apply(exp(), this.product(exponent, this.apply(log(), base)));
  }

  minimum(left: Expression, right: Expression): Expression {
    return this.extremum("minimum", left, right);
  }

  maximum(left: Expression, right: Expression): Expression {
    return this.extremum("maximum", left, right);
  }

  absolute(x: Expression): Expression {
    return this.apply(absoluteValue(), x);
  }

  apply(phi: UnivariateFunction, argument: Expression): Expression {
    if (argument.kind === "constant") return this.constant(image(phi, argument.constant));
    const key = `${phi.name}(${Object.values(phi.parameters).join()}) ${argument.id}`;
    return this.unique(key, (id) => ({ kind: "application", id, phi, argument }));
  }

  /** The outputs of a model; `inputs` has one expression per input of it. */
  call(model: NamedModel, inputs: readonly Expression[]): Expression[] {
    const { inputs: expected, outputs } = model.predictor;
    if (inputs.length !== expected) {
      throw new InputError(
        `the model ${quote(model.name)} takes ${expected} input${expected === 1 ? "" : "s"}, the formula gives ${inputs.length}`,
      );
    }
    const call = { model, inputs: [...inputs] };
    const key = `${model.name}(${inputs.map((input) => input.id).join()})`;
    return Array.from({ length: outputs }, (_, index) =>
      this.unique(`output ${index} of ${key}`, (id) => ({ kind: "output", id, call, index })),
    );
  }

  private constantPower(base: Expression, exponent: number): Expression {
    if (base.kind === "constant" && Number.isInteger(exponent) && exponent !== 0) {
      if (exponent < 0) return this.quotient(this.number(1), this.constantPower(base, -exponent));
      if (exponent <= MOST_MULTIPLICATIONS) return this.constant(whole(base.constant, exponent));
    }
    switch (exponent) {
      case 0:
        return this.number(1);
      case 1:
        return base;
      case 2:
        return this.apply(square(), base);
      case 0.5:
        return this.apply(sqrt(), base);
      case -1:
        return this.quotient(this.number(1), base);
      default:
        return this.apply(power({ exponent }), base);
    }
  }

  private extremum(operation: "minimum" | "maximum", left: Expression, right: Expression): Expression {
    if (left === right) return left;
    if (left.kind === "constant" && right.kind === "constant") {
      const pick = operation === "minimum" ? Math.min : Math.max;
      const [a, b] = [left.constant, right.constant];
      if (a.radius === 0 && b.radius === 0) return this.number(pick(a.value, b.value));
    }
    return left.id < right.id ? this.combine(operation, left, right) : this.combine(operation, right, left);
  }

  private combine(operation: BivariateName, left: Expression, right: Expression): Expression {
    const [first, second] = operation === "product" && right.id < left.id ? [right, left] : [left, right];
    const key = `${operation} ${first.id} ${second.id}`;
    return this.unique(key, (id) => ({ kind: "combination", id, operation, left: first, right: second }));
  }

  private sumOf(terms: readonly Expression[], coefficients: readonly Constant[], constant: Constant): Expression {
    const order = terms.map((_, k) => k).sort((a, b) => terms[a].id - terms[b].id);
    const written = order.map((k) => `${coefficients[k].value}~${coefficients[k].radius}*${terms[k].id}`).join("+");
    return this.unique(`sum ${written}+${constant.value}~${constant.radius}`, (id) => ({
      kind: "sum",
      id,
      terms: order.map((k) => terms[k]),
      coefficients: order.map((k) => coefficients[k]),
      constant,
    }));
  }

  private unique(key: string, make: (id: number) => Expression): Expression {
    let expression = this.known.get(key);
    if (expression === undefined) {
      expression = make(this.known.size);
      this.known.set(key, expression);
    }
    return expression;
  }
}

/** A coefficient that may be zero but is not known to be: moved off zero, for layers hold errors relative to values. */
function awayFromZero({ value, radius }: Constant): Constant {
  return value === 0 ? { value: radius, radius: 2 * radius } : { value, radius };
}

/** [c, x] if the expression is c * x, so that factors come together in front of products. */
function monomial(expression: Expression): [Constant, Expression] | null {
  if (expression.kind !== "sum") return null;
  const { terms, coefficients, constant }: SumExpression = expression;
  return terms.length === 1 && isExactly(constant, 0) ? [coefficients[0], terms[0]] : null;
}

/** a / b for an exact b: exact where the float64 quotient is, as in 6 / 3. */
function divided(a: Constant, b: number, inverse: Constant): Constant {
  const value = a.value / b;
  const back = multiplied(exactly(value), exactly(b));
  return a.radius === 0 && isExactly(back, a.value) ? exactly(value) : multiplied(a, inverse);
}

function image(phi: UnivariateFunction, { value, radius }: Constant): Constant {
  const range = { lower: Number.NEGATIVE_INFINITY, upper: Number.POSITIVE_INFINITY };
  if (radius === 0) phi.range(value, value, range);
  else phi.range(down(value - radius), up(value + radius), range);
  if (range.lower > range.upper) throw new InputError(`${phi.name} is not defined at the constant ${value}`);
  return within(range);
}

function whole(base: Constant, exponent: number): Constant {
  let result = base;
  for (let k = 1; k < exponent; k++) result = multiplied(result, base);
  return result;
}
