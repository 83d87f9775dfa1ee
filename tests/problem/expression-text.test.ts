import { describe, expect, test } from "vitest";
import type { Expression } from "../../src/problem/expression.js";
import { ExpressionGraph } from "../../src/problem/expression-graph.js";
import { expressionText } from "../../src/problem/expression-text.js";
import { parseScalar } from "../../src/problem/parser.js";

const NAMES = ["a", "b", "c"];
const nameOf = (index: number): string => NAMES[index];

function reader(): (text: string) => Expression {
  const graph = new ExpressionGraph();
  const values = new Map(NAMES.map((name, index) => [name, graph.variable(index)]));
  return (text) => parseScalar(text, { graph, values, models: new Map() });
}

describe("is read back as the same expression", () => {
  test.each([
    "a",
    "-a",
    "-3",
    "a + b - 2*c + 1",
    "-2*a - b",
    "2*a*b",
    "2*(a/b)",
    "3*(1/a) + 1/(a + b)",
    "a/(b*c)",
    "a/(b/c)",
    "a*(b + c)",
    "(a + 1)*(b - 1)",
    "(-a)^2",
    "(a*b)^2 + (a^2)^1.5 + (a^2)^2",
    "a^-1.5",
    "(a + b)^3",
    "min(a, b + 1) - max(a, -b)",
    "abs(a) + atan(b) + tanh(exp(sqrt(c)))",
    "a^b",
    "tan(a)",
  ])("%s", (text) => {
    const read = reader();
    const expression = read(text);
    expect(read(expressionText(expression, nameOf))).toBe(expression);
  });
});

test.each([
  ["a+2*b-1.5", "a + 2*b - 1.5"],
  ["0-a*b/c", "-a*b/c"],
  ["(a+b)^2/3", "0.3333333333333333*(a + b)^2"],
])("%s is written as %s", (text, expected) => {
  expect(expressionText(reader()(text), nameOf)).toBe(expected);
});

test("long and shared expressions are cut", () => {
  const read = reader();
  const long = Array.from({ length: 1000 }, (_, k) => `sin(${k + 2}*a)`).join("+");
  expect(expressionText(read(long), nameOf)).toMatch(/^sin\(\d+\*a\) \+ .* \+ \.\.\.$/);
  expect(expressionText(read(long), nameOf).length).toBeLessThan(300);
  const graph = new ExpressionGraph();
  let shared = graph.variable(0);
  for (let k = 0; k < 200; k++)
    shared = graph.quotient(graph.apply(sinOf(read), shared), graph.sum([shared], [{ value: 2, radius: 0 }]));
  expect(expressionText(shared, nameOf).length).toBeLessThan(1000);
});

function sinOf(read: (text: string) => Expression) {
  const expression = read("sin(a)");
  if (expression.kind !== "application") throw new Error("sin(a) is an application");
  return expression.phi;
}
