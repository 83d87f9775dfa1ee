import type { Decimal } from "decimal.js";
import { D, exact } from "../numeric/exact-decimal.js";

/** A convex quadratic function sum_k (factors_k . x - offsets_k)^2 + linear . x, as a formula and exactly. */
export interface RandomQuadratic {
  readonly formula: string;
  value(x: Float64Array): Decimal;
}

const text = (value: number): string => (value < 0 ? `(${value})` : String(value));

/** Squares of sums; `isExpanded`: the same kind of function with every product written out, positive definite by a diagonal. */
export function randomQuadratic(variables: number, random: () => number, isExpanded: boolean): RandomQuadratic {
  const number = (): number => 2 * random() - 1;
  const x = (j: number): string => `x[${j}]`;
  const linear = Array.from({ length: variables }, number);
  const ending = linear.map((slope, j) => `${text(slope)}*${x(j)}`).join(" + ");
  const linearAt = (point: Float64Array): Decimal =>
    linear.reduce((sum, slope, j) => sum.add(exact(slope).mul(exact(point[j]))), new D(0));
  const factors = Array.from({ length: variables - 1 }, () =>
    Array.from({ length: variables }, () => (random() < 0.6 ? number() : 0)),
  );
  if (!isExpanded) {
    const offsets = factors.map(number);
    const squares = factors.map((row, k) => {
      const sum = row.map((factor, j) => `${text(factor)}*${x(j)}`).join(" + ");
      return `(${sum} - ${text(offsets[k])})^2`;
    });
    return {
      formula: `${squares.join(" + ")} + ${ending}`,
      value: (point) =>
        factors.reduce((sum, row, k) => {
          const inside = row.reduce((total, factor, j) => total.add(exact(factor).mul(exact(point[j]))), new D(0));
          return sum.add(inside.sub(exact(offsets[k])).pow(2));
        }, linearAt(point)),
    };
  }
  const terms: { i: number; j: number; weight: number }[] = [];
  for (let i = 0; i < variables; i++) {
    for (let j = i; j < variables; j++) {
      const inner = factors.reduce((sum, row) => sum + row[i] * row[j], 0);
      const weight = i === j ? inner + 0.01 : 2 * inner;
      if (weight !== 0) terms.push({ i, j, weight });
    }
  }
  return {
    formula: `${terms.map(({ i, j, weight }) => `${text(weight)}*${x(i)}*${x(j)}`).join(" + ")} + ${ending}`,
    value: (point) =>
      terms.reduce(
        (sum, { i, j, weight }) => sum.add(exact(weight).mul(exact(point[i])).mul(exact(point[j]))),
        linearAt(point),
      ),
  };
}
