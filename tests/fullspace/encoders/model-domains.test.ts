import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { solveInFullSpace } from "../../../src/fullspace/solve.js";
import { ThreadBackend } from "../../../src/fullspace/thread-backend.js";
import { loadPredictor, Problem, type ProblemDefinition, solve } from "../../../src/index.js";
import { GaussianProcess } from "../../../src/predictors/gaussian-process/gaussian-process.js";
import { definitionOf } from "../../../src/predictors/gaussian-process/json-definition.js";
import { checkGaussianProcessJson } from "../../../src/predictors/gaussian-process/json-schema.js";
import { generator, randomNetwork } from "../../predictors/network/random-networks.js";

const backend = new ThreadBackend();
afterAll(() => backend.close());

const folder = join(import.meta.dirname, "../../..");
const variables = [{ name: "x", size: 2, lower: -3, upper: 3 }];
const options = { relativeGap: 1e-2, timeLimit: 20 };

async function agree(definition: Omit<ProblemDefinition, "variables">, half = 3) {
  const problem = new Problem({ ...definition, variables: [{ name: "x", size: 2, lower: -half, upper: half }] });
  const reduced = await solve(problem, options);
  const full = await solveInFullSpace(problem, backend, options);
  expect([reduced.status, full.status]).toEqual(["optimal", "optimal"]);
  const [a, b] = [reduced.objective as number, full.objective as number];
  expect(Math.abs(a - b)).toBeLessThanOrEqual(2e-2 * Math.abs(a));
  expect(full.violation).toBeLessThanOrEqual(1e-6);
}

/** A process through five points. */
function processOf(kernel: string): GaussianProcess {
  const X = [
    [-2, -1],
    [-1, 2],
    [0, 0],
    [1, -2],
    [2, 1],
  ];
  const json = { "surety-gp": 1, kernel, lengthScales: [1.5, 2], signalVariance: 1.3, noiseVariance: 1e-3, X };
  const { definition } = definitionOf(checkGaussianProcessJson({ ...json, y: [1, -1, 0.5, -2, 1.5] }));
  return new GaussianProcess(definition);
}

describe("domains that ask models, as mixed-integer linear programs", () => {
  test("isolation forest", async () => {
    const forest = loadPredictor(join(folder, "instances/validity/peaks-hole-forest.onnx"));
    const y = new Float64Array(1);
    forest.evaluate(Float64Array.of(0.1, 0.1), y);
    const parameters = { model: "forest", threshold: y[0] };
    const validity = [{ kind: "isolation-forest", of: "x", parameters }];
    await agree({ models: { forest }, minimize: "x[0] + 0.3 * x[1]", validity }, 0.25);
  });

  test("agreement of ReLU networks", async () => {
    const models = Object.fromEntries(
      ["a", "b", "c"].map((name, k) => [
        name,
        randomNetwork({ inputs: 2, widths: [4, 3], functions: ["relu"] }, generator(k + 3)),
      ]),
    );
    const parameters = { models: ["a", "b", "c"], output: 0, spread: 1.5 };
    const validity = [{ kind: "ensemble-agreement", of: "x", parameters }];
    await agree({ models, minimize: "a(x)[0]", validity });
  });

  test.each(["squared-exponential", "matern52", "matern12"])("the mean of a process with kernel %s", async (kernel) => {
    const gp = processOf(kernel);
    await agree({ models: { gp }, minimize: "gp.mean(x)" }, 0.5);
  });

  test("what has no linear form is refused by name, with the reason", async () => {
    const gp = processOf("matern52");
    const validity = [{ kind: "gp-variance", of: "x", parameters: { model: "gp", deviation: 0.5 } }];
    const domain = new Problem({ models: { gp }, variables, minimize: "x[0]", validity });
    await expect(solveInFullSpace(domain, backend, options)).rejects.toThrow(/variance .* quadratic in its kernels/);
    const improvement = new Problem({ models: { gp }, variables, minimize: "-ei(gp, x, 0)" });
    await expect(solveInFullSpace(improvement, backend, options)).rejects.toThrow(/acquisition/);
  });
});
