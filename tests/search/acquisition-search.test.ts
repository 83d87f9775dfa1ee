import { describe, expect, test } from "vitest";
import { LowerConfidenceBound } from "../../src/predictors/acquisition/confidence-bound.js";
import { constrainedExpectedImprovement } from "../../src/predictors/acquisition/constrained-expected-improvement.js";
import type { AcquisitionTerm } from "../../src/predictors/acquisition/cost-objective.js";
import { CostObjective } from "../../src/predictors/acquisition/cost-objective.js";
import {
  ExpectedImprovementCost,
  ProbabilityOfImprovementCost,
} from "../../src/predictors/acquisition/improvement-costs.js";
import { CovarianceFactor } from "../../src/predictors/gaussian-process/covariance-factor.js";
import type { GaussianProcessDefinition } from "../../src/predictors/gaussian-process/definition.js";
import { kernel } from "../../src/predictors/gaussian-process/kernels/table.js";
import { searchAcquisition } from "../../src/search/acquisition-search.js";
import { ExactPosterior } from "../predictors/gaussian-process/exact-posterior.js";
import { fitted } from "../predictors/gaussian-process/fitted.js";

const box = { lower: Float64Array.of(-1, -1), upper: Float64Array.of(1, 1) };
const smooth = fitted({ kernel: "squared-exponential", inputs: 2, count: 15, seed: 51 });
const rough = fitted({ kernel: "matern52", inputs: 2, count: 15, seed: 52 });

const problems: Readonly<Record<string, readonly AcquisitionTerm[]>> = {
  "expected improvement": [{ definition: smooth, cost: new ExpectedImprovementCost(-0.8) }],
  "expected improvement that underflows": [{ definition: smooth, cost: new ExpectedImprovementCost(-60) }],
  "probability of improvement": [{ definition: rough, cost: new ProbabilityOfImprovementCost(-0.8) }],
  "confidence bound": [{ definition: rough, cost: new LowerConfidenceBound(2) }],
  "constrained expected improvement": constrainedExpectedImprovement(smooth, -0.5, [{ definition: rough, limit: 0.5 }]),
};

describe.each(Object.keys(problems))("%s", (name) => {
  test("the best of a fine grid lies within the gap", async () => {
    const terms = problems[name];
    const gap = 1e-3;
    const outcome = await searchAcquisition(terms, box, { absoluteGap: gap, relativeGap: 0, timeLimit: 60 });
    expect(outcome.status).toBe("optimal");
    expect(outcome.incumbent - outcome.bound).toBeLessThanOrEqual(gap);
    const objective = new CostObjective(terms);
    let best = Number.POSITIVE_INFINITY;
    for (let i = 0; i <= 80; i++) {
      for (let j = 0; j <= 80; j++) {
        best = Math.min(best, objective.upperBound(Float64Array.of(-1 + i / 40, -1 + j / 40)));
      }
    }
    expect(outcome.bound).toBeLessThanOrEqual(best);
    expect(outcome.incumbent).toBeLessThanOrEqual(best + gap);
    expect(best - outcome.incumbent).toBeLessThan(0.02 * (1 + Math.abs(best)));
  });
});

/** A. I. J. Forrester, A. Sobester, A. J. Keane (2008): (6x - 2)^2 sin(12x - 4), standardised. */
function forrester(): GaussianProcessDefinition {
  const count = 20;
  const x = Float64Array.from({ length: count }, (_, i) => i / (count - 1));
  const y = x.map((v) => (6 * v - 2) ** 2 * Math.sin(12 * v - 4));
  const mean = y.reduce((sum, v) => sum + v, 0) / count;
  const deviation = Math.sqrt(y.reduce((sum, v) => sum + (v - mean) ** 2, 0) / count);
  const weights = y.map((v) => (v - mean) / deviation);
  const definition: GaussianProcessDefinition = {
    kernel: kernel("squared-exponential"),
    inputs: 1,
    count,
    inputOffset: Float64Array.of(0),
    inputFactor: Float64Array.of(1 / 0.22),
    points: x.map((v) => v / 0.22),
    weights,
    signalVariance: 9,
    noiseVariance: 1e-6,
    meanConstant: 0,
    meanLinear: null,
    outputOffset: 0,
    outputScale: 1,
  };
  new CovarianceFactor(definition).solve(weights);
  for (let i = 0; i < count; i++) weights[i] *= definition.signalVariance;
  return definition;
}

test("a confidence bound of an ill-conditioned Gaussian process is certified as in 45 digits", async () => {
  // An explicit inverse with c'Kc taken as k'c certified a minimum below the true one on such data (condition number 1e9).
  const definition = forrester();
  const terms = [{ definition, cost: new LowerConfidenceBound(2) }];
  const interval = { lower: Float64Array.of(0), upper: Float64Array.of(1) };
  const outcome = await searchAcquisition(terms, interval, { relativeGap: 1e-5, absoluteGap: 0, timeLimit: 60 });
  expect(outcome.status).toBe("optimal");
  const posterior = new ExactPosterior(definition);
  const exactly = (x: number) => {
    const { mean, deviation } = posterior.at(Float64Array.of(x));
    return Number(mean.sub(deviation.mul(2)));
  };
  const x = (outcome.x as Float64Array)[0];
  let best = exactly(x);
  expect(outcome.incumbent).toBeGreaterThanOrEqual(best);
  expect(outcome.incumbent - best).toBeLessThan(1e-6);
  for (let k = -20; k <= 20; k++) best = Math.min(best, exactly(Math.min(1, Math.max(0, x + k * 5e-4))));
  for (let k = 0; k <= 40; k++) best = Math.min(best, exactly(k / 40));
  expect(outcome.bound).toBeLessThanOrEqual(best);
  expect(best - outcome.bound).toBeLessThan(1e-4);
});

test("constraints on other inputs are refused", () => {
  const other = fitted({ kernel: "matern52", inputs: 1, count: 5, seed: 1 });
  expect(() => constrainedExpectedImprovement(smooth, 0, [{ definition: other, limit: 1 }])).toThrow(
    /the objective has 2 inputs, a constraint has 1/,
  );
});
