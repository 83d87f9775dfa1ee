import { describe, expect, test } from "vitest";
import { Random } from "../../../src/numeric/random.js";
import type { Acquisition } from "../../../src/predictors/acquisition/acquisition.js";
import { ConfidenceBound } from "../../../src/predictors/acquisition/confidence-bound.js";
import { ExpectedImprovement } from "../../../src/predictors/acquisition/expected-improvement.js";
import { LogExpectedImprovement } from "../../../src/predictors/acquisition/log-expected-improvement.js";
import { LogProbabilityOfImprovement } from "../../../src/predictors/acquisition/log-probability-of-improvement.js";
import { ProbabilityOfImprovement } from "../../../src/predictors/acquisition/probability-of-improvement.js";
import { exact } from "../../numeric/exact-decimal.js";
import { EXACT } from "./exact-acquisition.js";

const BEST = 0.3;
const acquisitions: readonly [Acquisition, number][] = [
  [new ExpectedImprovement(BEST), BEST],
  [new LogExpectedImprovement(BEST), BEST],
  [new ProbabilityOfImprovement(BEST), BEST],
  [new LogProbabilityOfImprovement(BEST), BEST],
  [new ConfidenceBound("lcb", -1.7), 1.7],
  [new ConfidenceBound("ucb", 2.3), 2.3],
];

/** Rectangles of many sizes; some are points, in some the deviation may be 0. */
function rectangle(random: Random, isDegenerate: boolean) {
  const size = 10 ** random.between(-9, 0.3);
  const mean = random.between(-2, 3);
  const deviation = 10 ** random.between(-1.2, 0.5);
  const low = isDegenerate && random.uniform() < 0.5 ? 0 : deviation;
  const high = random.uniform() < 0.1 ? Math.max(low, deviation) : Math.max(low, deviation) * (1 + size);
  return {
    mean: { lower: mean, upper: random.uniform() < 0.1 ? mean : mean + size },
    deviation: { lower: low, upper: high },
  };
}

describe.each(acquisitions)("%o", (acquisition, parameter) => {
  const truth = (mean: number, deviation: number) =>
    EXACT[acquisition.name](exact(parameter), exact(mean), exact(deviation));

  test("range and planes hold at every point", () => {
    const random = new Random(3);
    const range = { lower: 0, upper: 0 };
    const plane = { constant: 0, mean: 0, deviation: 0 };
    let checks = 0;
    let tight = 0;
    for (let k = 0; k < 24; k++) {
      const over = rectangle(random, k % 5 === 0);
      const { mean, deviation } = over;
      acquisition.range(over, range);
      const points = [0, 1, 2, 3].map((i) => {
        const pick = (a: number, b: number, half: number) => (i === 3 ? random.between(a, b) : half ? b : a);
        return [pick(mean.lower, mean.upper, i & 1), pick(deviation.lower, deviation.upper, i & 2)] as const;
      });
      const values = points.map(([m, s]) => truth(m, s));
      for (const value of values) {
        checks += 2;
        if (!value.isFinite()) continue;
        expect(range.lower === Number.NEGATIVE_INFINITY || exact(range.lower).lte(value)).toBe(true);
        expect(exact(range.upper).gte(value)).toBe(true);
      }
      for (const sign of [1, -1] as const) {
        const [m, s] = points[3];
        acquisition.planeBelow(sign, over, m, s, plane);
        points.forEach(([pm, ps], i) => {
          checks++;
          if (plane.constant === Number.NEGATIVE_INFINITY || !values[i].isFinite()) return;
          const below = exact(plane.constant)
            .add(exact(plane.mean).mul(exact(pm)))
            .add(exact(plane.deviation).mul(exact(ps)));
          expect(below.lte(values[i].mul(sign)), `${k}, sign ${sign}: ${JSON.stringify(over)}`).toBe(true);
          const isSmall = mean.upper - mean.lower < 1e-6 && deviation.upper < deviation.lower * (1 + 1e-6);
          if (isSmall && values[i].mul(sign).sub(below).lt(exact(1e-7))) tight++;
        });
      }
    }
    expect(tight).toBeGreaterThan(12);
    console.info(`${checks} checks`);
  });

  test("value and gradient", () => {
    const random = new Random(4);
    const gradient = new Float64Array(2);
    for (let k = 0; k < 24; k++) {
      const mean = random.between(-2, 3);
      const deviation = 10 ** random.between(-1, 0.5);
      const value = acquisition.value(mean, deviation);
      const off = exact(value).sub(truth(mean, deviation)).abs();
      expect(off.lte(exact(1e-12 * (1 + Math.abs(value))))).toBe(true);
      acquisition.gradient(mean, deviation, gradient);
      const h = 1e-5 * deviation;
      const byMean = (acquisition.value(mean + h, deviation) - acquisition.value(mean - h, deviation)) / (2 * h);
      const byDeviation = (acquisition.value(mean, deviation + h) - acquisition.value(mean, deviation - h)) / (2 * h);
      expect(Math.abs(gradient[0] - byMean)).toBeLessThan(1e-5 * (1 + Math.abs(byMean)));
      expect(Math.abs(gradient[1] - byDeviation)).toBeLessThan(1e-5 * (1 + Math.abs(byDeviation)));
    }
  });
});

test("parameters without a meaning are refused", () => {
  expect(() => new ExpectedImprovement(Number.NaN)).toThrow(/best value is NaN/);
  expect(() => new ConfidenceBound("ucb", Number.POSITIVE_INFINITY)).toThrow(/ucb: the number/);
});
