import { describe, expect, test } from "vitest";
import { GaussianProcessBounder } from "../../src/bounds/gaussian-process-bounder.js";
import { Random } from "../../src/numeric/random.js";
import { type KernelSumMethodName, kernelSumMethods } from "../../src/predictors/gaussian-process/bound/method.js";
import { GaussianProcess } from "../../src/predictors/gaussian-process/gaussian-process.js";
import { branchAndBound } from "../../src/search/branch-and-bound.js";
import { relaxationGap } from "../../src/search/branching/relaxation-gap.js";
import { Multistart } from "../../src/search/incumbent/multistart.js";
import { DEFAULT_LIMITS } from "../../src/search/limits.js";
import { high } from "../predictors/gaussian-process/bound/exact-sum.js";
import { boxOf, exactMean, pointIn, randomDefinition } from "../predictors/gaussian-process/exact-mean.js";

const METHODS = Object.keys(kernelSumMethods) as KernelSumMethodName[];

describe.each(METHODS)("%s", (method) => {
  test("finds and proves the minimum that sampling does not beat, of the mean and of its negative", async () => {
    for (const seed of [0, 6, 12, 13, 19]) {
      const definition = randomDefinition(seed);
      const process = new GaussianProcess(definition, false);
      const weights = Float64Array.of(seed % 2 === 0 ? 1 : -1, 0, 0);
      const box = boxOf(definition, 1, new Random(seed));
      const y = new Float64Array(3);
      const objective = {
        variables: process.inputs,
        evaluate(x: Float64Array) {
          process.evaluate(x, y);
          return weights[0] * y[0];
        },
        gradient: (x: Float64Array, out: Float64Array) => process.gradient(x, weights, out),
      };
      const outcome = await branchAndBound(box, {
        bounder: new GaussianProcessBounder(process.meanSum(weights[0], method)),
        objective,
        branching: relaxationGap,
        finder: new Multistart(objective, new Random(1)),
        limits: { ...DEFAULT_LIMITS, relativeGap: 1e-3, nodeLimit: 3000 },
      });
      const random = new Random(seed + 1);
      for (let k = 0; k < 20; k++) {
        const value = exactMean(definition, pointIn(box, random)).mul(high(weights[0]));
        expect(value.gte(high(outcome.bound)), `${definition.kernel.name}: ${outcome.bound} > ${value}`).toBe(true);
      }
      if (method === "auto") {
        expect(outcome.status).toBe("optimal");
        expect(outcome.nodes).toBeLessThan(300);
      }
    }
  });
});
