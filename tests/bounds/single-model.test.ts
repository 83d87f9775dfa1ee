import { describe, expect, test } from "vitest";
import { functionalError, type SingleModel, singleModel } from "../../src/bounds/single-model.js";
import { Problem } from "../../src/problem/problem.js";
import { minimizationNetwork } from "../../src/search/solve.js";
import { D, exact } from "../numeric/exact-decimal.js";
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
    roundingUnits: 0,
    magnitude: 0,
  });
  expect(found("2*m(x)[0] - 3*m(x)[1] + x[1] - 4")).toEqual({
    model,
    weights: Float64Array.of(2, -3),
    linear: Float64Array.of(0, 1),
    constant: -4,
    roundingUnits: 0,
    magnitude: 4,
  });
  expect(found("m(x)[1] + 1", "maximize")).toEqual({
    model,
    weights: Float64Array.of(0, -1),
    linear: Float64Array.of(0, 0),
    constant: -1,
    roundingUnits: 0,
    magnitude: 1,
  });
});

test.each([
  "exp(m(x)[0])",
  "m(x[1], x[0])[0]",
  "m(2*x[0], x[1])[0]",
  "m(x)[0]*x[1]",
  "m(x)[0] + m(x[0], 0)[1]",
  "x[0]",
])("%s is more than that", (objective) => {
  expect(found(objective)).toBeNull();
});

describe("coefficients that were rounded", () => {
  const box = { lower: Float64Array.of(-1, -1), upper: Float64Array.of(1, 1) };

  test("are an error of the size of roundings, which covers what was rounded", () => {
    const single = found("m(x)[0]/3 + 0.1*x[0]/7 + 1/3");
    if (single === null) throw new Error("not recognised");
    expect(single.roundingUnits).toBeGreaterThan(0);
    const error = functionalError(single, box);
    expect(error).toBeLessThan(1e-14);
    const least = exact(single.weights[0])
      .sub(new D(1).div(3))
      .abs()
      .add(exact(single.linear[0]).sub(exact(0.1).div(7)).abs())
      .add(exact(single.constant).sub(new D(1).div(3)).abs());
    expect(exact(error).gte(least)).toBe(true);
  });

  test("are none where nothing was rounded", () => {
    expect(functionalError(found("2*m(x)[0] + x[1]") as SingleModel, box)).toBe(0);
  });

  test("have no known error over a box without end", () => {
    const whole = { lower: Float64Array.of(-1, -1), upper: Float64Array.of(Number.POSITIVE_INFINITY, 1) };
    expect(functionalError(found("m(x)[0]/3 + x[0]") as SingleModel, whole)).toBe(Number.POSITIVE_INFINITY);
  });
});
