import { describe, expect, test } from "vitest";
import { coverOf } from "../../src/bounds/row-cover.js";
import { DataDistance } from "../../src/predictors/data-distance/data-distance.js";
import { withOutputs } from "../../src/predictors/network/output-choice.js";
import type { Predictor } from "../../src/predictors/predictor.js";
import { KernelExpansion } from "../../src/predictors/support-vector/kernel-expansion.js";
import { compiled } from "../../src/problem/compilation.js";
import { Problem } from "../../src/problem/problem.js";

const points = Float64Array.of(0, 0, 1, 0.5, -1, 2);
const root = { lower: Float64Array.of(-3, -3), upper: Float64Array.of(3, 3) };

function coverWith(model: Predictor, formula: string, sign: 1 | -1, limit: number) {
  const problem = new Problem({
    models: { model },
    variables: [{ name: "x", size: 2, lower: -3, upper: 3 }],
    minimize: formula,
  });
  return coverOf(withOutputs(compiled([problem.objective], 2), [0]), { output: 0, sign, limit }, root);
}

describe("balls behind rows", () => {
  const nearest = new DataDistance(2, points, "l1", 1);

  test("are those around the points, in the variables' coordinates, a little larger", () => {
    const found = coverWith(nearest, "model((x[0] - 1) * 2, x[1])", 1, 0.5);
    expect(found?.isTight).toBe(true);
    const { centres, scales, radius, norm } = found?.cover.balls ?? expect.fail();
    expect([...centres]).toEqual([1, 0, 1.5, 0.5, 0.5, 2]);
    expect([...scales]).toEqual([2, 1]);
    expect(norm).toBe("l1");
    expect(radius).toBeGreaterThan(0.5);
    expect(radius).toBeLessThan(0.5 + 1e-13);
  });

  test("of inputs in another order belong to the right variables", () => {
    const found = coverWith(nearest, "model(x[1] * 4, x[0])", 1, 0.5);
    expect([...(found?.cover.balls.centres ?? [])]).toEqual([0, 0, 0.5, 0.25, 2, -0.25]);
    expect([...(found?.cover.balls.scales ?? [])]).toEqual([1, 4]);
  });

  test("are less tight than rows on means of several distances", () => {
    expect(coverWith(new DataDistance(2, points, "l2", 2), "model(x)", 1, 0.5)?.isTight).toBe(false);
  });

  test("are not there for rewarded distances, sums of inputs, one variable twice, and formulas of a model", () => {
    expect(coverWith(nearest, "model(x)", -1, -0.5)).toBeNull();
    expect(coverWith(nearest, "model(x[0] + x[1], x[1])", 1, 0.5)).toBeNull();
    expect(coverWith(nearest, "model(x[0], 2 * x[0])", 1, 0.5)).toBeNull();
    expect(coverWith(nearest, "2 * model(x)", 1, 0.5)).toBeNull();
    expect(coverWith(nearest, "model(x)", 1, -0.5)).toBeNull();
  });

  test("are there for large sums of positive multiples of kernels only", () => {
    const positive = new KernelExpansion(2, points, Float64Array.of(1, 2, 0.5));
    expect(coverWith(positive, "model(x)", -1, -0.7)?.isTight).toBe(true);
    expect(coverWith(positive, "model(x)", 1, 0.7)).toBeNull();
    expect(coverWith(positive, "model(x)", -1, 0.1)).toBeNull();
    const mixed = new KernelExpansion(2, points, Float64Array.of(1, -2, 0.5));
    expect(coverWith(mixed, "model(x)", -1, -0.7)).toBeNull();
  });
});
