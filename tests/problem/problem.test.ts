import { describe, expect, test } from "vitest";
import { InputError } from "../../src/problem/input-error.js";
import { Problem, type ProblemDefinition } from "../../src/problem/problem.js";

const PLAIN: ProblemDefinition = {
  variables: [{ name: "x", size: 2, lower: -1, upper: [2, 3] }],
  minimize: "x[0]*x[1]",
};

/** The lines of the error that the definition leads to. */
function problemsOf(changes: object): readonly string[] {
  try {
    new Problem({ ...PLAIN, ...changes });
  } catch (error) {
    if (error instanceof InputError) return error.problems;
    throw error;
  }
  return [];
}

test("variables become one vector, in order", () => {
  const problem = new Problem({
    variables: [
      { name: "a", lower: 0, upper: 1 },
      { name: "v", size: 2, lower: [1, 2], upper: 3 },
      { name: "one", size: 1, lower: 5, upper: 5 },
    ],
    maximize: "a + 10*v[0] + 100*v[1] + 1000*one[0]",
  });
  expect(problem.sense).toBe("maximize");
  expect(problem.size).toBe(4);
  expect([...problem.box.lower]).toEqual([0, 1, 2, 5]);
  expect([...problem.box.upper]).toEqual([1, 3, 3, 5]);
  const x = Float64Array.of(1, 2, 3, 5);
  expect(problem.evaluate(x)).toBe(5321);
  expect(problem.pointOf(x)).toEqual({ a: 1, v: [2, 3], one: [5] });
});

test("named formulas are usable below", () => {
  const define = { y: "x[0] + 1", z: "y^2", v: "x" };
  expect(new Problem({ ...PLAIN, define, minimize: "z - v[1]" }).evaluate(Float64Array.of(2, 3))).toBe(6);
  expect(problemsOf({ define: { y: "z", z: "1" } })).toEqual([
    expect.stringMatching(/^define\.y: unknown variable "z"/),
  ]);
});

describe("bounds", () => {
  const bounds = (lower: unknown, upper: unknown = 1) =>
    problemsOf({ variables: [{ name: "x", size: 2, lower, upper }] });

  test.each([
    [undefined, 'variables[0].lower: missing; the variable "x" needs a finite lower bound'],
    [null, "variables[0].lower: missing"],
    [Number.NaN, "variables[0].lower: NaN is not finite"],
    [Number.NEGATIVE_INFINITY, "variables[0].lower: -Infinity is not finite"],
    [[0, Number.NaN], "variables[0].lower[1]: NaN is not finite"],
    ["0", 'variables[0].lower: "0" is not a number'],
    [[0], "variables[0].lower: 1 bounds for the variable"],
    [[0, 2], "variables[0]: the box is empty, x[1] has lower 2 > upper 1"],
  ])("%j", (lower, message) => {
    expect(bounds(lower)).toEqual([expect.stringContaining(message)]);
  });

  test("all problems are listed at once", () => {
    expect(bounds([Number.NaN, Number.NaN], Number.POSITIVE_INFINITY)).toHaveLength(3);
  });

  test("a list for a scalar", () => {
    const variables = [{ name: "k", lower: [0, 0], upper: 1 }];
    expect(problemsOf({ variables })).toEqual([expect.stringContaining("the scalar variable")]);
  });
});

describe("refusals", () => {
  test.each([
    [
      "an unknown domain",
      { validity: [{ kind: "ball", of: "x", parameters: {} }] },
      /^validity\[0\]: kind "ball" is unknown/,
    ],
    ["no variables", { variables: [] }, /^variables: there are none/],
    ["no objective", { minimize: undefined }, /^an objective is missing/],
    ["two objectives", { maximize: "1" }, /^minimize and maximize are both there/],
    ["a bad objective", { minimize: "x[0] + y" }, /^minimize: unknown variable "y"/],
    ["a bad name", { variables: [{ name: "2x", lower: 0, upper: 1 }] }, /"2x" is not a name/],
    ["a reserved name", { variables: [{ name: "pi", lower: 0, upper: 1 }] }, /"pi" has a fixed meaning/],
    ["a size of 0", { variables: [{ name: "x", size: 0, lower: 0, upper: 1 }] }, /size: 0 is not a whole number/],
    ["a size of 1.5", { variables: [{ name: "x", size: 1.5, lower: 0, upper: 1 }] }, /size: 1.5 is not a whole number/],
    [
      "a taken name",
      { variables: [PLAIN.variables[0], PLAIN.variables[0]] },
      /variables\[1\]\.name: the name "x" is taken/,
    ],
    ["a definition of a taken name", { define: { x: "1" } }, /define\.x: the name "x" is taken/],
  ])("%s", (_, changes, message) => {
    expect(problemsOf(changes)).toEqual([expect.stringMatching(message)]);
  });

  test("empty lists of constraints and domains, and integer: false, are fine", () => {
    const variables = [{ name: "x", size: 2, lower: 0, upper: 1, integer: false }];
    expect(problemsOf({ variables, subjectTo: [], validity: [] })).toEqual([]);
  });
});
