import { describe, expect, test } from "vitest";
import { Problem, type ProblemDefinition, solve } from "../../src/index.js";
import { requireDefinedObjective } from "../../src/problem/definedness.js";

function problem(minimize: string, lower: number, upper: number, more: Partial<ProblemDefinition> = {}): Problem {
  const variables = [
    { name: "x", lower, upper },
    { name: "y", lower, upper },
  ];
  return new Problem({ name: "test", variables, minimize, ...more });
}

const refused: [string, number, number, RegExp][] = [
  ["log(x) + y", -1, 1, /^minimize: log\(x\) is not defined at x = 0, y = 0, where x is 0; tighten/],
  ["log(x)", 0, 1, /log\(x\) is not defined at x = 0, y = 0, where x is 0/],
  ["x*log(x)", 0, 1, /log\(x\) is not defined/],
  ["sqrt(x - 2*y)", 0, 1, /sqrt\(x - 2\*y\) is not defined/],
  ["(x - 0.5)^1.5", 0, 1, /is not defined at x = 0/],
  ["1/x", -1, 1, /1\/x is not defined/],
  ["y/(x - 1/3)", 0, 1, /is not defined next to x = 0\.3333/],
  ["exp(1/(x - y))", 0, 1, /is not defined/],
  ["x^-2 - 5/x^2", 0, 1, /is not defined/],
];

describe("an objective that is not defined somewhere in the box", () => {
  test.each(refused)("%s over [%f, %f]", (text, lower, upper, message) => {
    expect(() => requireDefinedObjective(problem(text, lower, upper), 1e-6)).toThrow(message);
  });

  test("is refused by solve, too", async () => {
    await expect(solve(problem("log(x)", -1, 1))).rejects.toThrow("log(x) is not defined");
  });
});

const allowed: [string, number, number][] = [
  ["log(x + 2)", -1, 1],
  ["sqrt(x)", 0, 1],
  ["sqrt(x^2 + y^2 - 2*x*y)", -1, 1],
  ["1/(x^2 + 0.1)", -1, 1],
  ["1/(x*x - x*y + y*y + 0.01)", -1, 1],
  // Infinite where no minimum is.
  ["-log(x)", 0, 1],
  ["1/x + x", 0, 1],
  ["x^-2 + y", -1, 1],
];

test.each(allowed)("%s over [%f, %f] is allowed", (text, lower, upper) => {
  expect(() => requireDefinedObjective(problem(text, lower, upper), 1e-6)).not.toThrow();
});

test("the innermost operation is the one that is named", () => {
  expect(() => requireDefinedObjective(problem("log(sqrt(x - 5))^1.5", 0, 1), 1e-6)).toThrow(
    "sqrt(x - 5) is not defined",
  );
});

test("a constraint holds at no point where it has a pole", () => {
  const pole = problem("x", 0, 1, { subjectTo: ["-1/x <= -1", "log(y) <= 3"] });
  expect(pole.violation(Float64Array.of(0, 0.5))).toBe(Number.POSITIVE_INFINITY);
  expect(pole.violation(Float64Array.of(0.5, 0))).toBe(Number.POSITIVE_INFINITY);
  expect(pole.violation(Float64Array.of(0.5, 0.5))).toBe(0);
});

test("where no constraint holds the objective need not be defined", () => {
  const held = (subjectTo: string[]) => problem("log(x) + y/(x - 0.2)", -1, 1, { subjectTo });
  expect(() => requireDefinedObjective(held(["x >= 0.3"]), 1e-6)).not.toThrow();
  expect(() => requireDefinedObjective(held(["x >= 0.1"]), 1e-6)).toThrow("next to x = 0.2");
});

test("whole numbers are tried as such", () => {
  const variables = [{ name: "k", lower: 1, upper: 4, integer: true }];
  const at = (minimize: string) => new Problem({ variables, minimize });
  expect(() => requireDefinedObjective(at("1/(k - 2.5)"), 1e-6)).not.toThrow();
  expect(() => requireDefinedObjective(at("1/(k - 2)"), 1e-6)).toThrow("at k = 2");
});

describe("boxes that touch the edge of a domain", () => {
  const cases: [string, string[], number, number, number][] = [
    ["x + y", ["log(x) >= -1", "log(y) + x >= 0"], -2, 3, Math.exp(-1) + Math.exp(-Math.exp(-1))],
    ["x", ["1/x <= 4", "x + y >= 0"], -1, 2, -1],
    ["x", ["1/x <= 4", "x >= 0.001", "y/x >= 1"], -1, 2, 0.25],
    ["-x - y", ["sqrt(1 - x) + sqrt(2 - y) >= 1"], -2, 3, -2.5],
    ["-log(x) + y^2 + 3*x", [], 0, 1, 1 + Math.log(3)],
  ];

  test.each(cases)("minimize %s subject to %j", async (minimize, subjectTo, lower, upper, optimum) => {
    const result = await solve(problem(minimize, lower, upper, { subjectTo }), { relativeGap: 1e-5, nodeLimit: 20000 });
    expect(result.status).toBe("optimal");
    expect(Math.abs((result.objective as number) - optimum)).toBeLessThan(1e-4);
    expect(result.bound).toBeLessThanOrEqual(optimum + 1e-9);
  });
});
