import { describe, expect, test } from "vitest";
import { BallCover } from "../../src/bounds/ball-cover.js";
import { copyBox } from "../../src/numeric/box.js";
import { Random } from "../../src/numeric/random.js";
import { exactWide } from "../numeric/exact-decimal.js";
import { boxNear, exactDot, isIn, isInBall, normFor, pointsOf, randomBalls } from "./ball-points.js";

describe("a cover by balls", () => {
  test("loses no point of a ball when it cuts boxes, in exact arithmetic", () => {
    const random = new Random(2);
    let held = 0;
    let cut = 0;
    let lost = 0;
    for (let trial = 0; trial < 300; trial++) {
      const n = 1 + (trial % 4);
      const balls = randomBalls(n, 5, normFor(trial), random);
      const box = boxNear(balls, random);
      const points = [0, 1, 2, 3, 4].flatMap((i) => pointsOf(balls, i, box, 3, random));
      for (const factor of [1, 0.999]) {
        const cover = new BallCover({ ...balls, radius: factor * balls.radius });
        cover.begin(null);
        const left = copyBox(box);
        const shrinkage = cover.contract(left);
        if (shrinkage > 0) cut++;
        const kept = cover.record();
        for (const x of points) {
          const isKept = shrinkage <= 1 && isIn(x, left) && kept.some((i) => isInBall(balls, i, x));
          if (factor < 1) lost += isKept ? 0 : 1;
          else {
            held++;
            expect(isKept).toBe(true);
          }
        }
      }
    }
    expect(held).toBeGreaterThan(1000);
    expect(cut).toBeGreaterThan(100);
    // The planted mistake, a radius that is a thousandth too small, shows.
    expect(lost).toBeGreaterThan(20);
  });

  test("keeps all points below a limit when it forgets balls and cuts caps, and bounds them, in exact arithmetic", () => {
    const random = new Random(4);
    let held = 0;
    let forgotten = 0;
    let shrunk = 0;
    for (let trial = 0; trial < 300; trial++) {
      const n = 2 + (trial % 3);
      const balls = randomBalls(n, trial % 2 === 0 ? 1 : 4, normFor(trial >> 1), random);
      const count = balls.centres.length / n;
      const box = boxNear(balls, random);
      const cover = new BallCover(balls);
      cover.begin(null);
      if (cover.contract(box) === Number.POSITIVE_INFINITY) continue;
      const points = cover
        .record()
        .reduce<Float64Array[]>((list, i) => list.concat(pointsOf(balls, i, box, 8, random)), []);
      const middle = box.lower.map((low, j) => 0.5 * low + 0.5 * box.upper[j]);
      const slopes = Float64Array.from({ length: n }, () => random.normal());
      const constant = random.normal();
      const values = points.map((x) => exactDot(slopes, x, middle).plus(exactWide(constant)));
      if (values.length === 0) continue;
      const limit = Number(values[trial % values.length]);
      cover.over(box);
      const overBox = cover.of(slopes, 0);
      const bound = cover.discard(box, constant, slopes, 0, middle, limit);
      const left = copyBox(box);
      const shrinkage = cover.cutCap(left, constant, slopes, 0, middle, limit);
      if (shrinkage > 0.01) shrunk++;
      if (cover.count < count) forgotten++;
      const kept = cover.record();
      points.forEach((x, k) => {
        expect(exactDot(slopes, x, middle).gte(exactWide(overBox))).toBe(true);
        if (values[k].gt(exactWide(limit))) return;
        held++;
        expect(kept.some((i) => isInBall(balls, i, x))).toBe(true);
        expect(values[k].gte(exactWide(bound))).toBe(true);
        expect(shrinkage <= 1 && isIn(x, left)).toBe(true);
      });
    }
    expect(held).toBeGreaterThan(500);
    expect(forgotten).toBeGreaterThan(50);
    expect(shrunk).toBeGreaterThan(15);
  });

  test("starts from a record, and leaves boxes alone where many balls are left", () => {
    const random = new Random(9);
    const balls = randomBalls(2, 30, "l2", random);
    const cover = new BallCover(balls);
    const box = { lower: Float64Array.of(-3, -3), upper: Float64Array.of(3, 3) };
    cover.begin(null);
    expect(cover.over(box)).toBe(false);
    cover.begin(Int32Array.of(4, 7));
    expect(cover.over(box)).toBe(true);
    cover.contract(box);
    expect([...cover.record()]).toEqual([4, 7]);
  });
});
