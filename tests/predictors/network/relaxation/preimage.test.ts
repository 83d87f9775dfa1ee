import { describe, expect, test } from "vitest";
import { univariateFunction } from "../../../../src/functions/table.js";
import { Random } from "../../../../src/numeric/random.js";
import { branchesOf, narrowArgument } from "../../../../src/predictors/network/relaxation/preimage.js";
import { pool } from "../../../conformance/functions/points.js";
import { truthOf } from "../../../conformance/functions/truth.js";
import { variants } from "../../../conformance/functions/variants.js";
import { exact, next, previous } from "../../../numeric/exact-decimal.js";

describe.each(variants())("$label", ({ name, parameters }) => {
  test("no argument with a value within the limits is lost, in exact arithmetic", () => {
    const phi = univariateFunction(name, parameters);
    const truth = truthOf(name, parameters);
    const branches = branchesOf(phi);
    const random = new Random(7);
    const points = pool(phi, random).filter((x) => Math.abs(x) < 300);
    const pick = () => points[Math.floor(random.uniform() * points.length)];
    let checks = 0;
    for (let trial = 0; trial < 60; trial++) {
      const [lower, x, upper] = [pick(), pick(), pick()].sort((a, b) => a - b);
      const value = truth(exact(x));
      const near = Number(value);
      if (!Number.isFinite(near)) continue;
      // Limits that hold the value barely, or with some room on either side.
      const low = value.gte(exact(near)) ? near : previous(near);
      const high = value.lte(exact(near)) ? near : next(near);
      const room = [0, 1e-6, 0.5, Number.POSITIVE_INFINITY];
      const limits = [low - room[trial % 4], high + room[(trial >> 2) % 4]];
      const argument = { lower, upper };
      expect(narrowArgument(phi, branches, limits[0], limits[1], argument)).toBe(true);
      expect(argument.lower <= x && x <= argument.upper).toBe(true);
      expect(argument.lower >= lower && argument.upper <= upper).toBe(true);
      checks++;
    }
    expect(checks).toBeGreaterThan(25);
  });
});

function narrowed(name: string, parameters: Record<string, number>, x: [number, number], y: [number, number]) {
  const phi = univariateFunction(name, parameters);
  const argument = { lower: x[0], upper: x[1] };
  return narrowArgument(phi, branchesOf(phi), y[0], y[1], argument) ? [argument.lower, argument.upper] : null;
}

const infinite = Number.POSITIVE_INFINITY;

const known: [string, Record<string, number>, [number, number], [number, number], [number, number] | null][] = [
  ["exp", {}, [-infinite, infinite], [1, Math.E], [0, 1]],
  ["exp", {}, [-5, 5], [-2, -1], null],
  ["log", {}, [-3, 100], [0, 2], [1, Math.exp(2)]],
  ["log", {}, [-3, 100], [-infinite, infinite], [0, 100]],
  ["log", {}, [-3, -1], [-infinite, infinite], null],
  ["sqrt", {}, [-1, infinite], [-1, 3], [0, 9]],
  ["square", {}, [-10, 7], [4, 9], [-3, 3]],
  ["square", {}, [-1, 7], [4, 9], [2, 3]],
  ["power", { exponent: 3 }, [-10, 10], [-8, 27], [-2, 3]],
  ["power", { exponent: 0.5 }, [-10, 10], [0, 2], [0, 4]],
  ["absolute-value", {}, [-10, 10], [-1, 2], [-2, 2]],
  ["reciprocal", {}, [-10, 10], [2, 5], [0.2, 0.5]],
  ["reciprocal", {}, [-10, 10], [-5, -2], [-0.5, -0.2]],
  ["tanh", {}, [-10, 10], [0, 0.5], [0, Math.atanh(0.5)]],
];

test.each(known)("%s %o over %o with values in %o is narrowed to %o", (name, parameters, x, y, expected) => {
  // A pole or a second branch inside takes a second look.
  const once = narrowed(name, parameters, x, y);
  const result = once === null ? null : narrowed(name, parameters, [once[0], once[1]], y);
  if (expected === null) expect(result).toBeNull();
  else {
    expect(result?.[0]).toBeCloseTo(expected[0], 9);
    expect(result?.[1]).toBeCloseTo(expected[1], 9);
  }
});

test("a function without known inverse is narrowed by halving", () => {
  const result = narrowed("softplus", {}, [-10, 10], [5, 20]) as number[];
  expect(result[0]).toBeGreaterThan(4.5);
  expect(result[0]).toBeLessThanOrEqual(Math.log(Math.expm1(5)));
  expect(result[1]).toBe(10);
});

test("NaN limits cut nothing off", () => {
  expect(narrowed("exp", {}, [-1, 1], [Number.NaN, Number.NaN])).toEqual([-1, 1]);
});
