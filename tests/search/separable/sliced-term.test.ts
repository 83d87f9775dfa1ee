import type { Decimal } from "decimal.js";
import { describe, expect, test } from "vitest";
import { Random } from "../../../src/numeric/random.js";
import { SlicedTerm } from "../../../src/search/separable/sliced-term.js";
import { D, exact } from "../../numeric/exact-decimal.js";
import { networkOf } from "./formulas.js";

type Truth = (x: Decimal) => Decimal;

const POINT_3 = exact(0.3);

/** Formula, range, the same in 60 digits. */
const FUNCTIONS: readonly (readonly [string, readonly [number, number], Truth])[] = [
  ["3*(x - 0.3)^2", [-2, 2], (x) => x.sub(POINT_3).pow(2).mul(3)],
  ["(x - 0.3)^2 - 2*x", [-2, 2], (x) => x.sub(POINT_3).pow(2).sub(x.mul(2))],
  ["abs(x - 0.3) + exp(x)", [-2, 2], (x) => x.sub(POINT_3).abs().add(D.exp(x))],
  ["x^3 - x", [-2, 1.7], (x) => x.pow(3).sub(x)],
  ["x^4 - x^2 + 0.3*x", [-1.5, 1.5], (x) => x.pow(4).sub(x.pow(2)).add(POINT_3.mul(x))],
  ["sin(9*x) + x", [-3, 3], (x) => D.sin(x.mul(9)).add(x)],
  ["-exp(x)*x", [-4, 1], (x) => D.exp(x).mul(x).neg()],
  ["max(x, -2*x) + min(x^2, 1)", [-2, 2], (x) => D.max(x, x.mul(-2)).add(D.min(x.pow(2), 1))],
  ["x/(x + 3) + max(x, 0)", [-2, 2], (x) => x.div(x.add(3)).add(D.max(x, 0))],
  ["sqrt(x) - x", [0, 2], (x) => x.sqrt().sub(x)],
  [
    "1e6*(x - 0.3)^2 + 1e-3*x",
    [-2, 2],
    (x) =>
      x
        .sub(POINT_3)
        .pow(2)
        .mul(1e6)
        .add(x.mul(exact(1e-3))),
  ],
];

function termOf(formula: string, range: readonly [number, number], isInteger = false): SlicedTerm {
  return new SlicedTerm(networkOf(formula, ["x"], range), ...range, isInteger);
}

describe.each(FUNCTIONS)("%s", (formula, range, truth) => {
  const term = termOf(formula, range);

  test("is known to be finite, and its minima are found to rounding", () => {
    expect(term.isUsable).toBe(true);
    expect(term.isExact).toBe(true);
  });

  test("is bounded over parts of its range without slack, and as tightly as rounding lets it", () => {
    const random = new Random(1);
    const magnitude = term.magnitudeOver();
    for (let k = 0; k < 25; k++) {
      const width = (range[1] - range[0]) * 2 ** -random.below(12);
      const lower = random.between(range[0], range[1] - width);
      const upper = Math.min(range[1], lower + width);
      const bound = exact(term.lowerBoundOver(lower, upper));
      const minimiser = term.minimiserOver(lower, upper);
      expect(minimiser >= lower && minimiser <= upper).toBe(true);
      const least = truth(exact(minimiser));
      for (let i = 0; i <= 20; i++) {
        const value = truth(exact(Math.min(upper, lower + ((upper - lower) * i) / 20)));
        expect(bound.lte(value), `[${lower}, ${upper}]`).toBe(true);
        expect(least.toNumber()).toBeLessThanOrEqual(value.toNumber() + 1e-13 * magnitude);
      }
      expect(bound.lte(least)).toBe(true);
      expect(least.sub(bound).toNumber()).toBeLessThan(1e-13 * magnitude);
      expect(Math.abs(term.evaluate(minimiser) - least.toNumber())).toBeLessThan(1e-14 * magnitude);
    }
  });

  test("over whole numbers it is the least of them", () => {
    const whole = termOf(formula, range, true);
    for (let first = Math.ceil(range[0]); first <= range[1]; first++) {
      for (let last = first; last <= range[1]; last++) {
        const values = Array.from({ length: last - first + 1 }, (_, k) => truth(new D(first + k)));
        const least = D.min(...values);
        const bound = exact(whole.lowerBoundOver(Math.max(range[0], first - 0.4), Math.min(range[1], last + 0.4)));
        expect(bound.lte(least)).toBe(true);
        expect(least.sub(bound).toNumber()).toBeLessThan(1e-13 * term.magnitudeOver());
        expect(Number.isInteger(whole.minimiserOver(first, last))).toBe(true);
      }
    }
  });
});

describe("functions that are not known well enough", () => {
  test.each([
    ["1/x", [-1, 1]],
    ["log(x)", [0, 1]],
    ["exp(1000*x)", [0, 1]],
  ] as const)("%s is not finite", (formula, range) => {
    expect(termOf(formula, range).isUsable).toBe(false);
  });

  test("one with more minima than are looked for is bounded by what its parts are known to be", () => {
    const term = termOf("sin(1e6*x) + x", [0, 1]);
    expect(term.isUsable).toBe(true);
    expect(term.isExact).toBe(false);
    expect(term.lowerBoundOver(0.5, 0.75)).toBeLessThanOrEqual(-0.499);
    expect(term.lowerBoundOver(0.5, 0.75)).toBeGreaterThan(-0.51);
    const narrow = term.lowerBoundOver(0.5, 0.5 + 1e-8);
    expect(narrow).toBeLessThanOrEqual(Math.sin(0.5e6) + 0.5);
    expect(narrow).toBeGreaterThan(Math.sin(0.5e6) + 0.48);
  });
});
