import { describe, expect, test } from "vitest";
import { Random } from "../../../src/numeric/random.js";
import type { GaussianProcessDefinition } from "../../../src/predictors/gaussian-process/definition.js";
import { KERNELS, kernel } from "../../../src/predictors/gaussian-process/kernels/table.js";
import { Posterior } from "../../../src/predictors/gaussian-process/posterior.js";

function random(name: string, count: number, inputs: number): GaussianProcessDefinition {
  const source = new Random(11);
  return {
    kernel: kernel(name),
    inputs,
    count,
    inputOffset: Float64Array.from({ length: inputs }, () => source.normal()),
    inputFactor: Float64Array.from({ length: inputs }, () => 0.5 + source.uniform()),
    points: Float64Array.from({ length: count * inputs }, () => 2 * source.normal()),
    weights: Float64Array.from({ length: count }, () => source.normal()),
    signalVariance: 2.5,
    noiseVariance: 1e-3,
    meanConstant: 0.4,
    meanLinear: Float64Array.from({ length: inputs }, () => source.normal()),
    outputOffset: -3,
    outputScale: 1.7,
  };
}

/** Central difference of f at x in coordinate j. */
function difference(f: (x: Float64Array) => number, x: Float64Array, j: number): number {
  const h = 1e-5;
  const right = x.slice();
  const left = x.slice();
  right[j] += h;
  left[j] -= h;
  return (f(right) - f(left)) / (right[j] - left[j]);
}

describe.each([...KERNELS.keys()])("%s", (name) => {
  const definition = random(name, 12, 3);
  const posterior = new Posterior(definition);
  const x = Float64Array.of(0.3, -0.8, 1.1);

  test("the mean is the sum of its definition", () => {
    let sum = definition.meanConstant;
    for (let j = 0; j < 3; j++) sum += (definition.meanLinear as Float64Array)[j] * x[j];
    for (let i = 0; i < 12; i++) {
      let t = 0;
      for (let j = 0; j < 3; j++) {
        t += ((x[j] - definition.inputOffset[j]) * definition.inputFactor[j] - definition.points[3 * i + j]) ** 2;
      }
      sum += definition.weights[i] * definition.kernel.derivative(t, 0);
    }
    expect(posterior.mean(x)).toBeCloseTo(-3 + 1.7 * sum, 12);
  });

  test("gradient and Hessian of the mean are its differences", () => {
    const gradient = new Float64Array(3);
    const hessian = new Float64Array(9);
    expect(posterior.meanHessian(x, gradient, hessian)).toBe(posterior.mean(x));
    for (let j = 0; j < 3; j++) {
      expect(gradient[j]).toBeCloseTo(
        difference((v) => posterior.mean(v), x, j),
        7,
      );
      for (let k = 0; k < 3; k++) {
        const slope = (v: Float64Array): number => {
          const out = new Float64Array(3);
          posterior.meanGradient(v, out);
          return out[k];
        };
        expect(hessian[3 * j + k]).toBeCloseTo(difference(slope, x, j), 6);
      }
    }
  });

  test("the variance is that of conditioning, its gradient its differences", () => {
    const gradient = new Float64Array(3);
    const value = posterior.varianceGradient(x, gradient);
    expect(value).toBeCloseTo(posterior.variance(x), 12);
    expect(posterior.standardDeviation(x) ** 2).toBeCloseTo(value, 12);
    for (let j = 0; j < 3; j++) {
      expect(gradient[j]).toBeCloseTo(
        difference((v) => posterior.variance(v), x, j),
        7,
      );
    }
    // At a training point nearly nothing is left; far away all.
    const point = Float64Array.from(
      { length: 3 },
      (_, j) => definition.points[j] / definition.inputFactor[j] + definition.inputOffset[j],
    );
    expect(posterior.variance(point)).toBeLessThan(1.7 ** 2 * 1.001e-3);
    expect(posterior.variance(Float64Array.of(1e5, 0, 0))).toBeCloseTo(1.7 ** 2 * 2.5, 3);
  });
});
