import { expect, test } from "vitest";
import { univariateFunction } from "../../../../src/functions/table.js";
import type { Plane } from "../../../../src/predictors/network/bivariate/bivariate.js";
import { product } from "../../../../src/predictors/network/bivariate/product.js";
import { quotient } from "../../../../src/predictors/network/bivariate/quotient.js";
import { generator } from "../random-networks.js";

function at({ left, right, constant }: Plane, u: number, v: number): number {
  return left * u + right * v + constant;
}

test("for a positive dividend the planes are tangent to the convex envelope in the middle, and exact at the corners", () => {
  const plane: Plane = { left: 0, right: 0, constant: 0 };
  quotient.lowerPlane(1, 4, 1, 2, 2.5, 1.5, plane);
  // (sqrt(u) + sqrt(ul uu))^2 / (sqrt(ul) + sqrt(uu))^2 / v: Tawarmalani and Sahinidis, where no edge is left.
  const envelope = ((2.5 + Math.sqrt(4)) / (1 + 2)) ** 2 / 1.5;
  expect(at(plane, 2.5, 1.5)).toBeCloseTo(envelope, 12);
  for (const [u, v] of [
    [1, 1],
    [4, 2],
  ]) {
    quotient.lowerPlane(1, 4, 1, 2, u, v, plane);
    expect(at(plane, u, v)).toBeCloseTo(u / v, 12);
  }
});

test("no plane is lower than that of a product with the reciprocal, and many are higher", () => {
  const random = generator(12);
  const own: Plane = { left: 0, right: 0, constant: 0 };
  const composed: Plane = { left: 0, right: 0, constant: 0 };
  const line = { slope: 0, intercept: 0 };
  const reciprocal = univariateFunction("reciprocal");
  let gains = 0;
  for (let trial = 0; trial < 300; trial++) {
    const [ul, uu] = [6 * random() - 3, 6 * random() - 3].sort((a, b) => a - b);
    const vl = 0.1 + 2 * random();
    const vu = vl + 3 * random();
    const u = ul + random() * (uu - ul);
    const v = vl + random() * (vu - vl);
    quotient.lowerPlane(ul, uu, vl, vu, u, v, own);
    product.lowerPlane(ul, uu, 1 / vu, 1 / vl, u, 1 / v, composed);
    if (composed.right >= 0) reciprocal.lowerLine(vl, vu, v, line);
    else reciprocal.upperLine(vl, vu, v, line);
    const other = composed.left * u + composed.right * (line.slope * v + line.intercept) + composed.constant;
    const height = at(own, u, v);
    expect(height).toBeGreaterThanOrEqual(other - 1e-9 * (1 + Math.abs(other)));
    if (height > other + 1e-3) gains++;
  }
  expect(gains).toBeGreaterThan(100);
});

test("with zero among the divisors there is a constant at best", () => {
  const plane: Plane = { left: 1, right: 1, constant: 1 };
  quotient.lowerPlane(1, 2, 0, 4, 1, 1, plane);
  expect([plane.left, plane.right]).toEqual([0, 0]);
  expect(plane.constant).toBeCloseTo(0.25, 12);
  quotient.lowerPlane(1, 2, -1, 4, 1, 1, plane);
  expect(plane).toEqual({ left: 0, right: 0, constant: Number.NEGATIVE_INFINITY });
});

test("narrowing divides and multiplies, and knows that nothing is divided by zero", () => {
  const left = { lower: -10, upper: 10 };
  const right = { lower: 1, upper: 2 };
  expect(quotient.narrow({ lower: 3, upper: 4 }, left, right)).toBe(true);
  expect([left.lower, left.upper]).toEqual([expect.closeTo(3, 12), expect.closeTo(8, 12)]);
  const dividend = { lower: 1, upper: 2 };
  const divisor = { lower: -5, upper: 100 };
  expect(quotient.narrow({ lower: 0.1, upper: 4 }, dividend, divisor)).toBe(true);
  expect([divisor.lower, divisor.upper]).toEqual([expect.closeTo(0.25, 12), expect.closeTo(20, 12)]);
  expect(quotient.narrow({ lower: 1, upper: 2 }, { lower: 1, upper: 2 }, { lower: 0, upper: 0 })).toBe(false);
});
