import type { Decimal } from "decimal.js";
import { describe, expect, test } from "vitest";
import { Random } from "../../../src/numeric/random.js";
import { KernelSumBound } from "../../../src/predictors/gaussian-process/bound/kernel-sum-bound.js";
import { toScaledBox } from "../../../src/predictors/gaussian-process/scaled-box.js";
import { fromScaledMinorant } from "../../../src/predictors/gaussian-process/scaled-minorant.js";
import { VarianceBound } from "../../../src/predictors/gaussian-process/variance-bound.js";
import { high } from "./bound/exact-sum.js";
import { ExactPosterior } from "./exact-posterior.js";
import { type Fit, fitted, randomBox, samplePoint } from "./fitted.js";

const cases: Fit[] = [
  { kernel: "squared-exponential", inputs: 2, count: 12, seed: 1 },
  { kernel: "squared-exponential", inputs: 1, count: 14, seed: 2, noise: 1e-10, lengthScale: 0.9 },
  { kernel: "squared-exponential", inputs: 3, count: 10, seed: 3, outputScale: -2.3, hasTrend: true },
  { kernel: "matern52", inputs: 2, count: 10, seed: 4 },
  { kernel: "matern32", inputs: 2, count: 9, seed: 5, outputScale: -0.4 },
  { kernel: "matern12", inputs: 1, count: 9, seed: 6, hasTrend: true },
  { kernel: "rational-quadratic", inputs: 2, count: 9, seed: 7, noise: 1e-2 },
];

describe.each(cases)("$kernel, $count points in $inputs inputs, seed $seed", (fit) => {
  const definition = fitted(fit);
  const exact = new ExactPosterior(definition);
  const bounds = new VarianceBound(definition, (sum) => new KernelSumBound(sum));
  const { inputs } = definition;
  const lower = new Float64Array(inputs);
  const upper = new Float64Array(inputs);
  const out = { constant: 0, linear: new Float64Array(inputs) };

  function minorantValue(x: Float64Array): Decimal {
    let value: Decimal = high(out.constant);
    for (let j = 0; j < inputs; j++) value = value.add(high(out.linear[j]).mul(high(x[j])));
    return value;
  }

  test("no bound is violated at any point", () => {
    const random = new Random(fit.seed);
    let checks = 0;
    for (let k = 0; k < 25; k++) {
      const box = randomBox(definition, random);
      toScaledBox(definition, box, lower, upper);
      const points = [0, 1, 2].map((i) => samplePoint(box, random, i));
      const truths = points.map((x) => exact.at(x));
      const holds = (bound: number, value: (truth: (typeof truths)[number]) => Decimal, what: string) => {
        for (const truth of truths) {
          checks++;
          if (bound !== Number.NEGATIVE_INFINITY && !high(bound).lte(value(truth))) {
            throw new Error(`box ${k}, ${what}: ${bound} above ${value(truth)}`);
          }
        }
      };
      bounds.set(lower, upper);
      holds(-bounds.deviation.upper, (t) => t.deviation.neg(), "Lipschitz above");
      bounds.boundBelow();
      holds(bounds.deviation.lower, (t) => t.deviation, "Lipschitz below");
      bounds.refineAbove(k % 2 === 0 ? 0 : bounds.deviation.upper / 2);
      holds(-bounds.deviation.upper, (t) => t.deviation.neg(), "tangent");
      holds(bounds.meanBound(1, Number.POSITIVE_INFINITY), (t) => t.mean, "mean");
      holds(bounds.meanBound(-1, Number.POSITIVE_INFINITY), (t) => t.mean.neg(), "-mean");
      const slope = 10 ** random.between(-2, 2);
      holds(bounds.confidenceBound(slope, 0), (t) => t.mean.sub(high(slope).mul(t.deviation)), `mean - ${slope} std`);
      holds(bounds.confidenceBound(-slope, 0), (t) => t.mean.add(high(slope).mul(t.deviation)), `mean + ${slope} std`);
      if (bounds.isExpandable) {
        bounds.expand();
        holds(-bounds.deviation.upper, (t) => t.deviation.neg(), "expansion");
        const value = bounds.expandedConfidenceBound(slope, k % 2 === 0 ? 0 : Number.POSITIVE_INFINITY);
        holds(value, (t) => t.mean.sub(high(slope).mul(t.deviation)), `mean - ${slope} std, expanded`);
      }
      const [a, b] = [random.normal(), k % 4 === 0 ? 0 : random.normal()];
      bounds.affineMinorant(a, b, null, out);
      fromScaledMinorant(definition, 1, box, out);
      points.forEach((x, i) => {
        checks++;
        const value = truths[i].mean.mul(high(a)).add(truths[i].deviation.mul(high(b)));
        expect(out.constant === Number.NEGATIVE_INFINITY || minorantValue(x).lte(value), `${k}: ${a}, ${b}`).toBe(true);
      });
      bounds.varianceMinorant(a, b, null, out);
      fromScaledMinorant(definition, 0.7, box, out);
      points.forEach((x, i) => {
        checks++;
        const value = truths[i].mean
          .mul(high(a))
          .add(truths[i].variance.mul(high(b)))
          .mul(high(0.7));
        expect(out.constant === Number.NEGATIVE_INFINITY || minorantValue(x).lte(value), `${k}: ${a}, ${b}`).toBe(true);
      });
    }
    expect(checks).toBeGreaterThan(500);
    console.info(`${checks} checks`);
  });

  test("a box that is a point is bounded closely", () => {
    const random = new Random(fit.seed);
    for (let k = 0; k < 5; k++) {
      const x = Float64Array.from({ length: inputs }, () => random.between(-1, 1));
      toScaledBox(definition, { lower: x, upper: x }, lower, upper);
      bounds.set(lower, upper);
      bounds.boundBelow();
      const deviation = Number(exact.at(x).deviation);
      const noise = Math.sqrt(fit.noise ?? 1e-6);
      expect(bounds.deviation.upper).toBeLessThan(deviation + 0.05 * noise + 1e-7);
      expect(bounds.deviation.lower).toBeGreaterThan(deviation - 0.05 * noise - 1e-7);
    }
  });
});

