import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { MarginalLikelihood } from "../../../src/predictors/gaussian-process/marginal-likelihood.js";

interface Case {
  readonly kernel: string;
  readonly lengthScales: readonly number[];
  readonly signalVariance: number;
  readonly noiseVariance: number;
  readonly alpha?: number;
  readonly logMarginalLikelihood: number;
  readonly gradient: {
    readonly lengthScales: readonly number[];
    readonly signalVariance: number;
    readonly noiseVariance: number;
    readonly alpha?: number;
  };
}

const FILE = new URL("../../../models/gaussian-process/likelihood.reference.json", import.meta.url);
const reference: { X: number[][]; y: number[]; cases: Case[] } = JSON.parse(readFileSync(fileURLToPath(FILE), "utf8"));
const X = Float64Array.from(reference.X.flat());
const y = Float64Array.from(reference.y);

describe.each(reference.cases.map((entry) => [entry.kernel, entry] as const))("%s", (name, entry) => {
  const likelihood = new MarginalLikelihood(name, X, y);
  const { alpha, lengthScales, signalVariance, noiseVariance } = entry;
  const values = [...lengthScales, signalVariance, noiseVariance, ...(alpha === undefined ? [] : [alpha])];
  const theta = Float64Array.from(values, Math.log);

  test("value and gradient are scikit-learn's", () => {
    expect(likelihood.variables).toBe(theta.length);
    expect(Math.abs(-likelihood.evaluate(theta) - entry.logMarginalLikelihood)).toBeLessThan(1e-9);
    const gradient = new Float64Array(theta.length);
    likelihood.gradient(theta, gradient);
    // scikit-learn's rational quadratic kernel has one length scale.
    const { lengthScales: byLength, signalVariance: bySignal, noiseVariance: byNoise, alpha: byAlpha } = entry.gradient;
    if (byLength.length === 2) {
      expect(-gradient[0]).toBeCloseTo(byLength[0], 8);
      expect(-gradient[1]).toBeCloseTo(byLength[1], 8);
    } else expect(-gradient[0] - gradient[1]).toBeCloseTo(byLength[0], 8);
    expect(-gradient[2]).toBeCloseTo(bySignal, 8);
    expect(-gradient[3]).toBeCloseTo(byNoise, 8);
    if (byAlpha !== undefined) expect(-gradient[4]).toBeCloseTo(byAlpha, 8);
  });

  test("the gradient is that of differences", () => {
    const gradient = new Float64Array(theta.length);
    likelihood.evaluate(theta);
    likelihood.gradient(theta, gradient);
    theta.forEach((_, k) => {
      const at = (h: number) => likelihood.evaluate(theta.map((v, j) => (j === k ? v + h : v)));
      expect(gradient[k]).toBeCloseTo((at(1e-5) - at(-1e-5)) / 2e-5, 6);
    });
  });
});

test("a matrix that is not positive definite has no likelihood", () => {
  const likelihood = new MarginalLikelihood("squared-exponential", Float64Array.of(1, 1), Float64Array.of(0, 1));
  const theta = Float64Array.of(0, 0, Number.NEGATIVE_INFINITY);
  expect(likelihood.evaluate(theta)).toBe(Number.POSITIVE_INFINITY);
  const gradient = new Float64Array(3).fill(7);
  likelihood.gradient(theta, gradient);
  expect(Array.from(gradient)).toEqual([0, 0, 0]);
});
