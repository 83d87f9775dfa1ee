import { expect, test } from "vitest";
import { InputError } from "../../../src/problem/input-error.js";
import { steps, trainedProblems } from "./problems.js";

const { prices, mixed, reached } = trainedProblems;

test("the problem at given parameters has them as numbers", () => {
  const problem = reached.at(Float64Array.of(0.5, -0.25, -1));
  const x = Float64Array.of(0.3, -1.1);
  expect(problem.size).toBe(2);
  expect(problem.evaluate(x)).toBeCloseTo(0.09 + 0.5 * -1.1 - 0.25 * 0.49, 12);
  expect(problem.constraints[0].upper).toBe(-1);
  expect(reached.joint.evaluate(Float64Array.of(...x, 0.5, -0.25, -1))).toBeCloseTo(problem.evaluate(x), 12);
});

test("points are named without the parameters", () => {
  expect(mixed.pointOf(Float64Array.of(1, 2, 3))).toEqual({ x: [1, 2], k: 3 });
  expect([...mixed.isInteger]).toEqual([0, 0, 1]);
  expect(steps.size).toBe(5);
});

test.each([
  [[1], "prices: 1 parameters given where there are 2"],
  [[1, Number.NaN], "prices: the parameter price[1] is NaN; give a finite number"],
  [[Number.POSITIVE_INFINITY, 0], "prices: the parameter price[0] is Infinity; give a finite number"],
])("the parameters %j are refused", (theta, message) => {
  expect(() => prices.at(Float64Array.from(theta))).toThrow(new InputError(message));
});
