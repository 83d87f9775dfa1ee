import { expect, test } from "vitest";
import { FeasibleValue } from "../../../src/search/incumbent/feasible-value.js";
import { constrained, type Objective, violationOf } from "../../../src/search/incumbent/objective.js";
import { objectiveOf } from "../constrained.js";

const rows = {
  count: 3,
  lower: Float64Array.of(Number.NEGATIVE_INFINITY, 2, 5),
  upper: Float64Array.of(1, Number.POSITIVE_INFINITY, 5),
};

test("the largest violation over the rows, whatever the objective is", () => {
  expect(violationOf({ rows }, Float64Array.of(1e9, 1, 2, 5))).toBe(0);
  expect(violationOf({ rows }, Float64Array.of(1e9, 1.5, 2, 5))).toBe(0.5);
  expect(violationOf({ rows }, Float64Array.of(1e9, 1.5, 1, 5.25))).toBe(1);
  expect(violationOf({ rows }, Float64Array.of(1e9, -7, 9, 3))).toBe(2);
  expect(violationOf({ rows }, Float64Array.of(0, -7, Number.NaN, 5))).toBe(Number.POSITIVE_INFINITY);
  expect(violationOf({}, Float64Array.of(3))).toBe(0);
});

test("an objective without rows gets what rows need, one that lacks a part of it is refused", () => {
  const plain: Objective = { variables: 1, evaluate: ([x]) => x * x, gradient: ([x], out) => out.fill(2 * x) };
  const whole = constrained(plain);
  const values = new Float64Array(1);
  const gradient = new Float64Array(1);
  whole.evaluateAll(Float64Array.of(3), values);
  whole.gradientOf(Float64Array.of(3), Float64Array.of(-2), gradient);
  expect([whole.rows.count, values[0], gradient[0]]).toEqual([0, 9, -12]);
  expect(() => constrained({ ...plain, rows })).toThrow("it has 3 rows, but lacks evaluateAll or gradientOf");
});

test("a point counts only if its rows hold within the tolerance; integer variables are rounded first", () => {
  const objective = objectiveOf(2, [[0, 1]], ([x, k]) => [10 * x, x + k]);
  const feasible = new FeasibleValue(objective, Uint8Array.of(0, 1), 1e-3);
  const x = Float64Array.of(0.5, 0.4);
  expect(feasible.at(x)).toBe(5);
  expect([...x]).toEqual([0.5, 0]);
  expect(feasible.at(Float64Array.of(1.0009, 0))).toBeCloseTo(10.009, 9);
  expect(feasible.at(Float64Array.of(1.0011, 0))).toBe(Number.POSITIVE_INFINITY);
  expect(feasible.violation).toBeCloseTo(0.0011, 9);
  expect(feasible.at(Float64Array.of(Number.NaN, 0))).toBe(Number.POSITIVE_INFINITY);
});
