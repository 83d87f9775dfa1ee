import { expect, test } from "vitest";
import { Evaluation } from "../../../src/predictors/tree-ensemble/evaluation.js";
import { SecantSlopes } from "../../../src/predictors/tree-ensemble/secant-slopes.js";
import type { Trees } from "../../../src/predictors/tree-ensemble/trees.js";

/** y = (5 where x0 > 1, else 0) + (x1 > 3 ? -2 : 0), stumps with further thresholds at 0 and 100 that change nothing. */
const stumps = (thresholds: readonly [number, number, number][]): Trees => ({
  features: 3,
  outputs: 1,
  roots: Int32Array.from(thresholds, (_, k) => 3 * k),
  feature: Int32Array.from(thresholds.flatMap(([feature]) => [feature, -1, -1])),
  threshold: Float64Array.from(thresholds.flatMap(([, threshold]) => [threshold, 0, 0])),
  left: Int32Array.from(thresholds.flatMap((_, k) => [3 * k + 1, 0, 0])),
  right: Int32Array.from(thresholds.flatMap((_, k) => [3 * k + 2, 0, 0])),
  values: Float64Array.from(thresholds.flatMap(([, , step]) => [0, 0, step])),
  base: Float64Array.of(0),
  aggregate: "sum",
});

test("slopes reach across a step nearby, and are zero far from steps and for features without thresholds", () => {
  const trees = stumps([
    [0, 1, 5],
    [0, 0, 0],
    [0, 100, 0],
    [1, 3, -2],
    [1, 0, 0],
    [1, 10, 0],
  ]);
  const slopes = new SecantSlopes(trees);
  const out = new Float64Array(3);
  slopes.at(Float64Array.of(2.5, 3.1, 7), Float64Array.of(2), new Evaluation(trees), out);
  expect(out[0]).toBeCloseTo((2 * 5) / 6, 12);
  expect(out[1]).toBeCloseTo((2 * -2) / 0.6, 12);
  expect(out[2]).toBe(0);
  slopes.at(Float64Array.of(50, 8, 7), Float64Array.of(1), new Evaluation(trees), out);
  expect(Array.from(out)).toEqual([0, 0, 0]);
});
