import { Decimal } from "decimal.js";
import { describe, expect, test } from "vitest";
import {
  add,
  divide,
  EMPTY,
  ENTIRE,
  hull,
  type Interval,
  intersect,
  isEmpty,
  multiply,
  power,
  square,
  subtract,
} from "../../src/numeric/interval.js";
import { Random } from "../../src/numeric/random.js";
import { exactWide, next } from "./exact-decimal.js";

const interval = (lower: number, upper: number): Interval => ({ lower, upper });
const fresh = (): Interval => ({ lower: 0, upper: 0 });
const infinity = Number.POSITIVE_INFINITY;

const ENDS = [
  0, 1, -1, 2, -3, 0.1, -0.1, 1e-200, -1e-200, 1e200, -1e200, 5e-324, -5e-324, 1.7976931348623157e308,
  -1.7976931348623157e308,
];

function randomInterval(random: Random): Interval {
  const end = () =>
    random.below(3) === 0
      ? ENDS[random.below(ENDS.length)]
      : (random.below(2) === 0 ? -1 : 1) * 10 ** random.between(-5, 5);
  const a = end();
  const b = random.below(8) === 0 ? next(a) : end();
  return Number.isFinite(b) ? interval(Math.min(a, b), Math.max(a, b)) : interval(a, a);
}

function pointIn(a: Interval, random: Random): number {
  const choice = random.below(4);
  if (choice === 0) return a.lower;
  if (choice === 1) return a.upper;
  const t = random.uniform();
  const x = a.lower * (1 - t) + a.upper * t;
  return Math.min(Math.max(x, a.lower), a.upper);
}

const holds = (a: Interval, value: Decimal) =>
  (a.lower === -infinity || value.gte(exactWide(a.lower))) && (a.upper === infinity || value.lte(exactWide(a.upper)));

describe("containment with zero slack, in exact arithmetic", () => {
  const Precise = Decimal.clone({ precision: 1000 });
  const binary = {
    add: [add, (x: Decimal, y: Decimal) => new Precise(x).add(y)],
    subtract: [subtract, (x: Decimal, y: Decimal) => new Precise(x).sub(y)],
    multiply: [multiply, (x: Decimal, y: Decimal) => new Precise(x).mul(y)],
    divide: [divide, (x: Decimal, y: Decimal) => new Precise(x).div(y)],
  } as const;
  for (const [name, [operation, truth]] of Object.entries(binary)) {
    test(name, () => {
      const random = new Random(7);
      const out = fresh();
      let checks = 0;
      for (let k = 0; k < 4000; k++) {
        const a = randomInterval(random);
        const b = randomInterval(random);
        operation(a, b, out);
        for (let i = 0; i < 2; i++) {
          const x = pointIn(a, random);
          const y = pointIn(b, random);
          if (name === "divide" && y === 0) continue;
          checks++;
          if (!holds(out, truth(exactWide(x), exactWide(y))))
            throw new Error(`${name} ${JSON.stringify([a, b, out, x, y])}`);
        }
      }
      expect(checks).toBeGreaterThan(5000);
    });
  }

  test("square and integer powers", () => {
    const random = new Random(8);
    const out = fresh();
    let checks = 0;
    for (let k = 0; k < 4000; k++) {
      const a = randomInterval(random);
      const n = random.below(12) - 4;
      if (k % 4 === 0) square(a, out);
      else power(a, n, out);
      const x = pointIn(a, random);
      if (x === 0 && n < 0) continue;
      checks++;
      const truth = new Precise(exactWide(x)).pow(k % 4 === 0 ? 2 : n);
      if (!holds(out, truth)) throw new Error(`${JSON.stringify([a, n, out, x])}`);
    }
    expect(checks).toBeGreaterThan(3000);
    expect(() => power(interval(1, 2), 0.5, out)).toThrow(/0\.5.*integer/);
  });
});

describe("empty, infinite and NaN", () => {
  const operations = [add, subtract, multiply, divide];

  test("an empty operand gives an empty result", () => {
    const out = fresh();
    for (const operation of operations) {
      operation(EMPTY, interval(1, 2), out);
      expect(isEmpty(out)).toBe(true);
      operation(interval(1, 2), interval(3, 2), out);
      expect(isEmpty(out)).toBe(true);
    }
    square(EMPTY, out);
    expect(isEmpty(out)).toBe(true);
    hull(EMPTY, interval(1, 2), out);
    expect(out).toEqual(interval(1, 2));
  });

  test("NaN is never turned into empty", () => {
    const out = fresh();
    for (const broken of [interval(Number.NaN, 1), interval(1, Number.NaN), interval(Number.NaN, Number.NaN)]) {
      for (const operation of operations) {
        operation(broken, interval(1, 2), out);
        expect(out).toEqual(ENTIRE);
        operation(interval(1, 2), broken, out);
        expect(out).toEqual(ENTIRE);
      }
      square(broken, out);
      expect(out).toEqual(ENTIRE);
      power(broken, 3, out);
      expect(out).toEqual(ENTIRE);
      intersect(broken, interval(-5, 5), out);
      expect(isEmpty(out)).toBe(false);
      hull(broken, interval(-5, 5), out);
      expect(isEmpty(out)).toBe(false);
    }
  });

  test("0 * Infinity = 0 and poles", () => {
    const out = fresh();
    multiply(interval(0, 0), ENTIRE, out);
    expect(out).toEqual(interval(0, 0));
    multiply(interval(0, 1), interval(2, infinity), out);
    expect(out).toEqual(interval(0, infinity));
    divide(interval(1, 2), interval(-1, 1), out);
    expect(out).toEqual(ENTIRE);
    divide(interval(1, 2), interval(0, 4), out);
    expect(out.upper).toBe(infinity);
    expect(out.lower).toBeGreaterThan(0.249);
    divide(interval(1, 2), interval(-4, 0), out);
    expect(out.lower).toBe(-infinity);
    expect(out.upper).toBeLessThan(-0.249);
    add(interval(-infinity, 1), interval(0, infinity), out);
    expect(out).toEqual(ENTIRE);
    intersect(interval(0, 1), interval(2, 3), out);
    expect(isEmpty(out)).toBe(true);
  });

  test("the slot may be an operand", () => {
    const a = interval(-2, 3);
    multiply(a, a, a);
    expect(a.lower).toBeLessThanOrEqual(-6);
    expect(a.upper).toBeGreaterThanOrEqual(9);
  });
});
