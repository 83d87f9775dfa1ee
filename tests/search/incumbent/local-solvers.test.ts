import { describe, expect, test } from "vitest";
import { box } from "../../../src/numeric/box.js";
import { AugmentedLagrangian } from "../../../src/search/incumbent/augmented-lagrangian.js";
import type { LocalSolver } from "../../../src/search/incumbent/local-solver.js";
import { type ConstrainedObjective, violationOf } from "../../../src/search/incumbent/objective.js";
import { SequentialQuadratic } from "../../../src/search/incumbent/sequential-quadratic.js";
import { localSolver, SolverSequence } from "../../../src/search/incumbent/solver-sequence.js";
import { contradictoryRows, lineOnCircle, objectiveOf } from "../constrained.js";

const TOLERANCE = 1e-6;
const FREE = Number.POSITIVE_INFINITY;

/** Hock and Schittkowski's problem 71: minimum 17.0140173 at (1, 4.743, 3.8211, 1.3794). */
const hs71 = objectiveOf(
  4,
  [
    [25, FREE],
    [40, 40],
  ],
  ([a, b, c, d]) => [a * d * (a + b + c) + c, a * b * c * d, a * a + b * b + c * c + d * d],
);

const solvers: Record<string, (objective: ConstrainedObjective) => LocalSolver> = {
  "augmented Lagrangian": (objective) => new AugmentedLagrangian(objective, TOLERANCE),
  "sequential quadratic programming": (objective) => new SequentialQuadratic(objective, TOLERANCE),
};

describe.each(Object.keys(solvers))("%s", (name) => {
  const make = solvers[name];

  test("Hock and Schittkowski 71, and the point returned satisfies its rows", () => {
    const out = new Float64Array(4);
    const value = make(hs71).solve(box([1, 1, 1, 1], [5, 5, 5, 5]), Float64Array.of(1, 5, 5, 1), out);
    expect(value).toBeCloseTo(17.0140173, 3);
    const values = new Float64Array(3);
    hs71.evaluateAll(out, values);
    expect(violationOf(hs71, values)).toBeLessThanOrEqual(TOLERANCE);
    expect(values[0]).toBe(value);
  });

  test("an equation, from a start that violates it", () => {
    const out = Float64Array.of(-1.5, 0.5);
    const value = make(lineOnCircle.objective).solve(lineOnCircle.root, out, out);
    expect(value).toBeCloseTo(-Math.sqrt(5), 5);
    expect(out[0]).toBeCloseTo(-1 / Math.sqrt(5), 3);
  });

  test("fixed variables stay, the others make up for it", () => {
    const out = new Float64Array(2);
    const value = make(lineOnCircle.objective).solve(box([0.6, -2], [0.6, 0]), Float64Array.of(0, -0.1), out);
    expect(out[0]).toBe(0.6);
    expect(value).toBeCloseTo(0.6 - 1.6, 5);
  });

  test("no point satisfies the rows: the value is infinite, the point lies in the box", () => {
    const out = new Float64Array(2);
    const { objective, root } = contradictoryRows;
    expect(make(objective).solve(root, Float64Array.of(0, 0), out)).toBe(Number.POSITIVE_INFINITY);
    for (const x of out) expect(x >= -1 && x <= 2).toBe(true);
  });

  test("values that are not numbers end it", () => {
    const undefinedEverywhere = objectiveOf(1, [[0, 1]], () => [Number.NaN, Number.NaN]);
    const out = new Float64Array(1);
    expect(make(undefinedEverywhere).solve(box([0], [1]), Float64Array.of(0.5), out)).toBe(Number.POSITIVE_INFINITY);
  });

  test("scales of many magnitudes", () => {
    const skewed = objectiveOf(2, [[3e6, FREE]], ([x, y]) => [1e-3 * x + 1e3 * y, 1e6 * x * y]);
    const out = new Float64Array(2);
    const value = make(skewed).solve(box([1, 1e-4], [1e4, 1]), Float64Array.of(5000, 0.5), out);
    // x y >= 3 and 1e-3 x + 1e3 y least: x = 1e3 sqrt(3), y = 3 / x.
    expect(value).toBeCloseTo(2 * Math.sqrt(3), 4);
  });
});

test("the sequence stops at the first solver that finds a point, all from the same start", () => {
  const calls: string[] = [];
  const fake = (name: string, value: number): LocalSolver => ({
    solve(_, start, out) {
      calls.push(`${name} from ${start[0]}`);
      out[0] = 9;
      return value;
    },
  });
  const x = Float64Array.of(4);
  const sequence = new SolverSequence(1, [
    fake("first", Number.POSITIVE_INFINITY),
    fake("second", 3),
    fake("third", 2),
  ]);
  expect(sequence.solve(box([0], [9]), x, x)).toBe(3);
  expect(calls).toEqual(["first from 4", "second from 4"]);
});

test("without rows the augmented Lagrangian is all there is to it", () => {
  expect(
    localSolver(
      objectiveOf(1, [], ([x]) => [x]),
      TOLERANCE,
    ),
  ).toBeInstanceOf(AugmentedLagrangian);
});
