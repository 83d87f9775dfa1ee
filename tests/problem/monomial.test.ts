import { expect, test } from "vitest";
import { ExpressionGraph } from "../../src/problem/expression-graph.js";
import { monomialOf } from "../../src/problem/monomial.js";
import { parseScalar } from "../../src/problem/parser.js";

const graph = new ExpressionGraph();
const [x, y, z] = [0, 1, 2].map((index) => graph.variable(index));
const scope = { graph, values: new Map(Object.entries({ x, y, z })), models: new Map() };

function written(text: string) {
  const { coefficient, exponents, logarithms } = monomialOf(parseScalar(text, scope));
  const names = new Map([
    [x, "x"],
    [y, "y"],
    [z, "z"],
  ]);
  const list = (map: typeof exponents) =>
    Object.fromEntries([...map].map(([factor, { value }]) => [names.get(factor) ?? factor.kind, value]));
  return { coefficient: coefficient.value, exponents: list(exponents), logarithms: list(logarithms) };
}

const cases: [string, object][] = [
  ["x", { coefficient: 1, exponents: { x: 1 }, logarithms: {} }],
  ["x*y*z", { coefficient: 1, exponents: { x: 1, y: 1, z: 1 }, logarithms: {} }],
  ["3*x*y^2/z", { coefficient: 3, exponents: { x: 1, y: 2, z: -1 }, logarithms: {} }],
  ["sqrt(x*y)/z^1.5", { coefficient: 1, exponents: { x: 0.5, y: 0.5, z: -1.5 }, logarithms: {} }],
  ["x*exp(y)/exp(2*z)", { coefficient: 1, exponents: { x: 1 }, logarithms: { y: 1, sum: -1 } }],
  ["(x + 1)*y*(x + 1)", { coefficient: 1, exponents: { sum: 2, y: 1 }, logarithms: {} }],
  ["2/(x*y)", { coefficient: 2, exponents: { x: -1, y: -1 }, logarithms: {} }],
  ["x + y", { coefficient: 1, exponents: { sum: 1 }, logarithms: {} }],
];

test.each(cases)("%s", (text, expected) => {
  expect(written(text)).toEqual(expected);
});
