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

test("a weight of the distance costs or rewards it everywhere, in either sense", () => {
  const parameters = { offset: [0, 0], factor: [1, 0.5], points: [0, 0, 1, 1], neighbours: 1, limit: 0.5 };
  const value = (norm: string, weight: number, x: readonly number[]) => {
    const definition = { kind: "distance", of: "x", parameters: { ...parameters, norm }, weight };
    return problem("x[0]", [definition]).evaluate(Float64Array.from(x));
  };
  expect(value("l1", 2, [0.25, 0.5])).toBe(0.25 + 2 * 0.5);
  expect(value("l1", -2, [1, 1])).toBe(1 - 2 * 0.5);
  expect(value("l2-squared", 4, [0.25, 1])).toBeCloseTo(0.25 + 4 * (0.0625 + 0.25), 12);
  const definition = { kind: "distance", of: "x", parameters: { ...parameters, norm: "l1" }, weight: -2 };
  const variables = [{ name: "x", size: 2, lower: -5, upper: 5 }];
  const highest = new Problem({ variables, maximize: "x[0]", validity: [definition] });
  expect(highest.evaluate(Float64Array.of(1, 1))).toBe(1 + 2 * 0.5);
  expect(highest.constraints).toEqual([]);
});

test("the distance from a principal subspace is its square", () => {
  const directions = [1, 0, 0, 0, 0.6, 0.8, 0, -0.8, 0.6];
  const parameters = { offset: [0, 0, 1], factor: [1, 1, 2], directions, lower: [-9], upper: [9], distance: 0.1 };
  const variables = [{ name: "x", size: 3, lower: -5, upper: 5 }];
  const near = new Problem({
    variables,
    minimize: "x[0]",
    validity: [{ kind: "pca", of: "x", parameters, weight: 3 }],
  });
  expect(near.evaluate(Float64Array.of(2, 0.5, 2))).toBeCloseTo(2 + 3 * (0.25 + 4), 12);
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
    [{ kind: "convex-hull", of: "x", parameters: triangle, weight: 1 }, /weight: a convex-hull has no distance/],
    [{ kind: "convex-hull", of: "x", parameters: triangle, weight: 0 }, /weight: 0 is not a number other than 0/],
    [{ kind: "convex-hull", of: "x", parameters: triangle, weight: 1, penalty: 1 }, /not both/],
  ])("%j", (definition, message) => {
    expect(() => problem("x[0]", [definition])).toThrow(message);
  });
});
