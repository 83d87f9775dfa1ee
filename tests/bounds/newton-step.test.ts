import { expect, test } from "vitest";
import { NewtonStep } from "../../src/bounds/newton-step.js";
import { box } from "../../src/numeric/box.js";
import { denseMatrix, sparseMatrix } from "../../src/numeric/matrix.js";
import { generator } from "../predictors/network/random-networks.js";

const wide = (n: number) => box(new Float64Array(n).fill(-100), new Float64Array(n).fill(100));
const ones = (n: number) => new Float64Array(n).fill(1);

/** Gradient of x' H x / 2 + g . x. */
function gradientAt(h: ArrayLike<number>, g: readonly number[], x: Float64Array): Float64Array {
  return Float64Array.from(g, (value, i) => x.reduce((sum, xj, j) => sum + h[i * x.length + j] * xj, value));
}

test("one step finds the minimum of a quadratic whose variables hardly interact", () => {
  const step = new NewtonStep(2, null);
  const h = Float64Array.of(2, 0.5, 0.5, 4);
  step.setHessian(h, ones(2));
  const x = Float64Array.of(10, -10);
  step.move(gradientAt(h, [-2, 4], x), wide(2), x);
  // (2, 0.5; 0.5, 4) x = (2, -4)
  expect(x[0]).toBeCloseTo(10 / 7.75, 4);
  expect(x[1]).toBeCloseTo(-9 / 7.75, 4);
});

test("stops at the faces of the box, and moves along them", () => {
  const step = new NewtonStep(2, null);
  const h = Float64Array.of(1, 0.5, 0.5, 1);
  step.setHessian(h, ones(2));
  const domain = box([-1, -1], [1, 1]);
  const x = Float64Array.of(0, 0);
  step.move(gradientAt(h, [-10, 0], x), domain, x);
  expect(x[0]).toBe(1);
  expect(x[1]).toBeCloseTo(-0.5, 4);
});

test("goes to the end of the box where there is no curvature, and stays where there is no slope", () => {
  const step = new NewtonStep(3, null);
  step.setHessian(Float64Array.of(0, 0, 0, 0, 1, 0, 0, 0, 0), ones(3));
  const x = Float64Array.of(0.5, 0.5, 0.5);
  step.move(Float64Array.of(1, 0, 0), box([-2, -2, -2], [2, 2, 2]), x);
  expect(x[0]).toBe(-2);
  expect(x[1]).toBeCloseTo(0.5, 12);
  expect(x[2]).toBeCloseTo(0.5, 12);
});

test("takes Hessians in the elements of an affine image, dense or sparse", () => {
  const dense = denseMatrix(2, 3, Float64Array.of(1, 0, 2, 0, 3, -1));
  const sparse = sparseMatrix(3, [
    [
      [0, 1],
      [2, 2],
    ],
    [
      [1, 3],
      [2, -1],
    ],
  ]);
  const inner = Float64Array.of(2, 0.5, 0.5, 1);
  const moved = [dense, sparse].map((image) => {
    const step = new NewtonStep(3, image);
    step.setHessian(inner, ones(3));
    const x = Float64Array.of(0.3, -0.2, 0.1);
    step.move(Float64Array.of(1, -2, 0.5), box([-1, -1, -1], [1, 1, 1]), x);
    return x;
  });
  expect(moved[0]).toEqual(moved[1]);
  const direct = new NewtonStep(3, null);
  // image' inner image
  direct.setHessian(Float64Array.of(2, 1.5, 3.5, 1.5, 9, 0, 3.5, 0, 7), ones(3));
  const x = Float64Array.of(0.3, -0.2, 0.1);
  direct.move(Float64Array.of(1, -2, 0.5), box([-1, -1, -1], [1, 1, 1]), x);
  for (let i = 0; i < 3; i++) expect(moved[0][i]).toBeCloseTo(x[i], 10);
});

test("stays in the box for any Hessian, definite or not", () => {
  const random = generator(91);
  for (let trial = 0; trial < 500; trial++) {
    const n = 1 + (trial % 5);
    const any = () => (2 * random() - 1) * 10 ** (8 * random() - 4);
    const h = Float64Array.from({ length: n * n }, any);
    for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) h[i * n + j] = h[j * n + i];
    const lower = Float64Array.from({ length: n }, () => -random());
    const upper = Float64Array.from({ length: n }, () => (trial % 7 === 0 ? 0 : random()));
    const step = new NewtonStep(n, null);
    step.setHessian(h, lower.map(Math.abs));
    const x = lower.map((value, i) => value + random() * (upper[i] - value));
    step.move(Float64Array.from({ length: n }, any), { lower, upper }, x);
    for (let i = 0; i < n; i++) {
      expect(x[i]).toBeGreaterThanOrEqual(lower[i]);
      expect(x[i]).toBeLessThanOrEqual(upper[i]);
    }
  }
});
