import { Decimal } from "decimal.js";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  added,
  type Constant,
  exactly,
  inverted,
  multiplied,
  roundingUnits,
  within,
} from "../../src/problem/constant.js";

const Exact = Decimal.clone({ precision: 500 });

/** The number that a float64 is, which its shortest decimal form is not. */
function real(x: number): Decimal {
  let doublings = 0;
  let mantissa = x;
  for (; !Number.isInteger(mantissa); doublings++) mantissa *= 2;
  return new Exact(BigInt(mantissa).toString()).div(new Exact(2).pow(doublings));
}

const number = fc.double({ min: -1e40, max: 1e40, noNaN: true }).map((x) => (Math.abs(x) < 1e-40 ? 0 : x));
const moderate = fc.oneof(number, fc.double({ min: 0.1, max: 10, noNaN: true }), fc.integer({ min: -100, max: 100 }));

function holds(constant: Constant, truth: Decimal): boolean {
  return truth.minus(real(constant.value)).abs().lte(real(constant.radius));
}

/** Some real number inside the constant. */
function inside(constant: Constant, position: number): Decimal {
  return real(constant.radius).times(position).plus(real(constant.value));
}

describe("the radius holds all rounding errors", () => {
  const position = fc.constantFrom(-1, 0, 1, 0.5);

  test("of sums and products", () => {
    fc.assert(
      fc.property(moderate, moderate, moderate, position, position, (a, b, c, s, t) => {
        const left = added(exactly(a), exactly(b));
        const right = multiplied(exactly(b), exactly(c));
        expect(holds(left, real(a).plus(real(b)))).toBe(true);
        expect(holds(right, real(b).times(real(c)))).toBe(true);
        expect(holds(added(left, right), inside(left, s).plus(inside(right, t)))).toBe(true);
        expect(holds(multiplied(left, right), inside(left, s).times(inside(right, t)))).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  test("of reciprocals", () => {
    fc.assert(
      fc.property(moderate, moderate, position, (a, b, s) => {
        const divisor = multiplied(exactly(a), exactly(b));
        const inverse = inverted(divisor);
        if (inverse === null) expect(Math.abs(divisor.value) <= divisor.radius).toBe(true);
        else if (Number.isFinite(inverse.value))
          expect(holds(inverse, new Exact(1).div(inside(divisor, s)))).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  test("of the middle of an interval", () => {
    fc.assert(
      fc.property(moderate, moderate, (a, b) => {
        const constant = within({ lower: Math.min(a, b), upper: Math.max(a, b) });
        expect(holds(constant, real(a)) && holds(constant, real(b))).toBe(true);
      }),
    );
  });
});

test("a sum is the same whether it is made at once or step by step", () => {
  const tenth = inverted(exactly(10)) as Constant;
  expect(tenth.radius).toBeGreaterThan(0);
  expect(multiplied(exactly(1), tenth)).toEqual(tenth);
  expect(multiplied(tenth, exactly(-1))).toEqual({ value: -tenth.value, radius: tenth.radius });
  expect(added(tenth, exactly(0))).toEqual(tenth);
  expect(added(exactly(0), tenth)).toEqual(tenth);
});

test("what is exact is known to be", () => {
  expect(added(exactly(0.5), exactly(0.25))).toEqual({ value: 0.75, radius: 0 });
  expect(multiplied(exactly(3), exactly(7))).toEqual({ value: 21, radius: 0 });
  expect(multiplied(exactly(0.1), exactly(8))).toEqual({ value: 0.8, radius: 0 });
  expect(inverted(exactly(8))).toEqual({ value: 0.125, radius: 0 });
  expect(added(exactly(0.1), exactly(0.2)).radius).toBeGreaterThan(0);
  expect(inverted(exactly(3))?.radius).toBeGreaterThan(0);
  expect(inverted(exactly(0))).toBeNull();
});

test("rounding units cover the radius", () => {
  for (const constant of [added(exactly(0.1), exactly(0.2)), multiplied(exactly(0.1), exactly(0.3))]) {
    const covered = real(roundingUnits(constant))
      .times(new Exact(2).pow(-53))
      .times(real(Math.abs(constant.value)));
    expect(covered.gte(real(constant.radius))).toBe(true);
  }
  expect(roundingUnits(exactly(0.1))).toBe(0);
});
