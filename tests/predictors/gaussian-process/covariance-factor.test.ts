import { expect, test } from "vitest";
import { CovarianceFactor } from "../../../src/predictors/gaussian-process/covariance-factor.js";
import { fitted } from "./fitted.js";

const definition = fitted({ kernel: "matern52", inputs: 2, count: 7, seed: 1, noise: 1e-3 });

test("solves with the covariance matrix and its noise", () => {
  const factor = new CovarianceFactor(definition);
  const y = Float64Array.from({ length: 7 }, (_, i) => i - 2.5);
  const x = y.slice();
  factor.solve(x);
  for (let i = 0; i < 7; i++) {
    let sum = 1e-3 * x[i];
    for (let k = 0; k < 7; k++) sum += definition.signalVariance * factor.correlation[7 * i + k] * x[k];
    expect(sum).toBeCloseTo(y[i], 9);
  }
  const half = y.slice();
  factor.solveLower(half);
  const square = half.reduce((sum, value) => sum + value * value, 0);
  expect(square).toBeCloseTo(
    x.reduce((sum, value, i) => sum + value * y[i], 0),
    9,
  );
});

test("a process without noise is refused, with what to do", () => {
  expect(() => new CovarianceFactor({ ...definition, noiseVariance: 0 })).toThrow(/above 0.*has 0; give it/);
  expect(() => new CovarianceFactor({ ...definition, noiseVariance: null })).toThrow(/mean only/);
});
