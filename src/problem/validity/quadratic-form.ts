import { square } from "../../functions/table.js";
import { added, exactly, multiplied, negated, ONE, ZERO } from "../constant.js";
import type { Expression } from "../expression.js";
import type { ExpressionGraph } from "../expression-graph.js";

/** row . (z - centre) for every row, with the stored numbers taken exactly. */
export function linearForms(
  graph: ExpressionGraph,
  z: readonly Expression[],
  rows: readonly (readonly number[])[],
  centre?: readonly number[],
): Expression[] {
  return rows.map((row) => {
    const slopes = row.map(exactly);
    const shift = slopes.reduce(
      (sum, slope, j) =>
        centre === undefined || centre[j] === 0 ? sum : added(sum, negated(multiplied(slope, exactly(centre[j])))),
      ZERO,
    );
    return graph.sum(z, slopes, shift);
  });
}

/** The sum of the squares. */
export function sumOfSquares(graph: ExpressionGraph, forms: readonly Expression[]): Expression {
  return graph.sum(
    forms.map((form) => graph.apply(square(), form)),
    forms.map(() => ONE),
  );
}

/** A stored matrix of `width` columns as rows. */
export function rowsOfMatrix(numbers: readonly number[], width: number): number[][] {
  return Array.from({ length: numbers.length / width }, (_, r) => numbers.slice(r * width, (r + 1) * width));
}
