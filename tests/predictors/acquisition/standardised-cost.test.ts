import { describe, expect, test } from "vitest";
import { Random } from "../../../src/numeric/random.js";
import type { AcquisitionCost } from "../../../src/predictors/acquisition/acquisition.js";
import { LowerConfidenceBound } from "../../../src/predictors/acquisition/confidence-bound.js";
import {
  ExpectedImprovementCost,
  ProbabilityOfImprovementCost,
} from "../../../src/predictors/acquisition/improvement-costs.js";
import { D, exact } from "../../numeric/exact-decimal.js";
import { EXACT } from "./exact-acquisition.js";

const costs: readonly [AcquisitionCost, number][] = [
  [new ExpectedImprovementCost(0.3), 0.3],
  [new ProbabilityOfImprovementCost(0.3), 0.3],
  [new LowerConfidenceBound(2), 2],
];

describe.each(costs)("%o", (cost, parameter) => {
  const random = new Random(8);
  const points = Array.from({ length: 150 }, () => [random.between(-3, 3), 10 ** random.between(-1.4, 1)] as const);

  test("bounds enclose minus the logarithm", () => {
    for (const [mean, deviation] of points) {
      const value = EXACT[cost.name](exact(parameter), exact(mean), exact(deviation));
      const real = cost.name === "lcb" ? value : D.ln(value).neg();
      // The truth has 60 digits.
      if (cost.name === "pi" && cost.value(mean, deviation) < 1e-30) continue;
      expect(exact(cost.lowerBound(mean, deviation)).lte(real)).toBe(true);
      expect(exact(cost.upperBound(mean, deviation)).gte(real)).toBe(true);
      expect(cost.upperBound(mean, deviation) - cost.lowerBound(mean, deviation)).toBeLessThan(
        1e-11 * (1 + Math.abs(cost.value(mean, deviation))),
      );
    }
  });

  test("gradient, level and slope of level curves agree with values", () => {
    const gradient = new Float64Array(2);
    for (const [mean, deviation] of points) {
      if (cost.value(mean, deviation) < 1e-6 && cost.name === "pi") continue;
      cost.gradient(mean, deviation, gradient);
      const h = 1e-5 * deviation;
      const byMean = (cost.value(mean + h, deviation) - cost.value(mean - h, deviation)) / (2 * h);
      const byDeviation = (cost.value(mean, deviation + h) - cost.value(mean, deviation - h)) / (2 * h);
      expect(Math.abs(gradient[0] - byMean)).toBeLessThan(1e-4 * (1 + Math.abs(byMean)));
      expect(Math.abs(gradient[1] - byDeviation)).toBeLessThan(1e-4 * (1 + Math.abs(byDeviation)));
      const slope = cost.slope(mean, deviation);
      expect(Math.abs(slope * gradient[0] + gradient[1])).toBeLessThan(1e-8 * (1 + Math.abs(gradient[1])));
      expect(cost.meanAt(cost.value(mean, deviation), deviation)).toBeCloseTo(mean, 6);
    }
  });

  test("without a deviation the improvement is what it is", () => {
    if (cost.name === "lcb") return;
    expect(cost.lowerBound(1, 0)).toBe(Number.POSITIVE_INFINITY);
    expect(cost.value(0.2, 0)).toBeCloseTo(cost.name === "ei" ? -Math.log(0.1) : 0, 12);
  });
});

test("the improvement of a posterior far above the best value stays a number where it underflows", () => {
  const cost = new ExpectedImprovementCost(0);
  const value = cost.value(100, 1);
  expect(Math.exp(-value)).toBe(0);
  expect(value).toBeGreaterThan(5000);
  expect(cost.meanAt(value, 1)).toBeCloseTo(100, 9);
});
