import { describe, expect, test } from "vitest";
import { Random } from "../../../src/numeric/random.js";
import { ConvexRegions } from "../../../src/predictors/convex-regions/convex-regions.js";
import { RegionSet } from "../../../src/predictors/convex-regions/region-set.js";
import { fitRegions, REGION_FITS, type RegionFitOptions } from "../../../src/problem/region-fit/region-fit.js";

function sample(count: number, inputs: number, target: (x: Float64Array) => number) {
  const random = new Random(3);
  const X = Float64Array.from({ length: count * inputs }, () => random.between(-2, 3));
  const y = Float64Array.from({ length: count }, (_, i) => target(X.subarray(i * inputs, (i + 1) * inputs)));
  return { X, y };
}

function errorOf(X: Float64Array, y: Float64Array, options: RegionFitOptions) {
  const definition = fitRegions(X, y, options);
  const model = new ConvexRegions(new RegionSet(definition));
  const value = new Float64Array(1);
  let squares = 0;
  y.forEach((target, i) => {
    model.evaluate(X.subarray(i * model.inputs, (i + 1) * model.inputs), value);
    squares += (value[0] - target) ** 2;
  });
  return { error: Math.sqrt(squares / y.length), definition, model };
}

describe.each(REGION_FITS)("%s", (kind) => {
  test("an affine target is met by any number of regions", () => {
    const { X, y } = sample(200, 3, ([a, b, c]) => 100 + 2 * a - 3 * b + 0.5 * c);
    expect(errorOf(X, y, { kind, regions: 6, seed: 0 }).error).toBeLessThan(1e-5);
  });

  test("more regions fit a curved target better, and fill the box of the data", () => {
    const { X, y } = sample(800, 2, ([a, b]) => Math.sin(a) * Math.cos(b) + 0.3 * a * b);
    const few = errorOf(X, y, { kind, regions: 4, seed: 0 });
    const many = errorOf(X, y, { kind, regions: 40, seed: 0 });
    expect(many.error).toBeLessThan(0.35 * few.error);
    expect(many.definition.regions.length).toBe(40);
    const { lower, upper } = many.definition.regions[0];
    const random = new Random(1);
    const value = new Float64Array(1);
    for (let k = 0; k < 2000; k++) {
      many.model.evaluate(Float64Array.of(random.between(-1.98, 2.98), random.between(-1.98, 2.98)), value);
      expect(value[0]).not.toBeNaN();
    }
    expect([lower?.length, upper?.length]).toEqual([2, 2]);
  });
});

test("an oblique split finds the crease of two planes", () => {
  const { X, y } = sample(600, 2, ([a, b]) => Math.abs(a + b - 0.5));
  expect(errorOf(X, y, { kind: "oblique", regions: 6, seed: 0 }).error).toBeLessThan(0.02);
  expect(errorOf(X, y, { kind: "tree", regions: 6, seed: 0 }).error).toBeGreaterThan(0.05);
});

test("constant columns and repeated points do no harm; too few rows are refused", () => {
  const X = Float64Array.from({ length: 80 }, (_, k) => (k % 2 === 0 ? 5 : Math.floor(k / 8)));
  const y = Float64Array.from({ length: 40 }, (_, i) => Math.floor((2 * i + 1) / 8) ** 2);
  for (const kind of REGION_FITS) {
    const { error, definition } = errorOf(X, y, { kind, regions: 8, seed: 0 });
    expect(error).toBeLessThan(10);
    expect(definition.regions.length).toBeGreaterThan(1);
  }
  expect(() => fitRegions(X.subarray(0, 6), y.subarray(0, 3), { kind: "tree", regions: 2, seed: 0 })).toThrow(/3 rows/);
});
