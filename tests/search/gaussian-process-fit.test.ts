import { expect, test } from "vitest";
import { Random } from "../../src/numeric/random.js";
import { definitionOf } from "../../src/predictors/gaussian-process/json-definition.js";
import { KERNELS } from "../../src/predictors/gaussian-process/kernels/table.js";
import { Posterior } from "../../src/predictors/gaussian-process/posterior.js";
import { fitGaussianProcess } from "../../src/search/gaussian-process-fit.js";

const target = (a: number, b: number) => 40 + 5 * Math.sin(2 * a) + 0.3 * (b - 100);

function data(count: number): { X: Float64Array; y: Float64Array } {
  const random = new Random(4);
  const X = Float64Array.from({ length: 2 * count }, (_, k) =>
    k % 2 === 0 ? random.between(-2, 2) : random.between(90, 110),
  );
  return { X, y: Float64Array.from({ length: count }, (_, i) => target(X[2 * i], X[2 * i + 1])) };
}

test.each([...KERNELS.keys()])("%s: a smooth function is predicted between its points", (kernel) => {
  const { X, y } = data(40);
  const { model } = fitGaussianProcess(X, y, { kernel, starts: 3 });
  const posterior = new Posterior(definitionOf(model).definition);
  const random = new Random(9);
  let squares = 0;
  for (let k = 0; k < 50; k++) {
    const x = Float64Array.of(random.between(-1.8, 1.8), random.between(91, 109));
    squares += (posterior.mean(x) - target(x[0], x[1])) ** 2 / 50;
  }
  // The spread of the target is 4.
  expect(Math.sqrt(squares)).toBeLessThan(kernel === "matern12" ? 1.2 : 0.4);
});

test("more starts are never worse, the same seed is the same fit, and noise can be given", () => {
  const { X, y } = data(25);
  const options = { kernel: "matern52", seed: 3 };
  const one = fitGaussianProcess(X, y, { ...options, starts: 1 });
  const many = fitGaussianProcess(X, y, { ...options, starts: 4 });
  expect(many.logMarginalLikelihood).toBeGreaterThanOrEqual(one.logMarginalLikelihood);
  expect(fitGaussianProcess(X, y, { ...options, starts: 4 })).toEqual(many);
  expect(fitGaussianProcess(X, y, { ...options, noise: 0.01 }).model.noiseVariance).toBeCloseTo(0.01, 14);
});

test("large tables are fitted by some of their points and conditioned on all", () => {
  const { X, y } = data(60);
  const fit = fitGaussianProcess(X, y, { kernel: "squared-exponential", starts: 1, fitPoints: 30 });
  expect(fit.fittedPoints).toBe(30);
  expect(fit.model.X.length).toBe(60);
});

test("without standardisation the file has the data as they are", () => {
  const { X, y } = data(10);
  const { model } = fitGaussianProcess(X, y, { kernel: "matern32", starts: 1, standardise: false });
  expect(model.X.flat()).toEqual(Array.from(X));
  expect(model.y).toEqual(Array.from(y));
});
