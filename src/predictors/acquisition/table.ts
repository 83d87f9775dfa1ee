import { KernelSumBound } from "../gaussian-process/bound/kernel-sum-bound.js";
import { GaussianProcess } from "../gaussian-process/gaussian-process.js";
import type { ModelFunction } from "../model-function.js";
import type { Acquisition } from "./acquisition.js";
import { AcquisitionPredictor } from "./acquisition-predictor.js";
import { ConfidenceBound } from "./confidence-bound.js";
import { ExpectedImprovement } from "./expected-improvement.js";
import { LogExpectedImprovement } from "./log-expected-improvement.js";
import { LogProbabilityOfImprovement } from "./log-probability-of-improvement.js";
import { ProbabilityOfImprovement } from "./probability-of-improvement.js";

/** Acquisition functions by their names in formulas. A new one is one line here. Improvement is below `best`. */
export const acquisitionFunctions: Readonly<Record<string, ModelFunction>> = {
  ei: acquisition("ei", "best", (best) => new ExpectedImprovement(best)),
  logei: acquisition("logei", "best", (best) => new LogExpectedImprovement(best)),
  pi: acquisition("pi", "best", (best) => new ProbabilityOfImprovement(best)),
  logpi: acquisition("logpi", "best", (best) => new LogProbabilityOfImprovement(best)),
  lcb: acquisition("lcb", "kappa", (kappa) => new ConfidenceBound("lcb", -kappa)),
  ucb: acquisition("ucb", "kappa", (kappa) => new ConfidenceBound("ucb", kappa)),
};

function acquisition(name: string, parameter: string, make: (value: number) => Acquisition): ModelFunction {
  const usage = `${name}(gp, x, ${parameter})`;
  return {
    usage,
    family: "gaussian-process",
    parameters: [parameter],
    of(model, [value]) {
      if (!(model instanceof GaussianProcess)) {
        throw new RangeError(
          `${usage} is a function of a Gaussian process, this model is of the family ${model.family}`,
        );
      }
      return new AcquisitionPredictor(model.definition, make(value), (sum) => new KernelSumBound(sum));
    },
  };
}
