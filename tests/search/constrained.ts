import type { Bounder } from "../../src/bounds/bounder.js";
import { type Box, box } from "../../src/numeric/box.js";
import { Random } from "../../src/numeric/random.js";
import { branchAndBound, type Outcome } from "../../src/search/branch-and-bound.js";
import { widest } from "../../src/search/branching/widest.js";
import { ConstrainedMultistart } from "../../src/search/incumbent/constrained-multistart.js";
import type { ConstrainedObjective } from "../../src/search/incumbent/objective.js";
import { DEFAULT_LIMITS, type Limits } from "../../src/search/limits.js";
import { bounderOf } from "./analytic.js";

/** A problem with rows that is small enough to be seen through. */
export interface Constrained {
  readonly root: Box;
  readonly objective: ConstrainedObjective;
  readonly isInteger?: Uint8Array;
  /** Natural ranges over a box: of the objective, then of the rows. */
  ranges(box: Box): [number, number][];
}

export type Functions = (x: Float64Array) => number[];

/** From a function that gives the objective and the rows; gradients by differences. */
export function objectiveOf(variables: number, sides: [number, number][], all: Functions): ConstrainedObjective {
  const moved = new Float64Array(variables);
  const gradientOf = (x: Float64Array, weights: Float64Array, out: Float64Array): void => {
    const weighted = (point: Float64Array): number => all(point).reduce((sum, value, k) => sum + weights[k] * value, 0);
    for (let j = 0; j < variables; j++) {
      moved.set(x);
      moved[j] = x[j] + 1e-6;
      const above = weighted(moved);
      moved[j] = x[j] - 1e-6;
      out[j] = (above - weighted(moved)) / 2e-6;
    }
  };
  const first = new Float64Array(1 + sides.length);
  first[0] = 1;
  return {
    variables,
    rows: {
      count: sides.length,
      lower: Float64Array.from(sides, ([lower]) => lower),
      upper: Float64Array.from(sides, ([, upper]) => upper),
    },
    evaluate: (x) => all(x)[0],
    gradient: (x, out) => gradientOf(x, first, out),
    evaluateAll: (x, values) => values.set(all(x)),
    gradientOf,
  };
}

/** Bounds by the natural ranges: +Infinity where a row cannot hold. */
export function rangeBounder({ root, objective, ranges }: Constrained, tolerance = 1e-6): Bounder {
  const { rows } = objective;
  return bounderOf(root.lower.length, (part) => {
    const [first, ...others] = ranges(part);
    const holds = others.every(([lower, upper], k) => {
      return lower <= rows.upper[k] + tolerance && upper >= rows.lower[k] - tolerance;
    });
    return holds ? first[0] : Number.POSITIVE_INFINITY;
  });
}

export function searchConstrained(problem: Constrained, changes: Partial<Limits> = {}): Promise<Outcome> {
  const limits = { ...DEFAULT_LIMITS, ...changes };
  const isInteger = problem.isInteger ?? null;
  const { feasibilityTolerance } = limits;
  return branchAndBound(problem.root, {
    bounder: rangeBounder(problem, feasibilityTolerance),
    objective: problem.objective,
    branching: widest,
    finder: new ConstrainedMultistart(problem.objective, new Random(3), { isInteger, feasibilityTolerance }),
    limits,
    isInteger,
  });
}

function square([lower, upper]: [number, number]): [number, number] {
  const ends = [lower * lower, upper * upper];
  return [lower <= 0 && 0 <= upper ? 0 : Math.min(...ends), Math.max(...ends)];
}

function plus(a: [number, number], b: [number, number]): [number, number] {
  return [a[0] + b[0], a[1] + b[1]];
}

function edge({ lower, upper }: Box, j: number): [number, number] {
  return [lower[j], upper[j]];
}

/** Himmelblau's function in the disc of radius 2 around the origin; all four of its minima lie outside. */
export const himmelblauInDisc: Constrained = {
  root: box([-5, -5], [5, 5]),
  objective: objectiveOf(2, [[Number.NEGATIVE_INFINITY, 4]], ([x, y]) => [
    (x * x + y - 11) ** 2 + (x + y * y - 7) ** 2,
    x * x + y * y,
  ]),
  ranges(part) {
    const [x, y] = [edge(part, 0), edge(part, 1)];
    const [xx, yy] = [square(x), square(y)];
    return [plus(square(plus(plus(xx, y), [-11, -11])), square(plus(plus(x, yy), [-7, -7]))), plus(xx, yy)];
  },
};

/** x + 2y on the unit circle: -sqrt(5). */
export const lineOnCircle: Constrained = {
  root: box([-2, -2], [2, 2]),
  objective: objectiveOf(2, [[1, 1]], ([x, y]) => [x + 2 * y, x * x + y * y]),
  ranges(part) {
    const [x, y] = [edge(part, 0), edge(part, 1)];
    return [plus(x, [2 * y[0], 2 * y[1]]), plus(square(x), square(y))];
  },
};

/** (x - 1.6)^2 + (k - 2.3)^2 + (l + 0.7)^2, x + k + l <= 2.25, k and l integers with fractional bounds. */
export const mixedInteger: Constrained = {
  root: box([-3, -3.5, -3.5], [3, 4.5, 2.5]),
  isInteger: Uint8Array.of(0, 1, 1),
  objective: objectiveOf(3, [[Number.NEGATIVE_INFINITY, 2.25]], ([x, k, l]) => [
    (x - 1.6) ** 2 + (k - 2.3) ** 2 + (l + 0.7) ** 2,
    x + k + l,
  ]),
  ranges(part) {
    const [x, k, l] = [edge(part, 0), edge(part, 1), edge(part, 2)];
    const objective = plus(
      square(plus(x, [-1.6, -1.6])),
      plus(square(plus(k, [-2.3, -2.3])), square(plus(l, [0.7, 0.7]))),
    );
    return [objective, plus(x, plus(k, l))];
  },
};

/** x + y <= 1 and x + y >= 1.5. */
export const contradictoryRows: Constrained = {
  root: box([-1, -1], [2, 2]),
  objective: objectiveOf(
    2,
    [
      [Number.NEGATIVE_INFINITY, 1],
      [1.5, Number.POSITIVE_INFINITY],
    ],
    ([x, y]) => [x * y, x + y, x + y],
  ),
  ranges(part) {
    const sum = plus(edge(part, 0), edge(part, 1));
    return [[-10, 10], sum, sum];
  },
};
