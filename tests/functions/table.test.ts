import { describe, expect, test } from "vitest";
import { elu, FUNCTIONS, power, relu, square, univariateFunction } from "../../src/functions/table.js";
import type { Interval } from "../../src/numeric/interval.js";

describe("the table", () => {
  test("makes every function under its own name with its documented parameters", () => {
    expect(FUNCTIONS.size).toBeGreaterThanOrEqual(32);
    for (const [name, entry] of FUNCTIONS) {
      const phi = entry.make();
      expect(phi.name).toBe(name);
      expect(phi.parameters).toEqual(entry.parameters);
    }
    expect(univariateFunction("elu", { alpha: 2 }).parameters).toEqual({ alpha: 2 });
    expect(elu({ alpha: 2 }).value(-1)).toBeCloseTo(2 * Math.expm1(-1), 14);
    expect(power({ exponent: 3 }).value(-2)).toBe(-8);
    expect(relu().value(-2)).toBe(0);
    expect(square().value(-2)).toBe(4);
  });

  test("refuses unknown names and unfit parameters with a RangeError that names them", () => {
    const cases: [() => unknown, RegExp][] = [
      [() => univariateFunction("tahn"), /unknown function "tahn"; known: .*tanh/],
      [() => univariateFunction("toString"), /unknown function/],
      [() => univariateFunction("elu", { beta: 1 }), /elu has no parameter "beta"; known: alpha/],
      [() => univariateFunction("relu", { alpha: 1 }), /relu has no parameter "alpha"; known: none/],
      [() => univariateFunction("elu", { alpha: Number.NaN }), /elu: alpha is NaN/],
      [() => univariateFunction("leaky-relu", { alpha: Number.POSITIVE_INFINITY }), /leaky-relu: alpha is Infinity/],
      [() => univariateFunction("celu", { alpha: 0 }), /celu: alpha is 0/],
      [() => univariateFunction("gelu", { divisor: 0 }), /gelu: divisor is 0/],
      [() => univariateFunction("gelu-tanh", { k: -1 }), /gelu-tanh: k is -1/],
      [() => univariateFunction("hard-sigmoid", { alpha: 0 }), /hard-sigmoid: alpha is 0/],
      [() => univariateFunction("hard-swish", { beta: 2 }), /hard-swish: beta is 2/],
      [() => univariateFunction("clip", { lower: Number.NaN }), /clip: lower is NaN/],
      [() => univariateFunction("soft-shrink", { lambda: -1 }), /soft-shrink: lambda is -1/],
      [() => univariateFunction("softplus-threshold", { beta: 0 }), /softplus-threshold: beta is 0/],
      [() => univariateFunction("power", { exponent: Number.NaN }), /power: exponent is NaN/],
    ];
    for (const [make, message] of cases) {
      expect(make).toThrow(RangeError);
      expect(make).toThrow(message);
    }
  });
});

describe("exact results where nothing needs rounding", () => {
  const range: Interval = { lower: 0, upper: 0 };
  const line = { slope: 0, intercept: 0 };

  test("piecewise linear ranges", () => {
    univariateFunction("relu").range(-1.5, 2.5, range);
    expect(range).toEqual({ lower: 0, upper: 2.5 });
    univariateFunction("absolute-value").range(-3, 2, range);
    expect(range).toEqual({ lower: 0, upper: 3 });
    univariateFunction("clip", { lower: 0, upper: 6 }).range(-3, 9, range);
    expect(range).toEqual({ lower: 0, upper: 6 });
    univariateFunction("hard-swish").range(-5, -4, range);
    expect(range).toEqual({ lower: 0, upper: 0 });
  });

  test("lines of relu and the identity", () => {
    relu().lowerLine(-1, 2, Number.NaN, line);
    expect(line).toEqual({ slope: 1, intercept: 0 });
    relu().lowerLine(-2, 1, Number.NaN, line);
    expect(line).toEqual({ slope: 0, intercept: 0 });
    relu().upperLine(1, 2, Number.NaN, line);
    expect(line).toEqual({ slope: 1, intercept: 0 });
    univariateFunction("clip").lowerLine(-3, 4, 1, line);
    expect(line).toEqual({ slope: 1, intercept: 0 });
  });

  test("no lines and the whole range across a pole, half of it up to one", () => {
    const phi = univariateFunction("reciprocal");
    phi.range(-1, 2, range);
    expect(range).toEqual({ lower: Number.NEGATIVE_INFINITY, upper: Number.POSITIVE_INFINITY });
    phi.lowerLine(-1, 2, 0.5, line);
    expect(line.intercept).toBe(Number.NEGATIVE_INFINITY);
    phi.upperLine(-1, 2, 0.5, line);
    expect(line.intercept).toBe(Number.POSITIVE_INFINITY);
    phi.range(-2, 0, range);
    expect(range.lower).toBe(Number.NEGATIVE_INFINITY);
    expect(range.upper).toBeCloseTo(-0.5, 14);
  });

  test("infinite intervals and NaN", () => {
    for (const [name, entry] of FUNCTIONS) {
      const phi = entry.make();
      phi.lowerLine(Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, Number.NaN, line);
      expect(line.intercept, name).toBeLessThan(Number.POSITIVE_INFINITY);
      phi.range(Number.NaN, Number.NaN, range);
      expect(range.lower > range.upper, name).toBe(false);
      phi.lowerLine(Number.NaN, 1, 0, line);
      expect(line.intercept > Number.NEGATIVE_INFINITY, name).toBe(false);
      phi.upperLine(0, Number.NaN, 0, line);
      expect(line.intercept < Number.POSITIVE_INFINITY, name).toBe(false);
    }
  });
});
