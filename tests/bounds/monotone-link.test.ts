import { describe, expect, test } from "vitest";
import { monotoneLink } from "../../src/bounds/monotone-link.js";
import { singleModel } from "../../src/bounds/single-model.js";
import { loadPredictor, Problem, solve } from "../../src/index.js";
import { minimizationNetwork } from "../../src/search/solve.js";

const FILE = "models/tree-ensemble/friedman-two-classes.onnx";
const variables = [{ name: "x", size: 5, lower: 0, upper: 1 }];
const problemOf = (goal: object) => new Problem({ name: "p", models: { m: loadPredictor(FILE) }, variables, ...goal });

describe.each([
  { goal: { minimize: "m(x)[0]" }, factor: 1 },
  { goal: { maximize: "m(x)[0]" }, factor: -1 },
  { goal: { minimize: "2 * m(x)[1] + 1" }, factor: 2 },
])("a probability: %o", ({ goal, factor }) => {
  const problem = problemOf(goal);
  const network = minimizationNetwork(problem);

  test("is its sigmoid of the sum of trees", () => {
    const link = monotoneLink(network);
    if (link === null) throw new Error("not recognised");
    expect([link.phi.name, link.factor]).toEqual(["sigmoid", factor]);
    expect(singleModel(link.inner)?.model.family).toBe("tree-ensemble");
    const x = Float64Array.of(0.1, 0.7, 0.4, 0.9, 0.3);
    const [whole, inner] = [new Float64Array(1), new Float64Array(1)];
    network.evaluate(x, whole);
    link.inner.evaluate(x, inner);
    expect(link.factor * link.phi.value(Math.sign(factor) * inner[0]) + link.constant).toBeCloseTo(whole[0], 14);
  });

  test("is at no point better than the bound", async () => {
    const result = await solve(problem, { relativeGap: 1e-6 });
    const sign = problem.sense === "minimize" ? 1 : -1;
    expect(result.status).toBe("optimal");
    for (let k = 0; k < 2000; k++) {
      const x = Float64Array.from({ length: 5 }, (_, j) => ((k + 1) * Math.SQRT2 ** (j + 1) * 0.618) % 1);
      expect(sign * problem.evaluate(x)).toBeGreaterThanOrEqual(sign * result.bound);
    }
  });
});

test("sums of functions, other functions and numbers are none", () => {
  for (const formula of ["m(x)[0] + x[0]", "m(x)[0] + m(x)[1]", "sin(m(x)[0])", "x[0]", "m(x)[0] * m(x)[1]"]) {
    expect(monotoneLink(minimizationNetwork(problemOf({ minimize: formula })))).toBeNull();
  }
});

test("the trees of an isolation forest, which its file adds one by one, are bounded as one sum", async () => {
  const models = { m: loadPredictor("models/tree-ensemble/friedman-isolation.onnx") };
  for (const sense of ["minimize", "maximize"] as const) {
    const problem = new Problem({ models, variables, [sense]: "m(x)" });
    const link = monotoneLink(minimizationNetwork(problem));
    expect(link && singleModel(link.inner)?.roundingUnits).toBeGreaterThan(0);
    const result = await solve(problem, { relativeGap: 1e-6, nodeLimit: 2000 });
    const sign = sense === "minimize" ? 1 : -1;
    expect(result.status).toBe("optimal");
    for (let k = 0; k < 2000; k++) {
      const x = Float64Array.from({ length: 5 }, (_, j) => ((k + 1) * Math.SQRT2 ** (j + 1) * 0.618) % 1);
      expect(sign * problem.evaluate(x)).toBeGreaterThanOrEqual(sign * result.bound);
    }
  }
});
