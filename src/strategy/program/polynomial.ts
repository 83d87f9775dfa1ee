import type { Expression } from "../../problem/expression.js";
import { InputError } from "../../problem/input-error.js";

/** A product of scalars by their positions, sorted, and its coefficient; the empty product is the constant. */
export interface Term {
  readonly factors: readonly number[];
  readonly coefficient: number;
}

/** The highest degree that is expanded: a parameter times a product of two variables is caught, with a message, later. */
const MOST_FACTORS = 3;

/**
 * The terms of a polynomial formula; coefficients are float64.
 * @throws InputError naming what is no polynomial
 */
export function polynomialOf(expression: Expression): Term[] {
  switch (expression.kind) {
    case "constant":
      return [{ factors: [], coefficient: expression.constant.value }];
    case "variable":
      return [{ factors: [expression.index], coefficient: 1 }];
    case "sum": {
      const constant = { factors: [], coefficient: expression.constant.value };
      const parts = expression.terms.flatMap((term, k) => scaled(polynomialOf(term), expression.coefficients[k].value));
      return merged([constant, ...parts]);
    }
    case "combination":
      if (expression.operation === "product") {
        return product(polynomialOf(expression.left), polynomialOf(expression.right));
      }
      break;
    case "application":
      if (expression.phi.name === "square") {
        const inner = polynomialOf(expression.argument);
        return product(inner, inner);
      }
      throw new InputError(`${expression.phi.name}(...) ${ADVICE}`);
    case "output":
      throw new InputError(`the model ${expression.call.model.name} ${ADVICE}`);
  }
  throw new InputError(`a ${expression.operation} ${ADVICE}`);
}

const ADVICE = "is neither linear nor quadratic; strategies are learned for linear and convex quadratic programs";

function scaled(terms: readonly Term[], by: number): Term[] {
  return terms.map(({ factors, coefficient }) => ({ factors, coefficient: coefficient * by }));
}

function product(left: readonly Term[], right: readonly Term[]): Term[] {
  const all: Term[] = [];
  for (const a of left) {
    for (const b of right) {
      const factors = [...a.factors, ...b.factors].sort((x, y) => x - y);
      if (factors.length > MOST_FACTORS) throw new InputError(`a product of ${factors.length} factors ${ADVICE}`);
      all.push({ factors, coefficient: a.coefficient * b.coefficient });
    }
  }
  return merged(all);
}

function merged(terms: readonly Term[]): Term[] {
  const sums = new Map<string, Term>();
  for (const { factors, coefficient } of terms) {
    const key = factors.join(",");
    sums.set(key, { factors, coefficient: coefficient + (sums.get(key)?.coefficient ?? 0) });
  }
  return [...sums.values()].filter(({ coefficient }) => coefficient !== 0);
}
