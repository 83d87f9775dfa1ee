import { added, type Constant, exactly, isExactly, multiplied, negated, ONE } from "./constant.js";
import type { Expression } from "./expression.js";

/** coefficient * the product of factor^exponent: what products, quotients, powers, roots and exponentials multiply to. */
export interface Monomial {
  readonly coefficient: Constant;
  /** Exponents by factor. A factor is no product, quotient or power itself. */
  readonly exponents: ReadonlyMap<Expression, Constant>;
  /** The logarithms of factors exp(argument): exponents by argument. */
  readonly logarithms: ReadonlyMap<Expression, Constant>;
}

/** The monomial that the expression is, its factors as far down as they multiply. */
export function monomialOf(expression: Expression): Monomial {
  const collection = new Collection();
  collection.add(expression, ONE);
  return collection;
}

class Collection implements Monomial {
  coefficient: Constant = ONE;
  readonly exponents = new Map<Expression, Constant>();
  readonly logarithms = new Map<Expression, Constant>();

  /** Multiplies by expression^exponent. */
  add(expression: Expression, exponent: Constant): void {
    if (expression.kind === "combination" && expression.operation === "product") {
      this.add(expression.left, exponent);
      this.add(expression.right, exponent);
    } else if (expression.kind === "combination" && expression.operation === "quotient") {
      this.add(expression.left, exponent);
      this.add(expression.right, negated(exponent));
    } else if (isExactly(exponent, 1) && this.addScaled(expression)) return;
    else if (expression.kind === "application" && expression.phi.name === "exp") {
      count(this.logarithms, expression.argument, exponent);
    } else {
      const inner = exponentOf(expression);
      if (inner === null || expression.kind !== "application") count(this.exponents, expression, exponent);
      else this.add(expression.argument, multiplied(exponent, inner));
    }
  }

  /** Multiplies by c * term, if the expression is that. */
  private addScaled(expression: Expression): boolean {
    if (expression.kind !== "sum" || expression.terms.length !== 1 || !isExactly(expression.constant, 0)) return false;
    this.coefficient = multiplied(this.coefficient, expression.coefficients[0]);
    this.add(expression.terms[0], ONE);
    return true;
  }
}

function count(exponents: Map<Expression, Constant>, factor: Expression, exponent: Constant): void {
  const before = exponents.get(factor);
  exponents.set(factor, before === undefined ? exponent : added(before, exponent));
}

/** p if the expression is the p-th power of its argument. */
function exponentOf(expression: Expression): Constant | null {
  if (expression.kind !== "application") return null;
  const { name, parameters } = expression.phi;
  switch (name) {
    case "square":
      return exactly(2);
    case "sqrt":
      return exactly(0.5);
    case "reciprocal":
      return exactly(-1);
    case "power":
      return exactly(parameters["exponent"]);
    default:
      return null;
  }
}
