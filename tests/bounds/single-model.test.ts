import { expect, test } from "vitest";
import { singleModel } from "../../src/bounds/single-model.js";
import { Problem } from "../../src/problem/problem.js";
import { minimizationNetwork } from "../../src/search/solve.js";
import { Parabolas } from "../predictors/network/parabolas.js";

const model = new Parabolas(
  [
    [1, 2],
    [-1, 0.5],
  ],
  [
    [0, 0],
    [1, 1],
  ],
);

function found(objective: string, sense: "minimize" | "maximize" = "minimize") {
  const variables = [{ name: "x", size: 2, lower: -1, upper: 1 }];
  return singleModel(minimizationNetwork(new Problem({ models: { m: model }, variables, [sense]: objective })));
}

test("a functional of one model and the variables is recognised with its weights", () => {
  expect(found("m(x)[0]")).toEqual({
    model,
    weights: Float64Array.of(1, 0),
    linear: Float64Array.of(0, 0),
    constant: 0,
  });
  expect(found("2*m(x)[0] - 3*m(x)[1] + x[1] - 4")).toEqual({
    model,
    weights: Float64Array.of(2, -3),
    linear: Float64Array.of(0, 1),
    constant: -4,
  });
  expect(found("m(x)[1] + 1", "maximize")).toEqual({
    model,
    weights: Float64Array.of(0, -1),
    linear: Float64Array.of(0, 0),
    constant: -1,
  });
});

test.each([
  "exp(m(x)[0])",
  "m(x[1], x[0])[0]",
  "m(2*x[0], x[1])[0]",
  "m(x)[0]*x[1]",
  "m(x)[0] + 0.1*x[0]/3",
  "m(x)[0] + m(x[0], 0)[1]",
  "x[0]",
])("%s is more than that", (objective) => {
  expect(found(objective)).toBeNull();
});
