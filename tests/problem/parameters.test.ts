import { expect, test } from "vitest";
import { Problem } from "../../src/index.js";

const variables = [{ name: "x", size: 2, lower: 0, upper: 2 }];

test("formulas use parameters as numbers", () => {
  const parameters = { price: [3, -1], demand: 1.5 };
  const problem = new Problem({ variables, parameters, minimize: "dot(price, x)", subjectTo: ["sum(x) >= demand"] });
  const written = new Problem({ variables, minimize: "3*x[0] - x[1]", subjectTo: ["sum(x) >= 1.5"] });
  const x = Float64Array.of(0.3, 0.9);
  expect(problem.evaluate(x)).toBe(written.evaluate(x));
  expect(problem.violation(x)).toBe(written.violation(x));
  expect(problem.size).toBe(2);
});

test("parameters that are no numbers, and names that are taken, are refused", () => {
  const parameters = { a: Number.NaN, x: 1, "2b": 3, c: [1, Number.POSITIVE_INFINITY], sin: 1 };
  const make = () => new Problem({ variables, parameters, minimize: "sum(x)" });
  expect(make).toThrow(/parameters.a: NaN is not a finite number/);
  expect(make).toThrow(/parameters.x: the name "x" is taken/);
  expect(make).toThrow(/parameters.2b: "2b" is not a name/);
  expect(make).toThrow(/parameters.c: Infinity is not a finite number/);
  expect(make).toThrow(/parameters.sin: "sin" has a fixed meaning/);
});
