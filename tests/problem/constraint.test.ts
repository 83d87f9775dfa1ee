import { describe, expect, test } from "vitest";
import { loadNetwork } from "../../src/predictors/network/recognise.js";
import { InputError } from "../../src/problem/input-error.js";
import { Problem } from "../../src/problem/problem.js";

const peaks = loadNetwork("models/network/peaks-tanh.onnx");

function problemOf(...subjectTo: string[]): Problem {
  return new Problem({
    models: { peaks },
    variables: [
      { name: "x", size: 2, lower: -3, upper: 3 },
      { name: "k", lower: 0, upper: 4 },
    ],
    define: { y: "x[0]*x[1]", c: "7" },
    minimize: "k",
    subjectTo,
  });
}

const inf = Number.POSITIVE_INFINITY;

describe("a comparison becomes a row", () => {
  test.each([
    ["x[0]^2 + x[1]^2 <= 4", "x[0]^2 + x[1]^2", -inf, 4],
    ["x[0]^2 - 1 <= y + 3", "x[0]^2 - y", -inf, 4],
    ["k >= 1.5", "k", 1.5, inf],
    ["1.5 <= k", "k", 1.5, inf],
    ["c - 1 >= k", "k", -inf, 6],
    ["x[0] + k == 1.5", "x[0] + k", 1.5, 1.5],
    ["x[0] <= x[1]", "x[0] - x[1]", -inf, 0],
    ["0 <= y <= 1", "y", 0, 1],
    ["1 >= y + 2 >= -0.5", "y", -2.5, -1],
    ["y == 0", "y", 0, 0],
    ["peaks(x) <= 2*k - 3", "peaks(x) - 2*k", -inf, -3],
    // Neither 1/3 nor 0.1 + 0.2 is a float64 number: what is moved to the bound is moved exactly or not at all.
    ["k <= 1/3", "k - 1/3", -inf, 0],
    ["k + 0.1 <= -0.2", "k + (0.1 + 0.2)", -inf, 0],
  ])("%s", (text, formula, lower, upper) => {
    const [row, same] = problemOf(text, `${formula} <= 0`).constraints;
    expect(row).toMatchObject({ text, lower, upper });
    expect(row.expression).toBe(same.expression);
  });

  test("a range with ends that are no plain numbers becomes two", () => {
    const { constraints } = problemOf("x[0] <= k <= x[1]", "1/3 <= k <= 3");
    expect(constraints.map(({ lower, upper }) => [lower, upper])).toEqual([
      [-inf, 0],
      [-inf, 0],
      [0, inf],
      [-inf, 3],
    ]);
  });

  test("equal parts of rows and objective are shared", () => {
    const { constraints, objective } = problemOf("k*1 <= 3", "3 >= k");
    expect(constraints[0].expression).toBe(objective);
    expect(constraints[1].expression).toBe(objective);
  });
});

describe("what does not depend on a variable", () => {
  test.each(["1 <= 2", "0*k == 0", "k - k <= 1e-300", "c == 7", "1/3 <= 0.34", "peaks(1, 2) <= 100"])(
    "%s always holds and is dropped",
    (text) => {
      expect(problemOf(text).constraints).toEqual([]);
    },
  );

  test.each([
    ["2 <= 1", "differ by 1"],
    ["c == 8", "differ by 1"],
    ["1/3 >= 0.34", "no variable is left in it"],
    ["0.1 + 0.2 == 0.3", "can never hold"],
    ["peaks(1, 2) >= 100", "can never hold"],
    ["3 <= k <= 2", "3 is above 2"],
    ["2 >= k >= 3", "3 is above 2"],
  ])("%s never holds and is refused", (text, message) => {
    expect(() => problemOf(text)).toThrow(message);
    expect(() => problemOf(text)).toThrow(`subjectTo[0]: "${text}" can never hold`);
  });

  test("what float64 cannot decide stays", () => {
    expect(problemOf("1/3 + 2/3 == 1").constraints).toHaveLength(1);
    expect(problemOf("1/3 + 2/3 == 1").violation(new Float64Array(3))).toBeLessThan(1e-15);
  });
});

test("violations are absolute, the largest counts, and what is not defined violates", () => {
  const problem = problemOf("x[0]^2 + x[1]^2 <= 4", "0 <= k <= 1", "x[0] == x[1]", "log(k) <= 9");
  const values = new Float64Array(4);
  problem.rowValues(Float64Array.of(2, 1, 3), values);
  expect([...values]).toEqual([5, 3, 1, Math.log(3)]);
  expect(problem.violation(Float64Array.of(2, 1, 3))).toBe(2);
  expect(problem.violation(Float64Array.of(1, 1, 0.5))).toBe(0);
  expect(problem.violation(Float64Array.of(0, 0.25, 0.5))).toBe(0.25);
  expect(problem.violation(Float64Array.of(1, 1, -1))).toBe(inf);
  expect(problemOf().constraints).toEqual([]);
  expect(problemOf().violation(new Float64Array(3))).toBe(0);
});

describe("refusals", () => {
  test.each([
    ["", /the constraint is empty/],
    ["k", /compares nothing/],
    ["k < 1", /strict comparison \(<\); write <=/],
    ["k > 1", /strict comparison \(>\); write >=/],
    ["k = 1", /single =; write ==/],
    ["0 <= k >= 1", /has the relations <= and >=; write one, or a range/],
    ["0 <= k <= 1 <= 2", /relations <= and <= and <=/],
    ["k == 1 == 1", /relations == and ==/],
    ["x <= 1", /x is a vector of length 2 where <= needs a scalar/],
    ["k <= z", /unknown variable "z"/],
    ["k <= ", /Expected expression after <=/],
    ["k <= (1 <= 2)", /a comparison \(<=\) has no place here/],
    ["k <= 1e400", /the number 1e400 is too large/],
    ["k != 1", /./],
  ])("%s", (text, message) => {
    expect(() => problemOf(text)).toThrow(message);
    expect(() => problemOf(text)).toThrow(InputError);
  });

  test("all at once, each with its path", () => {
    let problems: readonly string[] = [];
    try {
      problemOf("k < 1", "k <= 1", "2 <= 1", "q >= 0");
    } catch (error) {
      problems = (error as InputError).problems;
    }
    expect(problems).toEqual([
      expect.stringMatching(/^subjectTo\[0\]: .*strict/),
      expect.stringMatching(/^subjectTo\[2\]: .*never hold/),
      expect.stringMatching(/^subjectTo\[3\]: unknown variable "q"/),
    ]);
  });
});
