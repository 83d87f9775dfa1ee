import type { Decimal } from "decimal.js";
import { expect, test } from "vitest";
import type { Balls } from "../../src/bounds/balls.js";
import { MeanCover } from "../../src/bounds/mean-cover.js";
import { copyBox } from "../../src/numeric/box.js";
import { Random } from "../../src/numeric/random.js";
import { D, exact } from "../numeric/exact-decimal.js";
import { isIn, normFor, randomBalls } from "./ball-points.js";

/** The sum of the k smallest distances, exactly. */
function sumAt({ norm, centres, scales }: Balls, k: number, x: Float64Array): Decimal {
  const n = x.length;
  const lengths = Array.from({ length: centres.length / n }, (_, i) => {
    const parts = Array.from(x, (value, j) =>
      exact(value)
        .minus(exact(centres[i * n + j]))
        .times(exact(scales[j]))
        .abs(),
    );
    if (norm === "linf") return D.max(...parts);
    if (norm === "l1") return parts.reduce((sum, part) => sum.plus(part), new D(0));
    return parts.reduce((sum, part) => sum.plus(part.times(part)), new D(0)).sqrt();
  }).sort((a, b) => a.comparedTo(b));
  return lengths.slice(0, k).reduce((sum, length) => sum.plus(length), new D(0));
}

test("no point of small mean distance is lost, in exact arithmetic, whether a box or a part of it is asked; a limit a thousandth too small loses some", () => {
  const random = new Random(9);
  let held = 0;
  let cut = 0;
  let empty = 0;
  let lost = 0;
  for (let trial = 0; trial < 150; trial++) {
    const n = 1 + (trial % 4);
    const k = 1 + (trial % 3);
    const made = randomBalls(n, 9, normFor(trial), random);
    const width = 10 ** random.between(-1.5, 0.3);
    const lower = made.scales.map((_, j) => made.centres[j] + random.between(-1, 0.3));
    const box = { lower, upper: lower.map((low) => low + width * random.between(0.2, 1)) };
    const points = Array.from({ length: 10 }, () => box.lower.map((low, j) => random.between(low, box.upper[j])));
    const sums = points.map((x) => sumAt(made, k, x));
    // One of the points lies on the surface.
    const limit = Number(sums[trial % 10].div(k)) * (1 + 2 ** -51);
    for (const factor of [1, 0.999]) {
      const balls = { ...made, radius: factor * limit };
      const cover = new MeanCover(balls, k);
      cover.begin(null);
      const whole = {
        lower: box.lower.map((low) => low - random.between(0, 1)),
        upper: box.upper.map((high) => high + random.between(0, 1)),
      };
      if (trial % 2 === 0 && cover.contract(whole) <= 1) cover.begin(cover.record());
      else cover.begin(null);
      const left = copyBox(box);
      const shrinkage = cover.contract(left);
      if (shrinkage === Number.POSITIVE_INFINITY) empty++;
      else if (shrinkage > 0.01) cut++;
      points.forEach((x, p) => {
        if (sums[p].gt(exact(limit).times(k))) return;
        const isKept = shrinkage <= 1 && isIn(x, left);
        if (factor < 1) lost += isKept ? 0 : 1;
        else {
          held++;
          expect(isKept).toBe(true);
        }
      });
    }
  }
  expect(held).toBeGreaterThan(400);
  expect(cut).toBeGreaterThan(60);
  expect(empty + lost).toBeGreaterThan(4);
}, 30_000);

test("means cut what single distances leave", () => {
  // Near one point, and far from all others.
  const balls = { norm: "l1" as const, centres: Float64Array.of(0, 5, 6), scales: Float64Array.of(1), radius: 1 };
  const box = () => ({ lower: Float64Array.of(-1), upper: Float64Array.of(1) });
  const cover = new MeanCover(balls, 2);
  cover.begin(null);
  expect(cover.contract(box())).toBe(Number.POSITIVE_INFINITY);
  const far = { lower: Float64Array.of(-8), upper: Float64Array.of(8) };
  cover.begin(null);
  expect(cover.contract(far)).toBeGreaterThan(0.4);
  expect(far.lower[0]).toBeLessThanOrEqual(4.5);
  expect(far.lower[0]).toBeGreaterThan(2);
});
