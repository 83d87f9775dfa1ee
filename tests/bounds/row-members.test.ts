import { expect, test } from "vitest";
import { leastOf } from "../../src/bounds/row-members.js";
import { HullDistance } from "../../src/predictors/convex-hull/hull-distance.js";
import { withOutputs } from "../../src/predictors/network/output-choice.js";
import { compiled } from "../../src/problem/compilation.js";
import { Problem } from "../../src/problem/problem.js";

const first = new HullDistance(2, Float64Array.of(0, 0, 1, 0, 0, 1));
const second = new HullDistance(2, Float64Array.of(3, 3, 4, 3));
const third = new HullDistance(2, Float64Array.of(-3, 3));

function membersOf(formula: string) {
  const problem = new Problem({
    models: { first, second, third },
    variables: [{ name: "x", size: 2, lower: -5, upper: 5 }],
    minimize: "x[0]",
    subjectTo: [`${formula} <= 1`],
  });
  return leastOf(withOutputs(compiled([problem.objective, problem.constraints[0].expression], 2), [1]));
}

test("the least of several models is told apart into each of them", () => {
  const members = membersOf("min(first(2*x[0], x[1] + 1), min(second(2*x[0], x[1] + 1), third(2*x[0], x[1] + 1)))");
  const y = new Float64Array(1);
  const x = Float64Array.of(1.5, -2);
  const values = members?.map((member) => {
    member.evaluate(x, y);
    return y[0];
  });
  const expected = [first, second, third].map((hull) => {
    hull.evaluate(Float64Array.of(3, -1), y);
    return y[0];
  });
  expect(values).toEqual(expected);
});

test.each([
  ["one model", "first(x)"],
  ["a greatest", "max(first(x), second(x))"],
  ["a sum", "first(x) + second(x)"],
  ["models of different inputs", "min(first(x), second(2*x[0], x[1]))"],
  ["something besides models", "min(min(first(x), second(x)), x[0])"],
  ["a number besides models", "min(min(first(x), second(x)), 0.5)"],
  ["a multiple", "2*min(first(x), second(x))"],
  ["a multiple within", "min(2*first(x), second(x))"],
])("%s is not", (_, formula) => {
  expect(membersOf(formula)).toBeNull();
});
