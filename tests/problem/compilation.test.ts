import { describe, expect, test } from "vitest";
import { box } from "../../src/numeric/box.js";
import { Random } from "../../src/numeric/random.js";
import { loadNetwork } from "../../src/predictors/network/recognise.js";
import { compiled } from "../../src/problem/compilation.js";
import { Problem } from "../../src/problem/problem.js";

const peaks = loadNetwork("models/network/peaks-tanh.onnx");
const cantilever = loadNetwork("models/network/cantilever-outputs.onnx");

function problemOf(formula: string): Problem {
  return new Problem({
    models: { peaks, cantilever },
    variables: [
      { name: "x", size: 3, lower: 0.5, upper: 2 },
      { name: "k", lower: 1, upper: 3 },
    ],
    minimize: formula,
  });
}

const formulas = [
  "k",
  "3",
  "1/3",
  "x[0] - 2*k + 1/3",
  "x[0]*x[1]*x[2]",
  "x[0]/x[1] + k^2 - k^-2 + x[2]^1.5",
  "2^k + x[0]^k",
  "min(x, k, 1.2) + max(x[0]^2, 1/3)",
  "abs(x[0] - x[1]) + sqrt(x[2]) + log(k)",
  "sin(x[0]) + cos(x[1])*tan(x[2]/2) + atan(k) + tanh(x[0])",
  "dot(x, x) - sum(x)",
  "peaks(x[0], x[1])",
  "peaks(x[0] - 1, x[1]*k/3)^2 + 0.1*peaks(x[0], x[1])[0]",
  "peaks(peaks(x[0], x[1]), 0.25)",
  "cantilever(x[0]*4, x[1]*6, k)[2] - cantilever(x[0]*4, x[1]*6, k)[0]",
  "peaks(0.5, k)",
  "exp(-(x[0]^2 + x[1]^2))*cos(pi*k)",
];

describe("a formula and the network made of it", () => {
  test.each(formulas)("%s", (formula) => {
    const problem = problemOf(formula);
    const network = compiled([problem.objective], problem.size);
    expect([network.inputs, network.outputs]).toEqual([4, 1]);
    const random = new Random(5);
    const { lower, upper } = problem.box;
    const low = new Float64Array(1);
    const high = new Float64Array(1);
    network.rangeOver(problem.box, low, high);
    for (let k = 0; k < 50; k++) {
      const x = lower.map((from, j) => random.between(from, upper[j]));
      const y = new Float64Array(1);
      network.evaluate(x, y);
      const expected = problem.evaluate(x);
      expect(Math.abs(y[0] - expected)).toBeLessThanOrEqual(1e-12 * (1 + Math.abs(expected)));
      // The range holds for the real function; its float64 value may lie outside by rounding only.
      expect(low[0]).toBeLessThanOrEqual(expected + 1e-12 * (1 + Math.abs(expected)));
      expect(high[0]).toBeGreaterThanOrEqual(expected - 1e-12 * (1 + Math.abs(expected)));
    }
  });
});

test("several formulas share what they have in common", () => {
  const problem = problemOf("peaks(x[0], x[1])");
  const { graph, objective } = problem;
  const one = compiled([objective], 4);
  const two = compiled([objective, graph.negative(objective)], 4);
  expect(two.outputs).toBe(2);
  expect(two.layers.length).toBeLessThanOrEqual(one.layers.length + 2);
});

test("constants that are not float64 numbers are enclosed", () => {
  const problem = problemOf("1/3 + 0*k");
  const network = compiled([problem.objective], 4);
  const low = new Float64Array(1);
  const high = new Float64Array(1);
  network.rangeOver(box([1, 1, 1, 1], [1, 1, 1, 1]), low, high);
  // One third lies strictly between the float64 number nearest to it and its upper neighbour.
  expect(low[0]).toBeLessThanOrEqual(1 / 3);
  expect(high[0]).toBeGreaterThanOrEqual(1 / 3 + 2 ** -54);
});
