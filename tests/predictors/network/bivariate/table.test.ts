import { describe, expect, test } from "vitest";
import type { BivariateOperation, Plane } from "../../../../src/predictors/network/bivariate/bivariate.js";
import { maximum } from "../../../../src/predictors/network/bivariate/maximum.js";
import { product } from "../../../../src/predictors/network/bivariate/product.js";
import { bivariateOperations } from "../../../../src/predictors/network/bivariate/table.js";
import { audit, truths } from "./audit.js";
import { pointsOf, rectangles } from "./rectangles.js";

const kinds = Object.entries(rectangles());

describe.each(Object.values(bivariateOperations))("$name", (operation) => {
  test.each(kinds)("holds on rectangles of kind %s, in exact arithmetic without slack", (_kind, list) => {
    expect(list.flatMap((rectangle) => audit(operation, rectangle))).toEqual([]);
  });

  test("has a truth to be held against, and its name is its key", () => {
    expect(truths[operation.name]).toBeDefined();
    expect(bivariateOperations[operation.name as keyof typeof bivariateOperations]).toBe(operation);
  });

  test("partial derivatives agree with central differences away from kinks", () => {
    for (const [u, v] of [
      [0.3, -0.7],
      [-1.2, 2.5],
      [2, 1.5],
    ]) {
      const h = 1e-6;
      const left = (operation.value(u + h, v) - operation.value(u - h, v)) / (2 * h);
      const right = (operation.value(u, v + h) - operation.value(u, v - h)) / (2 * h);
      expect(operation.derivativeLeft(u, v)).toBeCloseTo(left, 6);
      expect(operation.derivativeRight(u, v)).toBeCloseTo(right, 6);
    }
  });
});

/** The audit must notice each of these. */
const planted: Record<string, BivariateOperation> = {
  "lower plane raised by one part in 1e15": shifted(product, "lowerPlane", 1e-15),
  "upper plane lowered by one part in 1e15": shifted(product, "upperPlane", -1e-15),
  "upper plane of the maximum through three vertices only": {
    ...maximum,
    upperPlane(ul, uu, vl, _vu, _atU, _atV, out) {
      out.left = uu > ul ? (uu - Math.max(ul, vl)) / (uu - ul) : 0;
      out.right = 0;
      out.constant = Math.max(ul, vl) - out.left * ul;
    },
  },
  "range of the product from two corners": {
    ...product,
    range(ul, uu, vl, vu, out) {
      out.lower = Math.min(ul * vl, uu * vu);
      out.upper = Math.max(ul * vl, uu * vu);
    },
  },
  "range of the product rounded to nearest": {
    ...product,
    range(ul, uu, vl, vu, out) {
      out.lower = Math.min(ul * vl, ul * vu, uu * vl, uu * vu);
      out.upper = Math.max(ul * vl, ul * vu, uu * vl, uu * vu);
    },
  },
  "gradient range of the maximum that is closed too early": {
    ...maximum,
    gradientRange(ul, uu, vl, vu, left, right) {
      maximum.gradientRange(ul, uu, vl, vu, left, right);
      if (ul >= vu) left.lower = 1;
    },
  },
  "lower plane of a minimum for a product": { ...product, lowerPlane: bivariateOperations.minimum.lowerPlane },
  "McCormick's planes exchanged": { ...product, lowerPlane: product.upperPlane },
};

/** Moves a plane by `share` of the largest value on the rectangle, past the margins that the operation took. */
function shifted(operation: BivariateOperation, name: "lowerPlane" | "upperPlane", share: number): BivariateOperation {
  return {
    ...operation,
    [name](ul: number, uu: number, vl: number, vu: number, atU: number, atV: number, out: Plane) {
      operation[name](ul, uu, vl, vu, atU, atV, out);
      const size = Math.max(-ul, uu) * Math.max(-vl, vu);
      out.constant += (share + Math.sign(share) * 32 * 2 ** -53) * size;
    },
  };
}

test.each(Object.entries(planted))("the audit notices: %s", (_name, operation) => {
  expect(kinds.flatMap(([, list]) => list).flatMap((rectangle) => audit(operation, rectangle)).length).toBeGreaterThan(
    0,
  );
});

test("there are points on every rectangle, all inside", () => {
  for (const [, list] of kinds) {
    for (const rectangle of list) {
      const points = pointsOf(rectangle);
      expect(points.length).toBeGreaterThan(0);
      const { ul, uu, vl, vu } = rectangle;
      expect(points.every(([u, v]) => u >= ul && u <= uu && v >= vl && v <= vu)).toBe(true);
    }
  }
});
