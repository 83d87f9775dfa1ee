import { expect, test } from "vitest";
import type { Plane } from "../../../../src/predictors/network/bivariate/bivariate.js";
import { maximum } from "../../../../src/predictors/network/bivariate/maximum.js";
import { minimum } from "../../../../src/predictors/network/bivariate/minimum.js";
import { rectangles } from "./rectangles.js";

const plane: Plane = { left: 0, right: 0, constant: 0 };

test("the plane above is the smaller argument at the point asked for", () => {
  minimum.upperPlane(-1, 1, -1, 1, 0.5, 0.2, plane);
  expect(plane).toEqual({ left: 0, right: 1, constant: -0 });
  minimum.upperPlane(-1, 1, -1, 1, 0.2, 0.5, plane);
  expect(plane).toEqual({ left: 1, right: 0, constant: -0 });
});

test("is the maximum of the negatives, turned around", () => {
  const mirror: Plane = { left: 0, right: 0, constant: 0 };
  const range = { lower: 0, upper: 0 };
  const mirrored = { lower: 0, upper: 0 };
  for (const { ul, uu, vl, vu } of Object.values(rectangles()).flat()) {
    minimum.range(ul, uu, vl, vu, range);
    maximum.range(-uu, -ul, -vu, -vl, mirrored);
    expect([range.lower, range.upper]).toEqual([0 - mirrored.upper, 0 - mirrored.lower]);
    minimum.lowerPlane(ul, uu, vl, vu, ul, vu, plane);
    maximum.upperPlane(-uu, -ul, -vu, -vl, -ul, -vu, mirror);
    expect(plane).toEqual({ ...mirror, constant: -mirror.constant });
  }
});

test("derivatives at the kink are a supergradient", () => {
  expect([minimum.derivativeLeft(1, 1), minimum.derivativeRight(1, 1)]).toEqual([1, 0]);
  expect([minimum.derivativeLeft(2, 1), minimum.derivativeRight(2, 1)]).toEqual([0, 1]);
});
