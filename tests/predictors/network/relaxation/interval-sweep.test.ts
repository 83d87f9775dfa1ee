import { describe, expect, test } from "vitest";
import { type BoundingMethodName, boundingMethods } from "../../../../src/bounds/table.js";
import type { Network } from "../../../../src/predictors/network/network.js";
import { Relaxation } from "../../../../src/predictors/network/relaxation/relaxation.js";
import { Problem } from "../../../../src/problem/problem.js";
import { minimizationNetwork } from "../../../../src/search/solve.js";

const METHODS = Object.keys(boundingMethods) as BoundingMethodName[];

function networkOf(formula: string): Network {
  const variables = ["x", "y"].map((name) => ({ name, lower: -1e4, upper: 1e4 }));
  return minimizationNetwork(new Problem({ models: {}, variables, minimize: formula }));
}

/** The enclosure of the output over x in [-1e4, 1e4], y in [0, 1], by a method's sweep. */
function enclosure(formula: string, method: BoundingMethodName): [number, number] {
  const relaxation = new Relaxation(networkOf(formula), boundingMethods[method].sweep);
  relaxation.sweep({ lower: Float64Array.of(-1e4, 0), upper: Float64Array.of(1e4, 1) });
  const last = relaxation.state.layers.length - 1;
  return [relaxation.state.lower[last][0], relaxation.state.upper[last][0]];
}

describe.each(METHODS)("where an exponential overflows, by %s", (method) => {
  test("the other end of a sum with it is kept", () => {
    const [lower, upper] = enclosure("1 + 2 * exp(x) + y", method);
    expect(lower).toBeLessThanOrEqual(1);
    expect(lower).toBeGreaterThan(1 - 1e-12);
    expect(upper).toBe(Number.POSITIVE_INFINITY);
  });

  test("of a difference, too", () => {
    const [lower, upper] = enclosure("3 - exp(x) - 2 * y", method);
    expect(lower).toBe(Number.NEGATIVE_INFINITY);
    expect(upper).toBeGreaterThanOrEqual(3);
    expect(upper).toBeLessThan(3 + 1e-12);
  });

  test("nothing is known of the difference of two", () => {
    expect(enclosure("exp(x) - exp(2 * x + y)", method)).toEqual([Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]);
  });

  test("a reciprocal behind it is bounded", () => {
    const [lower, upper] = enclosure("1 / (1 + exp(x) + exp(x + y))", method);
    expect(lower).toBeLessThanOrEqual(0);
    expect(lower).toBeGreaterThan(-1e-12);
    expect(upper).toBeGreaterThanOrEqual(1);
    expect(upper).toBeLessThan(1 + 1e-12);
  });
});
