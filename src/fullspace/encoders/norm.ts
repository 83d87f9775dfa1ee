import type { Norm } from "../../predictors/data-distance/norm.js";
import type { Assembly } from "../assembly.js";
import type { Element } from "../element.js";
import { columnExpression, combined, type LinearExpression, valueAt } from "../linear-expression.js";
import type { Encoded } from "./univariate-encoder.js";

/** Reflections of a pair: its Euclidean norm is met to 1 / cos(pi / 2^10) - 1 = 4.8e-6. */
const STAGES = 9;
const FREE = Number.POSITIVE_INFINITY;

/**
 * An expression that is at least the norm of the elements: exactly for l1 and linf, to a share of 4.8e-6 per halving of their number
 * for l2, and never more than the norm has to be. Nothing keeps it from being larger, so that it is good for distances that are to be
 * small.
 */
export function normFloor(assembly: Assembly, norm: Norm, elements: readonly Element[], label: string): Encoded {
  if (norm === "l1") {
    const parts = elements.map((element, j) => magnitude(assembly, element, `${label}_a${j}`));
    const ones = parts.map(() => 1);
    return {
      expression: combined(
        parts.map(({ expression }) => expression),
        ones,
      ),
      error: parts.reduce((sum, { error }) => sum + error, 0),
    };
  }
  if (norm === "l2") return euclidean(assembly, elements, label);
  const value = (point: Float64Array): number =>
    Math.max(...elements.map(({ expression }) => Math.abs(valueAt(expression, point))));
  const largest = columnExpression(
    assembly.addColumn(0, Math.max(...elements.map(reach)), value, { name: `${label}_m` }),
  );
  for (const [j, element] of elements.entries()) addMagnitudeRows(assembly, largest, element, `${label}_m${j}`);
  return { expression: largest, error: 0 };
}

/** Largest absolute value. */
function reach({ lower, upper, error }: Element): number {
  return Math.max(-lower, upper, 0) + error;
}

function addMagnitudeRows(assembly: Assembly, size: LinearExpression, { expression, error }: Element, name: string) {
  assembly.model.addRow(combined([size, expression], [1, -1]), 0, FREE, `${name}+`, error);
  assembly.model.addRow(combined([size, expression], [1, 1]), 0, FREE, `${name}-`, error);
}

/** At least |element|. */
function magnitude(assembly: Assembly, element: Element, name: string): Encoded {
  const { expression, lower, upper, error } = element;
  if (lower >= 0) return { expression, error };
  if (upper <= 0) return { expression: combined([expression], [-1]), error };
  const value = (point: Float64Array): number => Math.abs(valueAt(expression, point));
  const size = columnExpression(assembly.addColumn(0, reach(element), value, { name }));
  addMagnitudeRows(assembly, size, element, name);
  return { expression: size, error: 0 };
}

/** Norms of pairs, of pairs of these, and so on. */
function euclidean(assembly: Assembly, elements: readonly Element[], label: string): Encoded {
  let level = [...elements];
  for (let round = 0; level.length > 1; round++) {
    const next: Element[] = [];
    for (let k = 0; k + 1 < level.length; k += 2) {
      next.push(pairNorm(assembly, level[k], level[k + 1], `${label}_n${round}_${k}`));
    }
    if (level.length % 2 === 1) next.push(level[level.length - 1]);
    level = next;
  }
  return magnitude(assembly, level[0], `${label}_n`);
}

/**
 * The cone |(a, b)| <= t between polyhedra: (a, b) is reflected into ever narrower sectors around the first axis, along which its length is
 * read off in the end. A. Ben-Tal, A. Nemirovski, "On polyhedral approximations of the second-order cone", Math. Oper. Res. 26 (2001)
 * 193-205, equation (8).
 */
function pairNorm(assembly: Assembly, a: Element, b: Element, label: string): Element {
  const { model } = assembly;
  const most = (reach(a) + reach(b)) * (1 + 2 ** -40);
  // Of cosines, sines and what they multiply.
  const rounding = 2 ** -49 * most;
  const first = magnitude(assembly, a, `${label}_a`);
  const second = magnitude(assembly, b, `${label}_b`);
  let along = first.expression;
  let across = second.expression;
  for (let k = 1; k <= STAGES; k++) {
    const angle = Math.PI / 2 ** (k + 1);
    const [c, s] = [Math.cos(angle), Math.sin(angle)];
    const turned: Element = {
      expression: combined([along, across], [-s, c]),
      definition: along,
      lower: -most,
      upper: most,
      error: rounding,
    };
    const next = combined([along, across], [c, s]);
    const column = assembly.addColumn(0, most, (point) => valueAt(next, point), { name: `${label}_x${k}` });
    model.addRow(combined([columnExpression(column), next], [1, -1]), 0, 0, `${label}_c${k}`, rounding);
    across = magnitude(assembly, turned, `${label}_y${k}`).expression;
    along = columnExpression(column);
  }
  // What is left lies within the last angle: across <= tan(angle) along.
  const tangent = Math.tan(Math.PI / 2 ** (STAGES + 1));
  model.addRow(combined([along, across], [tangent, -1]), 0, FREE, `${label}_t`, rounding);
  return { expression: along, definition: along, lower: 0, upper: most, error: first.error + second.error };
}
