import { expect, test } from "vitest";
import { identifyKernel } from "../../../../src/predictors/gaussian-process/recognition/kernel-identification.js";
import {
  constant,
  exponential,
  monomial,
  power,
  product,
  type RadialExpression,
  scaled,
  squareRoot,
  sum,
} from "../../../../src/predictors/gaussian-process/recognition/radial-expression.js";

const squared = monomial(2);
const distance = squareRoot(squared) as RadialExpression;

test("kernels are identified however their nodes are arranged", () => {
  const se = exponential(scaled(squared, -0.5)) as RadialExpression;
  expect(identifyKernel(scaled(se, 3))).toMatchObject({ signalVariance: 3, distanceFactor: 1, constant: 0 });
  // exp(-a) exp(-b)
  const split = product(
    exponential(scaled(squared, -0.25)) as RadialExpression,
    exponential(scaled(squared, -0.25)) as RadialExpression,
  );
  expect(identifyKernel(split as RadialExpression)?.distanceFactor).toBe(1);
  const s = scaled(distance, Math.sqrt(5));
  const decay = exponential(scaled(s, -1)) as RadialExpression;
  const polynomial = sum(sum(constant(1), s), scaled(power(s, 2) as RadialExpression, 1 / 3));
  const matern = product(polynomial, decay) as RadialExpression;
  expect(identifyKernel(sum(matern, constant(0.5)))).toMatchObject({
    kernel: { name: "matern52" },
    distanceFactor: 1,
    signalVariance: 1,
    constant: 0.5,
  });
  const rational = power(sum(constant(1), scaled(squared, 1 / 14)), -7) as RadialExpression;
  expect(identifyKernel(rational)).toMatchObject({ kernel: { parameters: { alpha: 7 } }, distanceFactor: 1 });
  expect(identifyKernel(exponential(scaled(distance, -2)) as RadialExpression)).toMatchObject({
    kernel: { name: "matern12" },
    distanceFactor: 2,
  });
});

test("other functions of a distance are no kernels", () => {
  const decay = exponential(scaled(distance, -1)) as RadialExpression;
  const others = [
    squared,
    constant(2),
    scaled(decay, -1),
    sum(decay, exponential(scaled(squared, -1)) as RadialExpression),
    product(sum(constant(1), scaled(distance, 1.001)), decay) as RadialExpression,
    product(sum(constant(1), squared), exponential(scaled(squared, -1)) as RadialExpression) as RadialExpression,
    exponential(squared) as RadialExpression,
  ];
  for (const other of others) expect(identifyKernel(other)).toBeNull();
});

test("what has no normal form is not guessed", () => {
  expect(exponential(monomial(3))).toBeNull();
  expect(squareRoot(sum(squared, constant(1)))).toBeNull();
  expect(power(sum(constant(2), squared), -1)).toBeNull();
  expect(power(squared, -0.5)).toBeNull();
  const rational = power(sum(constant(1), squared), -1) as RadialExpression;
  expect(product(rational, rational)).toBeNull();
});
