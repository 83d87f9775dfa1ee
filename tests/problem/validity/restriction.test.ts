import { describe, expect, test } from "vitest";
import { Problem } from "../../../src/problem/problem.js";
import type { ValidityDefinition } from "../../../src/problem/validity/restriction.js";
import { solve } from "../../../src/search/solve.js";

/** A triangle with corners (0, 0), (4, 0), (0, 2), unscaled. */
const triangle = { offset: [0, 0], factor: [1, 1], points: [0, 0, 4, 0, 0, 2, 1, 0.5] };

function problem(minimize: string, validity: readonly ValidityDefinition[]): Problem {
  return new Problem({ variables: [{ name: "x", size: 2, lower: -5, upper: 5 }], minimize, validity });
}

describe("a domain as a constraint", () => {
  test("is a row per formula, and moves the optimum into the data", async () => {
    const inside = problem("-x[0] - 3*x[1]", [{ kind: "convex-hull", of: "x", parameters: triangle }]);
    expect(inside.constraints.map(({ text, upper }) => [text, upper])).toEqual([["convex-hull of x", 0]]);
    const result = await solve(inside, { relativeGap: 1e-5 });
    expect(result.status).toBe("optimal");
    expect(result.objective).toBeCloseTo(-6, 4);
    expect(result.x).toEqual({ x: [expect.closeTo(0, 4), expect.closeTo(2, 4)] });
  });

  test("holds for any formulas, in the order of its columns", async () => {
    const parameters = { lower: [0, -1], upper: [2, 1] };
    const boxed = problem("-x[0]", [{ kind: "box", of: ["x[0] + x[1]", "x[0] - x[1]"], parameters }]);
    const result = await solve(boxed);
    expect(result.objective).toBeCloseTo(-1.5, 4);
  });
});

test("a domain as a penalty costs what lies outside", async () => {
  const definition = { kind: "convex-hull", of: "x", parameters: triangle };
  const cheap = await solve(problem("-x[0] - x[1]", [{ ...definition, penalty: 0.5 }]));
  expect(cheap.objective).toBeLessThan(-5);
  const dear = await solve(problem("-x[0] - x[1]", [{ ...definition, penalty: 10 }]));
  expect(dear.objective).toBeCloseTo(-4, 3);
  const most = problem("x[0]", [{ kind: "box", of: "x", parameters: { lower: [-1, -1], upper: [1, 1] }, penalty: 3 }]);
  expect(most.evaluate(Float64Array.of(2, -3))).toBe(2 + 3 + 6);
});

describe("refusals", () => {
  test.each([
    [{ kind: "ball", of: "x", parameters: {} }, /validity\[0\]: kind "ball" is unknown; known are box/],
    [{ kind: "box", of: "x", parameters: { lower: [0] } }, /validity\[0\]: parameters\.upper/],
    [{ kind: "box", of: "x", parameters: { lower: [0], upper: [1, 2] } }, /1 lower and 2 upper bounds/],
    [{ kind: "box", of: "x[0]", parameters: { lower: [0, 0], upper: [1, 2] } }, /of 2 inputs, "of" names 1/],
    [{ kind: "box", of: "y", parameters: { lower: [0], upper: [1] } }, /unknown variable "y"/],
    [
      { kind: "box", of: "x", parameters: { lower: [0, 0], upper: [1, 2] }, penalty: -1 },
      /penalty: -1 is not a positive/,
    ],
    [{ kind: "convex-hull", of: "x", parameters: { ...triangle, points: [1, 2, 3] } }, /do not describe points/],
  ])("%j", (definition, message) => {
    expect(() => problem("x[0]", [definition])).toThrow(message);
  });
});
