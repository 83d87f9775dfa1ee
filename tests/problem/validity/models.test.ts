import { describe, expect, test } from "vitest";
import { loadPredictor } from "../../../src/predictors/loading.js";
import { checkRows, problemWith } from "./domain-check.js";

const net = loadPredictor("models/network/peaks-tanh.onnx");
const other = loadPredictor("models/network/peaks-relu.onnx");

function outputsOf(model: typeof net, x: readonly number[]): number[] {
  const y = new Float64Array(model.outputs);
  model.evaluate(Float64Array.from(x), y);
  return [...y];
}

describe("ensemble-agreement", () => {
  test("the rows are the differences of every pair", () => {
    const parameters = { models: ["a", "b", "c"], spread: 0.5 };
    const problem = problemWith("ensemble-agreement", parameters, 2, { a: net, b: other, c: net });
    // a - c is always zero and becomes no difference in the network.
    checkRows(problem, (x) => {
      const [a, b] = [outputsOf(net, x)[0], outputsOf(other, x)[0]];
      return [a - b, 0, b - a];
    });
    expect(problem.constraints.map(({ lower, upper }) => [lower, upper])).toEqual(Array(3).fill([-0.5, 0.5]));
  });

  test("a model that is not there", () => {
    const parameters = { models: ["a", "z"], spread: 0.5 };
    expect(() => problemWith("ensemble-agreement", parameters, 2, { a: net })).toThrow(
      /there is no model "z"; the models of the instance are "a"/,
    );
  });
});

describe("isolation-forest", () => {
  test("the row is the model's output", () => {
    const problem = problemWith("isolation-forest", { model: "a", threshold: 0 }, 2, { a: net });
    checkRows(problem, (x) => outputsOf(net, x));
    expect(problem.constraints[0].lower).toBe(0);
  });

  test("a model with another number of inputs, or without that output", () => {
    expect(() => problemWith("isolation-forest", { model: "a", threshold: 0 }, 3, { a: net })).toThrow(
      /"a" has 2 inputs, "of" names 3/,
    );
    const missing = { model: "a", output: "scores", threshold: 0 };
    expect(() => problemWith("isolation-forest", missing, 2, { a: net })).toThrow(/has 1 outputs; output "scores"/);
    expect(() => problemWith("isolation-forest", { model: "a", output: 1, threshold: 0 }, 2, { a: net })).toThrow(
      /output 1 is none of them/,
    );
  });
});

describe("gp-variance", () => {
  const gp = loadPredictor("models/gaussian-process/peaks-se-50.gp.json");

  test("the row is the standard deviation", () => {
    const problem = problemWith("gp-variance", { model: "gp", deviation: 0.1 }, 2, { gp });
    checkRows(problem, (x) => [outputsOf(gp, x)[2]], { tolerance: 1e-7, boxes: 6 });
  });

  test("a model without one", () => {
    expect(() => problemWith("gp-variance", { model: "a", deviation: 0.1 }, 2, { a: net })).toThrow(
      /"a" is of the family \S+; a standard deviation is had by Gaussian processes/,
    );
  });
});