test("between dense data the expansion of the deviation is far the better bound", () => {
  const definition = fitted({ kernel: "squared-exponential", inputs: 2, count: 60, seed: 9, lengthScale: 0.8 });
  const bounds = new VarianceBound(definition, (sum) => new KernelSumBound(sum));
  const [lower, upper] = [new Float64Array(2), new Float64Array(2)];
  const x = Float64Array.of(0.1, 0.2);
  toScaledBox(definition, { lower: x.map((v) => v - 0.04), upper: x.map((v) => v + 0.04) }, lower, upper);
  bounds.set(lower, upper);
  bounds.refineAbove(0);
  const before = bounds.deviation.upper;
  bounds.expand();
  expect(bounds.deviation.upper).toBeLessThan(0.3 * before);
  expect(bounds.deviation.upper).toBeGreaterThan(bounds.centreDeviation.lower);
});

test("between dense data the covariance with the middle bounds the deviation from below, where its Lipschitz constant does not", () => {
  const definition = fitted({ kernel: "squared-exponential", inputs: 2, count: 60, seed: 9, lengthScale: 0.8 });
  const exact = new ExactPosterior(definition);
  const bounds = new VarianceBound(definition, (sum) => new KernelSumBound(sum));
  const [lower, upper] = [new Float64Array(2), new Float64Array(2)];
  const x = Float64Array.of(0.1, 0.2);
  const box = { lower: x.map((v) => v - 0.01), upper: x.map((v) => v + 0.01) };
  toScaledBox(definition, box, lower, upper);
  bounds.set(lower, upper);
  bounds.boundBelow();
  expect(bounds.deviation.lower).toBe(0);
  for (const [byDeviation, byVariance] of [
    [1, 0],
    [0, 1],
  ]) {
    const out = { constant: 0, linear: new Float64Array(2) };
    if (byDeviation > 0) bounds.affineMinorant(0, byDeviation, null, out);
    else bounds.varianceMinorant(0, byVariance, null, out);
    fromScaledMinorant(definition, 1, box, out);
    const { deviation, variance } = exact.at(x);
    const truth = Number(byDeviation > 0 ? deviation : variance);
    const value = out.constant + out.linear[0] * x[0] + out.linear[1] * x[1];
    expect(value).toBeLessThanOrEqual(truth);
    expect(value).toBeGreaterThan(0.9 * truth);
    const reach = 0.01 * (Math.abs(out.linear[0]) + Math.abs(out.linear[1]));
    expect(value - reach).toBeGreaterThan(0.5 * truth);
  }
});
