import { describe, expect, test } from "vitest";
import { Random } from "../../../src/numeric/random.js";
import { loadPredictor } from "../../../src/predictors/loading.js";
import { treeAgreement } from "../../../src/predictors/tree-ensemble/agreement.js";
import { leafSupport } from "../../../src/predictors/tree-ensemble/leaf-support.js";
import { Problem } from "../../../src/problem/problem.js";
import { solve } from "../../../src/search/solve.js";
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

describe("leaf-support and tree-agreement", () => {
  const forest = loadPredictor("models/tree-ensemble/friedman-forest.onnx");
  const random = new Random(3);
  const points = Array.from({ length: 40 }, () => Array.from({ length: 5 }, () => random.uniform()));
  const at = (problem: Problem, x: readonly number[]) => {
    const values = new Float64Array(problem.constraints.length);
    problem.rowValues(Float64Array.from(x), values);
    return values[0];
  };

  test("the rows are counts of data and shares of trees", () => {
    const support = leafSupport(forest, points);
    const share = treeAgreement(forest, { atMost: 14 });
    const counted = problemWith("leaf-support", { model: "f", points, least: 2 }, 5, { f: forest });
    const agreed = problemWith("tree-agreement", { model: "f", atMost: 14, share: 0.7 }, 5, { f: forest });
    for (const x of points.slice(0, 10)) {
      expect(at(counted, x)).toBe(outputsOf(support, x)[0]);
      expect(at(counted, x)).toBeGreaterThanOrEqual(1);
      expect(at(agreed, x)).toBeCloseTo(outputsOf(share, x)[0], 12);
    }
    expect(counted.constraints.map(({ lower, upper }) => [lower, upper])).toEqual([[2, Number.POSITIVE_INFINITY]]);
    expect(agreed.constraints[0].lower).toBe(0.7);
  });

  test("the least prediction where leaves hold data lies between those without the domain and at the data", async () => {
    const tree = loadPredictor("models/tree-ensemble/friedman-tree.onnx");
    const variables = [{ name: "x", size: 5, lower: 0.3, upper: 0.7 }];
    const base = { models: { f: tree }, variables, minimize: "f(x)" };
    const middle = points.map((x) => x.map((value) => 0.3 + 0.4 * value));
    const parameters = { model: "f", points: middle, least: 2 };
    const validity = [{ kind: "leaf-support", of: "x", parameters }];
    const free = await solve(new Problem(base), { relativeGap: 1e-6 });
    const kept = await solve(new Problem({ ...base, validity }), { relativeGap: 1e-6 });
    expect(kept.status).toBe("optimal");
    expect(kept.objective as number).toBeGreaterThan(free.objective as number);
    const support = leafSupport(tree, middle);
    const values = middle.filter((x) => outputsOf(support, x)[0] >= 2).map((x) => outputsOf(tree, x)[0]);
    // One tree: a leaf with data has the prediction that it has at them.
    expect(kept.objective).toBe(Math.min(...values));
  });

  test.each([
    ["leaf-support", { model: "a", points: [[1, 2]], least: 1 }, /"a": the model is not just one ensemble of trees/],
    ["leaf-support", { model: "a", points: [[1, 2], [1]], least: 1 }, /points\[1\] has 1 numbers, but the model has 2/],
    ["leaf-support", { model: "z", points: [[1, 2]], least: 1 }, /there is no model "z"/],
    ["tree-agreement", { model: "a", share: 0.5 }, /give "atLeast", "atMost", or both/],
    ["tree-agreement", { model: "a", atMost: 1, share: 2 }, /share/],
    ["tree-agreement", { model: "a", atMost: 1, share: 0.5 }, /not just one ensemble of trees/],
  ])("%s of %o is refused", (kind, parameters, message) => {
    expect(() => problemWith(kind, parameters, 2, { a: net })).toThrow(message);
  });
});
