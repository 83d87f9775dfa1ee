import { describe, expect, test } from "vitest";
import { ExpressionGraph } from "../../src/problem/expression-graph.js";
import { parseScalar } from "../../src/problem/parser.js";

function parsed(...texts: string[]) {
  const graph = new ExpressionGraph();
  const values = new Map([
    ["a", graph.variable(0)],
    ["b", graph.variable(1)],
  ]);
  return texts.map((text) => parseScalar(text, { graph, values, models: new Map() }));
}

describe("equal expressions are one object", () => {
  test.each([
    ["sin(a)*b", "b*sin(a)"],
    ["a + b", "b + a"],
    ["a*a", "a^2"],
    ["a + a", "2*a"],
    ["(a + b) - b", "a"],
    ["a - (b - 1)", "a - b + 1"],
    ["2*(a + 3*b)", "6*b + 2*a"],
    ["max(a, b)", "max(b, a)"],
    ["min(a, a)", "a"],
    ["(2*a)*(3*b)", "6*(a*b)"],
    ["a/4", "0.25*a"],
    ["1/a", "a^-1"],
    ["a^1", "a"],
    ["a^0", "1"],
    ["6/3", "2"],
    ["2^3", "8"],
    ["a - a", "0"],
    ["-(-a)", "a"],
  ])("%s and %s", (left, right) => {
    const [first, second] = parsed(left, right);
    expect(first).toBe(second);
  });

  test("0.1 + 0.2 is not 0.3", () => {
    const [sum, literal] = parsed("0.1 + 0.2", "0.3");
    expect(sum).not.toBe(literal);
  });
});

test("folded constants enclose the number that is meant", () => {
  const [third] = parsed("1/3");
  const [tenth] = parsed("0.1*3");
  const [exact] = parsed("0.5*3 + 2^-4");
  expect(third).toMatchObject({ kind: "constant", constant: { value: 1 / 3 } });
  for (const expression of [third, tenth]) {
    expect(expression.kind === "constant" && expression.constant.radius).toBeGreaterThan(0);
  }
  expect(exact).toMatchObject({ constant: { value: 1.5625, radius: 0 } });
});

test("a coefficient that cancels up to rounding stays, since it may be no zero", () => {
  const [left] = parsed("0.1*(0.2*a) - 0.02*a");
  expect(left.kind).toBe("sum");
  if (left.kind !== "sum") return;
  const { value, radius } = left.coefficients[0];
  // The difference of the real numbers 0.1 * 0.2 and 0.02, as float64 stores them, from exact integer arithmetic.
  const meant = exactDifference();
  expect(Math.abs(value - meant)).toBeLessThanOrEqual(radius);
});

/** 0.1 * 0.2 - 0.02 with the stored values as rationals of denominator 2^120. */
function exactDifference(): number {
  const scaled = (x: number): bigint => BigInt(x * 2 ** 60);
  const difference = scaled(0.1) * scaled(0.2) - (scaled(0.02) << 60n);
  return Number(difference) / 2 ** 120;
}
