import { describe, expect, test } from "vitest";
import { AcquisitionBounder } from "../../src/bounds/acquisition-bounder.js";
import { Random } from "../../src/numeric/random.js";
import { LowerConfidenceBound } from "../../src/predictors/acquisition/confidence-bound.js";
import { type AcquisitionTerm, CostObjective } from "../../src/predictors/acquisition/cost-objective.js";
import {
  ExpectedImprovementCost,
  ProbabilityOfImprovementCost,
} from "../../src/predictors/acquisition/improvement-costs.js";
import { KernelSumBound } from "../../src/predictors/gaussian-process/bound/kernel-sum-bound.js";
import { D, exact } from "../numeric/exact-decimal.js";
import { EXACT } from "../predictors/acquisition/exact-acquisition.js";
import { ExactPosterior } from "../predictors/gaussian-process/exact-posterior.js";
import { fitted, randomBox, samplePoint } from "../predictors/gaussian-process/fitted.js";

const smooth = fitted({ kernel: "squared-exponential", inputs: 2, count: 10, seed: 31 });
const rough = fitted({ kernel: "matern32", inputs: 2, count: 9, seed: 32, outputScale: -1.3, hasTrend: true });
const sharp = fitted({ kernel: "squared-exponential", inputs: 1, count: 12, seed: 33, noise: 1e-9, lengthScale: 0.8 });

const ei = new ExpectedImprovementCost(-0.3);
const pi = new ProbabilityOfImprovementCost(0.2);
const problems: Readonly<Record<string, readonly AcquisitionTerm[]>> = {
  "expected improvement": [{ definition: smooth, cost: ei }],
  "expected improvement, Matern": [{ definition: rough, cost: new ExpectedImprovementCost(-3) }],
  "expected improvement, little noise": [{ definition: sharp, cost: ei }],
  "probability of improvement": [{ definition: smooth, cost: pi }],
  "confidence bound": [{ definition: rough, cost: new LowerConfidenceBound(2) }],
  "constrained expected improvement": [
    { definition: smooth, cost: ei },
    { definition: rough, cost: new ProbabilityOfImprovementCost(-2) },
  ],
};

describe.each(Object.keys(problems))("%s", (name) => {
  const terms = problems[name];
  const posteriors = terms.map(({ definition }) => new ExactPosterior(definition));
  const parameterOf = ({ cost }: AcquisitionTerm) => (cost as { best?: number }).best ?? 2;

  /** The cost in 60 digits; infinite where an improvement is below 1e-1000. */
  function costAt(x: Float64Array) {
    let sum = new D(0);
    terms.forEach((term, k) => {
      const { mean, deviation } = posteriors[k].at(x);
      const value = EXACT[term.cost.name](exact(parameterOf(term)), mean, deviation);
      const isLogarithmic = term.cost.name !== "lcb";
      sum = sum.add(
        !isLogarithmic ? value : value.lte("1e-1000") ? new D(Number.POSITIVE_INFINITY) : D.ln(value).neg(),
      );
    });
    return sum;
  }

  test.each([true, false])("bounds hold and cuts lose nothing, joint: %s", (isJoint) => {
    const bounder = new AcquisitionBounder(terms, (sum) => new KernelSumBound(sum), { isJoint });
    const random = new Random(41);
    let checks = 0;
    let informative = 0;
    for (let k = 0; k < 8; k++) {
      const box = randomBox(terms[0].definition, random);
      const whole = { lower: box.lower.slice(), upper: box.upper.slice() };
      const points = [0, 1, 2].map((i) => samplePoint(whole, random, i));
      const costs = points.map(costAt);
      const nearby = Number(costs[0]) + random.normal();
      const cutoff = k % 5 === 0 || !Number.isFinite(nearby) ? Number.POSITIVE_INFINITY : nearby;
      const bound = bounder.bound(box, cutoff);
      points.forEach((x, i) => {
        checks++;
        const isLeft = x.every((value, j) => value >= box.lower[j] && value <= box.upper[j]);
        const guaranteed = isLeft && bound !== Number.POSITIVE_INFINITY ? bound : Math.min(bound, cutoff);
        if (Number.isFinite(guaranteed)) informative++;
        expect(guaranteed === Number.NEGATIVE_INFINITY || exact(guaranteed).lte(costs[i]), `box ${k}`).toBe(true);
      });
    }
    expect(informative).toBeGreaterThan(checks / 2);
    console.info(`${checks} checks`);
  });

  test("the objective is an upper bound of the cost, and a close one", () => {
    const objective = new CostObjective(terms);
    const random = new Random(42);
    const gradient = new Float64Array(objective.variables);
    for (let k = 0; k < 6; k++) {
      const x = samplePoint(randomBox(terms[0].definition, random), random, 2);
      const value = objective.upperBound(x);
      const real = costAt(x);
      if (!real.isFinite()) continue;
      expect(exact(value).gte(real)).toBe(true);
      if (terms[0].definition !== sharp) expect(value - Number(real)).toBeLessThan(1e-4 * (1 + Math.abs(value)));
      objective.gradient(x, gradient);
      const h = 1e-6;
      const left = x.slice();
      const right = x.slice();
      left[0] -= h;
      right[0] += h;
      const slope = (Number(costAt(right)) - Number(costAt(left))) / (2 * h);
      expect(Math.abs(gradient[0] - slope)).toBeLessThan(1e-3 * (1 + Math.abs(slope)));
    }
  });
});
