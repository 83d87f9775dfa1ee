import { expect, test } from "vitest";
import { box } from "../../../src/numeric/box.js";
import { Random } from "../../../src/numeric/random.js";
import { PowerSum } from "../../../src/predictors/power-sum/power-sum.js";

function model(inputs: number, degree: number, slopes: number[], offsets: number[], weights: number[]): PowerSum {
  return new PowerSum({
    inputs,
    degree,
    slopes: Float64Array.from(slopes),
    offsets: Float64Array.from(offsets),
    offsetMagnitudes: Float64Array.from(offsets, Math.abs),
    weights: Float64Array.from(weights),
    roundingUnits: 0,
    weightUnits: 0,
  });
}

// Soundness with zero slack is held by tests/conformance/predictors.

test("values and gradients are those of the powers", () => {
  // 2 (x + 2y + 1)^3 - (3x - y)^3 and (x + 2y + 1)^3.
  const powers = model(2, 3, [1, 2, 3, -1], [1, 0], [2, -1, 1, 0]);
  const y = new Float64Array(2);
  powers.evaluate(Float64Array.of(1, 2), y);
  expect([...y]).toEqual([2 * 216 - 1, 216]);
  const slope = new Float64Array(2);
  powers.gradient(Float64Array.of(1, 2), Float64Array.of(1, 0), slope);
  expect([...slope]).toEqual([2 * 3 * 36 - 9, 2 * 3 * 36 * 2 + 3]);
});

test("powers that cancel leave what their sum is: x^2 of a hundred squares, exactly but for rounding", () => {
  const random = new Random(5);
  // sum_i (x + b_i)^2 - (x - b_i)^2 + x^2 / 100 with sum_i b_i = 0 is x^2.
  const offsets = Array.from({ length: 50 }, (_, i) => (i - 24.5) * 3);
  const all = [...offsets.flatMap((b) => [b, -b]), ...new Array(100).fill(0)];
  const signs = [...offsets.flatMap(() => [1, -1]), ...new Array(100).fill(0.01)];
  const powers = model(1, 2, new Array(200).fill(1), all, signs);
  const [lower, upper] = [new Float64Array(1), new Float64Array(1)];
  for (let trial = 0; trial < 20; trial++) {
    const a = random.between(0.1, 4);
    powers.rangeOver(box([-a], [a]), lower, upper);
    expect(lower[0]).toBeCloseTo(0, 7);
    expect(upper[0]).toBeCloseTo(a * a, 7);
  }
});

test("minorants touch a convex sum at their anchor and say what they miss", () => {
  // (x + y)^2 + (x - y)^2 = 2 x^2 + 2 y^2.
  const powers = model(2, 2, [1, 1, 1, -1], [0, 0], [1, 1]);
  const out = { constant: 0, linear: new Float64Array(2) };
  powers.minorantOver(box([-1, -1], [2, 2]), Float64Array.of(1), Float64Array.of(1, 0.5), out);
  expect(out.linear[0]).toBeCloseTo(4, 6);
  expect(out.linear[1]).toBeCloseTo(2, 6);
  expect(out.constant + out.linear[0] + 0.5 * out.linear[1]).toBeCloseTo(2.5, 6);
  const shares = new Float64Array(2);
  powers.gapShares(shares);
  expect(shares.every((share) => share >= 0)).toBe(true);
});

test("numbers that overflow leave no bound instead of a wrong one", () => {
  const powers = model(1, 5, [1e100], [1], [1]);
  const [lower, upper] = [new Float64Array(1), new Float64Array(1)];
  powers.rangeOver(box([-1], [1]), lower, upper);
  expect([lower[0], upper[0]]).toEqual([Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]);
  const out = { constant: 0, linear: new Float64Array(1) };
  powers.minorantOver(box([-1], [1]), Float64Array.of(1), null, out);
  expect([out.constant, out.linear[0]]).toEqual([Number.NEGATIVE_INFINITY, 0]);
});
