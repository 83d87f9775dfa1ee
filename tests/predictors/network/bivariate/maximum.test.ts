import { expect, test } from "vitest";
import type { Plane } from "../../../../src/predictors/network/bivariate/bivariate.js";
import { maximum } from "../../../../src/predictors/network/bivariate/maximum.js";

const plane: Plane = { left: 0, right: 0, constant: 0 };

function at(u: number, v: number): number {
  return plane.left * u + plane.right * v + plane.constant;
}

test("the plane below is the larger argument at the point asked for", () => {
  maximum.lowerPlane(-1, 1, -1, 1, 0.5, 0.2, plane);
  expect(plane).toEqual({ left: 1, right: 0, constant: 0 });
  maximum.lowerPlane(-1, 1, -1, 1, 0.2, 0.5, plane);
  expect(plane).toEqual({ left: 0, right: 1, constant: 0 });
  maximum.lowerPlane(-1, 1, 0, 1, Number.NaN, Number.NaN, plane);
  expect(plane).toEqual({ left: 0, right: 1, constant: 0 });
});

test("the plane above touches at both vertices of mixed ends, and at the one nearer to the point asked for", () => {
  const [ul, uu, vl, vu] = [-1, 2, -0.5, 3];
  for (const [u, v, isTop] of [
    [ul, vl, false],
    [uu, vu, true],
  ] as const) {
    maximum.upperPlane(ul, uu, vl, vu, u, v, plane);
    expect(at(uu, vl)).toBeCloseTo(2, 12);
    expect(at(ul, vu)).toBeCloseTo(3, 12);
    expect(at(u, v)).toBeCloseTo(isTop ? 3 : -0.5, 12);
  }
});

test("where one argument is always the larger one it is the plane on both sides", () => {
  for (const [ul, uu, vl, vu, left] of [
    [2, 3, -1, 2, 1],
    [-4, -1, -1, 5, 0],
  ] as const) {
    maximum.upperPlane(ul, uu, vl, vu, Number.NaN, Number.NaN, plane);
    expect(plane).toEqual({ left, right: 1 - left, constant: 0 });
    maximum.lowerPlane(ul, uu, vl, vu, Number.NaN, Number.NaN, plane);
    expect(plane).toEqual({ left, right: 1 - left, constant: 0 });
  }
});

test("an unbounded rectangle has the constant plane above where that is finite", () => {
  maximum.upperPlane(Number.NEGATIVE_INFINITY, 2, -1, 3, Number.NaN, Number.NaN, plane);
  expect(plane).toEqual({ left: 0, right: 0, constant: 3 });
});

test("derivatives at the kink are a subgradient", () => {
  expect([maximum.derivativeLeft(1, 1), maximum.derivativeRight(1, 1)]).toEqual([1, 0]);
  expect(maximum.smooth).toBe(false);
});
