import { afterAll, describe, expect, test } from "vitest";
import type { FullSpaceOptions } from "../../src/fullspace/options.js";
import { solveInFullSpace } from "../../src/fullspace/solve.js";
import { ThreadBackend } from "../../src/fullspace/thread-backend.js";
import { Problem, type ProblemDefinition, solve } from "../../src/index.js";
import { denseMatrix } from "../../src/numeric/matrix.js";
import { NetworkBuilder } from "../../src/predictors/network/builder.js";
import { generator, randomNetwork } from "../predictors/network/random-networks.js";
import { randomEnsemble } from "./random-ensembles.js";

const backend = new ThreadBackend();
afterAll(() => backend.close());

/** Both engines, and what they must agree on. */
async function bothSolve(definition: ProblemDefinition, options: FullSpaceOptions): Promise<void> {
  const problem = new Problem(definition);
  const { formulation: _, ...search } = options;
  const reduced = await solve(problem, { ...search, timeLimit: 20 });
  const full = await solveInFullSpace(problem, backend, { ...options, timeLimit: 20 });
  expect(full.status).toBe(reduced.status);
  expect(full.status).toBe("optimal");
  const [a, b] = [reduced.objective as number, full.objective as number];
  const gap = 2 * Math.max(1e-6, (options.relativeGap ?? 1e-4) * Math.abs(a));
  expect(Math.abs(a - b)).toBeLessThanOrEqual(gap);
  const sign = problem.sense === "minimize" ? 1 : -1;
  expect(sign * full.bound).toBeLessThanOrEqual(sign * a + 1e-6 * (1 + Math.abs(a)));
  expect(full.violation).toBeLessThanOrEqual(1e-6);
}

const box = { name: "x", size: 2, lower: -1, upper: 1 };

describe("random ReLU networks", () => {
  const formulations: [string, FullSpaceOptions["formulation"]][] = [
    ["big-m", { relu: "big-m", elementBounds: "interval" }],
    ["big-m, backward bounds", { relu: "big-m" }],
    ["partition", { relu: "partition", parts: 2 }],
    ["partition by range", { relu: "partition", parts: 4, split: "equal-range" }],
    ["ideal", { relu: "ideal" }],
  ];
  test.each(formulations)("%s", async (_, formulation) => {
    for (let seed = 1; seed <= 2; seed++) {
      const net = randomNetwork({ inputs: 2, widths: [6, 5], functions: ["relu"] }, generator(seed));
      const sense = seed % 2 === 0 ? "maximize" : "minimize";
      await bothSolve({ models: { net }, variables: [box], [sense]: "net(x)[0]" }, { formulation });
    }
  });
});

describe("other piecewise linear functions", () => {
  test.each(["leaky-relu", "absolute-value", "clip", "hard-sigmoid", "soft-shrink"])("%s", async (name) => {
    const net = randomNetwork({ inputs: 2, widths: [6, 5], functions: [name] }, generator(7));
    await bothSolve({ models: { net }, variables: [box], minimize: "net(x)[0]" }, {});
  });
});

test("a layer of max-pooling", async () => {
  const random = generator(6);
  const builder = new NetworkBuilder(2);
  const weights = (rows: number, columns: number) =>
    denseMatrix(
      rows,
      columns,
      Float64Array.from({ length: rows * columns }, () => 2 * random() - 1),
    );
  const hidden = builder.affine([9], [{ x: builder.inputTensor(), matrix: weights(9, 2) }], {
    bias: new Float64Array(9).fill(0.1),
  });
  // Windows of three, each a chain of maxima, as the ONNX operator is read.
  const part = (k: number) => ({ ...hidden, shape: [3], elements: hidden.elements.filter((_, j) => j % 3 === k) });
  const pooled = builder.combine("maximum", builder.combine("maximum", part(0), part(1)), part(2));
  const net = builder.build(builder.affine([1], [{ x: pooled, matrix: weights(1, 3) }]));
  for (const relu of ["big-m", "partition", "ideal"] as const) {
    await bothSolve({ models: { net }, variables: [box], minimize: "net(x)" }, { formulation: { relu } });
    await bothSolve({ models: { net }, variables: [box], maximize: "net(x)" }, { formulation: { relu } });
  }
});

describe("smooth functions, enclosed and refined", () => {
  test.each(["tanh", "sigmoid", "softplus", "gelu"])("%s", async (name) => {
    const net = randomNetwork({ inputs: 2, widths: [4], functions: [name] }, generator(5));
    await bothSolve({ models: { net }, variables: [box], minimize: "net(x)[0]" }, { relativeGap: 1e-3 });
  });
});

describe("tree ensembles", () => {
  test.each(["misic", "linked-leaf"] as const)("%s", async (trees) => {
    const model = randomEnsemble({ features: 2, trees: 8, depth: 3, aggregate: "sum" }, generator(2));
    const wide = { ...box, lower: -2, upper: 3 };
    const formulation = { trees };
    await bothSolve({ models: { model }, variables: [wide], minimize: "model(x)" }, { formulation });
    const rows = { subjectTo: ["x[0] + x[1] >= 2"] };
    await bothSolve(
      { models: { model }, variables: [wide], maximize: "model(x) - 0.2*x[0]", ...rows },
      { formulation },
    );
  });
});

describe("formulas", () => {
  const k = { name: "k", lower: 0, upper: 4, integer: true };
  const b = { name: "b", binary: true };
  test.each<[string, Omit<ProblemDefinition, "variables">]>([
    ["max and min", { minimize: "max(x[0] + x[1], 1 - 2*x[0]) - min(x[1], 0.3 - x[0])" }],
    [
      "linear rows and integers",
      { maximize: "x[0] + 2*k - abs(x[1])", subjectTo: ["x[0] + k <= 2.5", "x[1] + 0.1*k == 0.2"] },
    ],
    ["a binary times a variable", { minimize: "b*x[0] - 0.5*b + abs(x[1] - 0.2)*0.1" }],
    ["a product of binaries and a sum, exactly", { maximize: "b*b2*x[0] + b2*(x[0] - 2*x[1]) - 0.4*b" }],
    ["a product", { minimize: "x[0]*x[1] + 0.5*x[0] + 2" }],
    ["a quotient", { minimize: "(x[0] + 2)/(x[1] + 2.5)" }],
    ["a quadratic with a row", { minimize: "x[0]^2 + x[1]^2 + 1", subjectTo: ["x[0] + x[1] >= 1"] }],
    ["elementary functions", { maximize: "exp(-x[0]^2) + sin(2*x[1])" }],
  ])("%s", async (_, definition) => {
    await bothSolve({ variables: [box, k, b, { ...b, name: "b2" }], ...definition }, { relativeGap: 1e-3 });
  });

  test("no point at all", async () => {
    const problem = new Problem({ variables: [box], minimize: "x[0]", subjectTo: ["abs(x[0]) + abs(x[1]) >= 3"] });
    const result = await solveInFullSpace(problem, backend);
    expect(result.status).toBe("infeasible");
    expect(result.x).toBeNull();
  });
});
