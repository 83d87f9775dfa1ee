import { expect, test } from "vitest";
import { fitMixture, logDensities } from "../../../src/problem/validity/mixture-fit.js";

/** As in one-class-training.test.ts. */
const points = Float64Array.from(
  Array.from({ length: 40 }, (_, i) => [Math.sin(3 * i) * (1 + 0.3 * Math.cos(7 * i)), Math.cos(5 * i) * 0.8]).flat(),
);

test("the likelihood is not below scikit-learn's", () => {
  const mean = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const scores = [0, 1, 2, 3].map((seed) => mean(logDensities(points, fitMixture(points, 2, 2, seed))));
  // sklearn.mixture.GaussianMixture 1.9, two components, the best of five starts.
  expect(Math.max(...scores)).toBeGreaterThan(-1.8468199370595386 - 1e-3);
});

test("one component is the normal density of mean and covariance", () => {
  const square = Float64Array.of(-1, -2, 1, -2, -1, 2, 1, 2);
  const [{ mean, height, whitening }] = fitMixture(square, 2, 1, 0);
  expect(mean).toEqual([0, 0]);
  // Variances 1 and 4, with 1e-6 added.
  expect(height).toBeCloseTo(-Math.log(2 * Math.PI) - Math.log(2), 5);
  expect(whitening.map(Math.abs).sort()).toEqual([0, 0, 0.5, 1].map((w) => expect.closeTo(w, 5)));
});

test("weights of the components sum to one", () => {
  const parts = fitMixture(points, 2, 3, 1).map(({ height, whitening: w }) => {
    const determinant = Math.abs(w[0] * w[3] - w[1] * w[2]);
    return (Math.exp(height) * 2 * Math.PI) / determinant;
  });
  expect(parts.reduce((sum, part) => sum + part, 0)).toBeCloseTo(1, 9);
});
