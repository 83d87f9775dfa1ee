import { expect, test } from "vitest";
import { KernelBall, type KernelLevel } from "../../src/bounds/kernel-ball.js";
import { KernelCover } from "../../src/bounds/kernel-cover.js";
import { copyBox } from "../../src/numeric/box.js";
import { Random } from "../../src/numeric/random.js";
import { D, exact } from "../numeric/exact-decimal.js";
import { isIn, isInBall } from "./ball-points.js";

function sumAt({ centres, scales, weights }: KernelLevel, x: Float64Array): InstanceType<typeof D> {
  const n = scales.length;
  let sum = new D(0);
  for (let i = 0; i < weights.length; i++) {
    let square = new D(0);
    for (let j = 0; j < n; j++) {
      const part = exact(x[j])
        .minus(exact(centres[i * n + j]))
        .times(exact(scales[j]));
      square = square.plus(part.times(part));
    }
    sum = sum.plus(square.times(-0.5).exp().times(exact(weights[i])));
  }
  return sum;
}

test("no point at which the sum of kernels is large is lost, in exact arithmetic; a threshold a thousandth too high loses some", () => {
  const random = new Random(3);
  let held = 0;
  let cut = 0;
  let empty = 0;
  let lost = 0;
  for (let trial = 0; trial < 120; trial++) {
    // In more than ten dimensions there are chords.
    const n = trial % 6 === 5 ? 11 : 1 + (trial % 3);
    const count = 1 + (trial % 7);
    const scales = Float64Array.from({ length: n }, () => 10 ** random.between(-0.3, 0.5));
    const centres = Float64Array.from({ length: n * count }, () => 2 * random.normal());
    const weights = Float64Array.from({ length: count }, () =>
      random.between(0, 1) < 0.1 ? 0 : random.between(0.1, 2),
    );
    const at = Float64Array.from({ length: n }, (_, j) => centres[j] + (0.7 * random.normal()) / scales[j]);
    const width = 10 ** random.between(-2, 0.7);
    const box = {
      lower: at.map((a) => a - width * random.between(0, 1)),
      upper: at.map((a) => a + width * random.between(0, 1)),
    };
    const level = { centres, scales, weights, threshold: 1 };
    const points = Array.from({ length: 8 }, (_, k) =>
      box.lower.map((low, j) => (k === 0 ? at[j] : random.between(low, box.upper[j]))),
    );
    const sums = points.map((x) => sumAt(level, x));
    // The threshold is the sum at one of the points, so that this one is just inside.
    let threshold = Number(sums[trial % 8]);
    if (sums[trial % 8].lt(exact(threshold))) threshold *= 1 - 2 ** -52;
    if (!(threshold > 1e-12)) continue;
    for (const factor of [1, 1.001]) {
      const cover = new KernelCover({ ...level, threshold: factor * threshold });
      cover.begin(null);
      const left = copyBox(box);
      const shrinkage = cover.contract(left);
      if (shrinkage === Number.POSITIVE_INFINITY) empty++;
      else if (shrinkage > 0.01) cut++;
      points.forEach((x, k) => {
        if (sums[k].lt(exact(threshold))) return;
        const isKept =
          shrinkage <= 1 &&
          isIn(x, left) &&
          (cover.balls.radius === Number.POSITIVE_INFINITY || isInBall(cover.balls, 0, x));
        if (factor > 1) lost += isKept ? 0 : 1;
        else {
          held++;
          expect(isKept).toBe(true);
        }
      });
    }
  }
  expect(held).toBeGreaterThan(200);
  expect(cut).toBeGreaterThan(20);
  expect(empty + lost).toBeGreaterThan(0);
  expect(lost).toBeGreaterThan(10);
}, 30_000);

