import { describe, expect, test } from "vitest";
import { InputError } from "../../src/problem/input-error.js";
import { Problem } from "../../src/problem/problem.js";
import type { VariableDefinition } from "../../src/problem/variable.js";

function problemOf(...variables: readonly VariableDefinition[]): Problem {
  return new Problem({ variables, minimize: "1" });
}

function problemsOf(...variables: readonly VariableDefinition[]): readonly string[] {
  try {
    problemOf(...variables);
  } catch (error) {
    if (error instanceof InputError) return error.problems;
    throw error;
  }
  return [];
}

test("whole numbers are marked by scalar variable and their bounds rounded inward", () => {
  const problem = problemOf(
    { name: "x", size: 2, lower: -0.5, upper: 1.5 },
    { name: "k", size: 2, lower: [-0.5, 1], upper: [2.9, 7], integer: true },
    { name: "b", binary: true },
    { name: "v", size: 2, lower: 0.5, binary: true, integer: true },
  );
  expect([...problem.isInteger]).toEqual([0, 0, 1, 1, 1, 1, 1]);
  expect([...problem.box.lower]).toEqual([-0.5, -0.5, 0, 1, 0, 1, 1]);
  expect([...problem.box.upper]).toEqual([1.5, 1.5, 2, 7, 1, 1, 1]);
  expect(problem.variables.map((variable) => variable.integer)).toEqual([false, true, true, true]);
});

describe("refusals", () => {
  const cases: [string, VariableDefinition, RegExp][] = [
    [
      "no whole number",
      { name: "k", size: 2, lower: [0, 1.2], upper: [1, 1.8], integer: true },
      /^variables\[0\]: the box is empty, there is no whole number from 1\.2 to 1\.8 for k\[1\]$/,
    ],
    ["no 0 or 1", { name: "b", lower: 0.2, upper: 0.8, binary: true }, /no whole number from 0.2 to 0.8 for b$/],
    ["a binary below 0", { name: "b", lower: -1, binary: true }, /^variables\[0\]\.lower: b is binary .* bound -1;/],
    ["a binary up to 2", { name: "b", upper: 2, binary: true }, /^variables\[0\]\.upper: b is binary .* bound 2;/],
    ["a binary that is none", { name: "b", binary: true, integer: false }, /^variables\[0\]\.integer: false, but/],
    ["an unbounded integer", { name: "k", lower: 0, integer: true }, /^variables\[0\]\.upper: missing/],
  ];
  test.each(cases)("%s", (_, definition, message) => {
    expect(problemsOf(definition)).toEqual([expect.stringMatching(message)]);
  });

  test("all at once", () => {
    expect(
      problemsOf({ name: "a", lower: 0.1, upper: 0.9, integer: true }, { name: "b", lower: 3, binary: true }),
    ).toEqual([expect.stringMatching(/^variables\[0\]/), expect.stringMatching(/^variables\[1\]\.lower/)]);
  });
});
