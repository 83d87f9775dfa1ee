import type { Bounder } from "../../src/bounds/bounder.js";
import { type Box, box } from "../../src/numeric/box.js";
import { Random } from "../../src/numeric/random.js";
import { branchAndBound, type Outcome } from "../../src/search/branch-and-bound.js";
import { widest } from "../../src/search/branching/widest.js";
import type { Collaborators } from "../../src/search/collaborators.js";
import { Multistart } from "../../src/search/incumbent/multistart.js";
import type { Objective } from "../../src/search/incumbent/objective.js";
import { DEFAULT_LIMITS, type Limits } from "../../src/search/limits.js";

/** A function with a bounder, small enough to be seen through. */
export interface Analytic {
  readonly root: Box;
  readonly objective: Objective;
  makeBounder(): Bounder;
}

function objective(variables: number, f: (x: Float64Array) => number): Objective {
  const moved = new Float64Array(variables);
  return {
    variables,
    evaluate: f,
    gradient(x, out) {
      for (let j = 0; j < variables; j++) {
        moved.set(x);
        moved[j] = x[j] + 1e-6;
        const above = f(moved);
        moved[j] = x[j] - 1e-6;
        out[j] = (above - f(moved)) / 2e-6;
      }
    },
  };
}

/** A bounder from a function of the box; the candidate is the middle. */
export function bounderOf(variables: number, lowerBound: (box: Box, cutoff: number) => number): Bounder {
  const candidate = new Float64Array(variables);
  return {
    variables,
    candidate,
    bound(box, cutoff) {
      for (let j = 0; j < variables; j++) candidate[j] = 0.5 * (box.lower[j] + box.upper[j]);
      return lowerBound(box, cutoff);
    },
    branchingScores(box, out) {
      for (let j = 0; j < variables; j++) out[j] = box.upper[j] - box.lower[j];
    },
  };
}

function squareRange(lower: number, upper: number): number {
  return lower <= 0 && 0 <= upper ? 0 : Math.min(lower * lower, upper * upper);
}

/** x^2 + y^2 - 1 by interval arithmetic with x * x and y * y taken apart, so that the bound is not exact. */
export const bowl: Analytic = {
  root: box([-1, -2], [3, 1]),
  objective: objective(2, ([x, y]) => x * x + y * y - 1),
  makeBounder: () =>
    bounderOf(2, ({ lower, upper }) => {
      // Widened, for the search to have something to do.
      const slack = 0.1 * (upper[0] - lower[0] + upper[1] - lower[1]);
      return squareRange(lower[0], upper[0]) + squareRange(lower[1], upper[1]) - 1 - slack;
    }),
};

export const CAMEL_MINIMUM = -1.0316284534898774;

function camel([x, y]: ArrayLike<number> & Iterable<number>): number {
  return (4 - 2.1 * x * x + x ** 4 / 3) * x * x + x * y + (-4 + 4 * y * y) * y * y;
}

/** The six-hump camel function on [-2, 2] x [-1, 1] by a Lipschitz constant per variable. */
export const sixHumpCamel: Analytic = {
  root: box([-2, -1], [2, 1]),
  objective: objective(2, camel),
  makeBounder: () =>
    bounderOf(2, ({ lower, upper }) => {
      const centre = [0.5 * (lower[0] + upper[0]), 0.5 * (lower[1] + upper[1])];
      // df/dx = 8x - 8.4x^3 + 2x^5 + y and df/dy = x - 8y + 16y^3: terms of one sign together, the larger group counts.
      const x = Math.max(Math.abs(lower[0]), Math.abs(upper[0]));
      const y = Math.max(Math.abs(lower[1]), Math.abs(upper[1]));
      const slopeX = Math.max(2 * x ** 5 + 8 * x, 8.4 * x ** 3) + y;
      const slopeY = x + Math.max(16 * y ** 3, 8 * y);
      return camel(centre) - 0.5 * (slopeX * (upper[0] - lower[0]) + slopeY * (upper[1] - lower[1]));
    }),
};

export interface Changes extends Partial<Omit<Collaborators, "limits">> {
  readonly limits?: Partial<Limits>;
}

export function search(analytic: Analytic, changes: Changes = {}): Promise<Outcome> {
  const { limits, ...collaborators } = changes;
  return branchAndBound(analytic.root, {
    bounder: analytic.makeBounder(),
    objective: analytic.objective,
    branching: widest,
    finder: new Multistart(changes.objective ?? analytic.objective, new Random(7)),
    limits: { ...DEFAULT_LIMITS, ...limits },
    ...collaborators,
  });
}