test("kernels that are negligible in a box are left out of its record, and parts start from there", () => {
  const level = {
    centres: Float64Array.of(0, 0.3, 40, 41),
    scales: Float64Array.of(1),
    weights: Float64Array.of(1, 1, 1, 1),
    threshold: 0.5,
  };
  const ball = new KernelBall(level);
  ball.begin(null);
  expect(ball.find({ lower: Float64Array.of(-0.7), upper: Float64Array.of(1) })).toBe(true);
  expect([...ball.record()]).toEqual([0, 1]);
  expect(ball.balls.radius).toBeLessThan(4);
  expect(ball.find({ lower: Float64Array.of(2.5), upper: Float64Array.of(3) })).toBe(false);
  ball.begin(null);
  expect(ball.balls.radius).toBe(Number.POSITIVE_INFINITY);
});

test("far from all kernels, where heights underflow, balls still hold them", () => {
  const ball = new KernelBall({
    centres: Float64Array.of(0, 100),
    scales: Float64Array.of(1),
    weights: Float64Array.of(1, 1),
    threshold: 0.5,
  });
  ball.begin(null);
  expect(ball.find({ lower: Float64Array.of(0), upper: Float64Array.of(100) })).toBe(true);
  expect(ball.balls.radius).toBeGreaterThan(50);
  expect(ball.balls.radius).toBeLessThan(51);
});

test("balls made for a function hold the same points and may be taken back; in many dimensions there are none", () => {
  const random = new Random(12);
  let held = 0;
  let smaller = 0;
  for (let trial = 0; trial < 40; trial++) {
    const n = 1 + (trial % 3);
    const scales = Float64Array.from({ length: n }, () => 10 ** random.between(-0.3, 0.3));
    const centres = Float64Array.from({ length: 6 * n }, () => random.normal());
    const level = { centres, scales, weights: new Float64Array(6).fill(1), threshold: random.between(0.5, 3) };
    const lower = Float64Array.from({ length: n }, () => random.between(-1.5, 0));
    const box = { lower, upper: lower.map((low) => low + random.between(0.1, 2)) };
    const ball = new KernelBall(level);
    ball.begin(null);
    if (!ball.find(box)) continue;
    const { balls } = ball;
    const before = [balls.radius, ...balls.centres];
    const middle = box.lower.map((low, j) => 0.5 * (low + box.upper[j]));
    const found = ball.sharpen(
      middle,
      middle.map((m, j) => random.between(box.lower[j], box.upper[j]) - m),
    );
    for (let k = 0; k < 12; k++) {
      const x = box.lower.map((low, j) => random.between(low, box.upper[j]));
      if (sumAt(level, x).lt(exact(level.threshold))) continue;
      held++;
      expect(found && isInBall(balls, 0, x)).toBe(true);
    }
    if (balls.radius < before[0]) smaller++;
    if (!found) continue;
    ball.restore();
    expect([balls.radius, ...balls.centres]).toEqual(before);
    expect(ball.isStale(box)).toBe(false);
    expect(ball.isStale({ ...box, upper: box.lower })).toBe(true);
  }
  expect(held).toBeGreaterThan(60);
  expect(smaller).toBeGreaterThan(1);
  const wide = new KernelBall({
    centres: new Float64Array(12),
    scales: new Float64Array(12).fill(1),
    weights: Float64Array.of(1),
    threshold: 0.5,
  });
  wide.begin(null);
  expect(wide.find({ lower: new Float64Array(12).fill(-0.4), upper: new Float64Array(12).fill(0.5) })).toBe(true);
  expect(wide.balls.radius).toBeLessThan(1.3);
  const radius = wide.balls.radius;
  expect(wide.sharpen(new Float64Array(12), new Float64Array(12).fill(0.1))).toBe(true);
  expect(wide.balls.radius).toBe(radius);
});

test("edges of no width leave the others' ball", () => {
  const ball = new KernelBall({
    centres: Float64Array.of(0, 0, 1, 1),
    scales: Float64Array.of(1, 1),
    weights: Float64Array.of(1, 1),
    threshold: 1.2,
  });
  ball.begin(null);
  expect(ball.find({ lower: Float64Array.of(-1, 0.5), upper: Float64Array.of(1, 0.5) })).toBe(true);
  expect(ball.balls.radius).toBeLessThan(1.5);
  expect(isInBall(ball.balls, 0, Float64Array.of(0.5, 0.5))).toBe(true);
});
