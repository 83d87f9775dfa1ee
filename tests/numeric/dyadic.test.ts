import { expect, test } from "vitest";
import { dyadic, product, sign, sum } from "../../src/numeric/dyadic.js";
import { Random } from "../../src/numeric/random.js";
import { exactWide } from "./exact-decimal.js";

test("signs of a x + b y are those of exact arithmetic, however near to zero", () => {
  const random = new Random(1);
  let zeros = 0;
  for (let k = 0; k < 3000; k++) {
    const size = () => random.normal() * 2 ** (random.below(40) - 20);
    const [a, x, b] = [size(), k % 7 === 0 ? 0 : size(), k % 5 === 0 ? 1 : size()];
    const y = (-(a * x) / b) * (1 + random.below(2) * 2 ** -52);
    const truth = exactWide(a)
      .mul(exactWide(x))
      .add(exactWide(b).mul(exactWide(y)));
    const own = sign(sum(product(dyadic(a), dyadic(x)), product(dyadic(b), dyadic(y))));
    expect(own).toBe(truth.isZero() ? 0 : truth.isNegative() ? -1 : 1);
    if (own === 0) zeros++;
  }
  expect(zeros).toBeGreaterThan(100);
});

test("subnormal numbers, and the largest ones", () => {
  const { MIN_VALUE, MAX_VALUE } = Number;
  expect(dyadic(MIN_VALUE)).toEqual({ mantissa: 1n, exponent: -1074 });
  expect(sign(sum(dyadic(MAX_VALUE), dyadic(-MAX_VALUE)))).toBe(0);
  expect(sign(sum(dyadic(MAX_VALUE), product(dyadic(-MIN_VALUE), dyadic(MIN_VALUE))))).toBe(1);
});
