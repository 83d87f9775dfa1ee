import { describe, expect, test } from "vitest";
import { InputError, Problem, solve } from "../../src/index.js";
import { halves } from "../../src/search/partition.js";
import { startingPoints } from "../../src/search/starting-points.js";

const variables = [{ name: "x", size: 2, lower: -3, upper: 3 }];
const camel = "(4 - 2.1*x[0]^2 + x[0]^4/3)*x[0]^2 + x[0]*x[1] + (4*x[1]^2 - 4)*x[1]^2";
const OPTIMUM = -1.0316284534898774;

describe("points", () => {
  const problem = new Problem({ variables, minimize: camel });

  test("outside the box are moved into it, with a notice", () => {
    const notices: string[] = [];
    const [point] = startingPoints(problem, [[5, 1]], (text) => notices.push(text));
    expect([...point]).toEqual([3, 1]);
    expect(notices).toEqual(["starting point 1: x[0] = 5 is outside its bounds; 3 is taken"]);
  });

  test.each([
    [[1], "starting point 1: 1 numbers where the problem has 2 variables"],
    [[1, Number.NaN], "starting point 1: x[1] is NaN; give a finite number"],
    [[Number.POSITIVE_INFINITY, 0], "starting point 1: x[0] is Infinity; give a finite number"],
  ])("%j are refused", async (point, message) => {
    await expect(solve(problem, { startingPoints: [point] })).rejects.toThrow(new InputError(message));
  });

  test("that are no lists are refused", async () => {
    const options = { startingPoints: [3] as unknown as number[][] };
    await expect(solve(problem, options)).rejects.toThrow(/option startingPoints: \[3\] is not a list of points/);
  });
});

test("a starting point counts even where every local search fails to find it", async () => {
  // A narrow hole next to a broad valley.
  const minimize = "x[0]^2 + x[1]^2 - 20*exp(-4e6*((x[0] - 2.345678)^2 + (x[1] + 1.234567)^2))";
  const problem = new Problem({ variables, minimize });
  const limits = { nodeLimit: 3, bounds: "interval" as const };
  const without = await solve(problem, limits);
  const given = await solve(problem, { ...limits, startingPoints: [[2.345678, -1.234567]] });
  expect(without.objective).toBeGreaterThan(-1);
  expect(given.objective).toBeLessThan(-12);
  expect(given.bound).toBeLessThanOrEqual(given.objective as number);
});

test("an infeasible starting point is worth nothing", async () => {
  const problem = new Problem({ variables, minimize: camel, subjectTo: ["x[0] >= 1"] });
  const result = await solve(problem, { startingPoints: [[0.0898, -0.7126]], relativeGap: 1e-3 });
  expect(result.violation).toBeLessThanOrEqual(1e-6);
  expect(result.objective).toBeGreaterThan(OPTIMUM + 0.1);
});

describe("a search that begins with parts", () => {
  const problem = new Problem({ variables, minimize: camel });
  const boxes = halves(problem.box, 0, 0.5, problem).flatMap((half) => halves(half, 1, -0.25, problem));
  const points = [Float64Array.of(0.1, -0.7)];

  test("ends with the same optimum and a valid bound", async () => {
    const parts = boxes.map((box) => ({ box, bound: Number.NEGATIVE_INFINITY }));
    const result = await solve(problem, {}, {}, { points, parts });
    expect(result.status).toBe("optimal");
    expect(result.objective).toBeCloseTo(OPTIMUM, 8);
    expect(result.bound).toBeLessThanOrEqual(OPTIMUM);
    expect(result.bound).toBeGreaterThan(OPTIMUM * (1 + 1.1e-4));
  });

  test("bounds nothing where the parts' bounds suffice, and counts them", async () => {
    const parts = boxes.map((box, k) => ({ box, bound: k === 0 ? OPTIMUM - 5e-5 : 0 }));
    const result = await solve(problem, {}, {}, { points, parts });
    expect(result).toMatchObject({ status: "optimal", nodes: 0, bound: OPTIMUM - 5e-5 });
  });

  test("lets the node limit end it with what the parts say", async () => {
    const parts = boxes.map((box) => ({ box, bound: -50 }));
    const result = await solve(problem, { nodeLimit: 1 }, {}, { points, parts });
    expect(result.bound).toBeGreaterThanOrEqual(-50);
    expect(result.bound).toBeLessThanOrEqual(OPTIMUM);
  });
});
