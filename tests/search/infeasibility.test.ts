import { expect, test } from "vitest";
import { Problem, type ProblemDefinition, solve } from "../../src/index.js";
import { resultTable } from "../../src/report/result-table.js";

function problem(subjectTo: string[], more: Partial<ProblemDefinition> = {}): Problem {
  const variables = [
    { name: "x", lower: 0, upper: 4 },
    { name: "y", lower: 0, upper: 4 },
    { name: "k", lower: 0, upper: 9, integer: true },
  ];
  return new Problem({ name: "none", variables, minimize: "x + y", subjectTo, ...more });
}

const cases: [string, string[], string[]][] = [
  ["two rows of five", ["x + y >= 3", "x >= 0.5", "x*y <= 9", "x + y <= 2", "y <= 3.5"], ["x + y >= 3", "x + y <= 2"]],
  ["one row on its own", ["x + k >= 1", "x^2 + y^2 <= -1"], ["x^2 + y^2 <= -1"]],
  ["a row that is defined nowhere", ["x + y <= 7", "log(x - 5) >= -100"], ["log(x - 5) >= -100"]],
  [
    "three rows that only fail together",
    ["x - y >= 1", "y - k >= 1", "x + y <= 7", "k - x >= -1.5"],
    ["x - y >= 1", "y - k >= 1", "k - x >= -1.5"],
  ],
  ["whole numbers", ["x <= 3", "2*k >= 5.2", "2*k <= 5.8"], ["2*k >= 5.2", "2*k <= 5.8"]],
];

test.each(cases)("%s are named", async (_name, subjectTo, expected) => {
  const result = await solve(problem(subjectTo));
  expect(result.status).toBe("infeasible");
  expect(result.infeasibility?.constraints).toEqual(expected);
  expect(resultTable(result, null)).toContain(expected[0]);
});

test("a range is one constraint", async () => {
  const result = await solve(problem(["5 <= x + y <= 6", "x*y <= 1e-3", "x <= 1", "y <= 3"]));
  expect(result.infeasibility?.constraints).toEqual(["5 <= x + y <= 6", "x <= 1", "y <= 3"]);
});

test("where one box does not suffice nothing is named", async () => {
  const result = await solve(problem(["sin(3*x)*sin(2*y) >= 0.9", "cos(5*x + y) >= 0.95", "x*y == 3"]), {
    nodeLimit: 5000,
  });
  expect(result.status).toBe("infeasible");
  expect(result.nodes).toBeGreaterThan(1);
  expect(result.infeasibility).toBeUndefined();
});

test("a feasible problem has no such field", async () => {
  const result = await solve(problem(["x + y >= 3"]));
  expect(result).not.toHaveProperty("infeasibility");
});
