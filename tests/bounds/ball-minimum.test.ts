import { describe, expect, test } from "vitest";
import { BallMinimum } from "../../src/bounds/ball-minimum.js";
import { Random } from "../../src/numeric/random.js";
import { exactWide } from "../numeric/exact-decimal.js";
import { boxNear, exactDot, normFor, pointsOf, randomBalls } from "./ball-points.js";

/** How often a bound over a ball shrunk by this factor is above a point of the whole ball, and how many points were held against bounds. */
function violations(factor: number): { readonly held: number; readonly above: number } {
  const random = new Random(5);
  let held = 0;
  let above = 0;
  for (let trial = 0; trial < 240; trial++) {
    const n = 1 + (trial % 4);
    const balls = randomBalls(n, 2, normFor(trial), random);
    const box = boxNear(balls, random);
    // Now and then that of a larger box around it.
    const away = trial % 5 === 0 ? 1e3 * random.between(-1, 1) : 0;
    const middle = box.lower.map((low, j) => 0.5 * low + 0.5 * box.upper[j] + away);
    const points = pointsOf(balls, 0, box, 6, random);
    const minimum = new BallMinimum({ ...balls, radius: factor * balls.radius });
    for (let functional = 0; functional < 4; functional++) {
      const slopes = Float64Array.from({ length: n + 1 }, () => (random.between(0, 1) < 0.1 ? 0 : random.normal()));
      minimum.start(box, middle, slopes, 1);
      const bound = exactWide(minimum.of(0));
      const overBall = exactWide(minimum.overBall(0));
      for (const x of points) {
        held++;
        const value = exactDot(slopes.subarray(1), x, middle);
        if (value.lt(bound) || value.lt(overBall)) above++;
      }
    }
  }
  return { held, above };
}

describe("the least of a functional over ball and box", () => {
  test("is at most the functional at every point of both, in exact arithmetic and with no slack", () => {
    const { held, above } = violations(1);
    expect(held).toBeGreaterThan(1500);
    expect(above).toBe(0);
  });

  test("is above some of them if the radius is taken one in ten thousand too small", () => {
    expect(violations(0.9999).above).toBeGreaterThan(10);
  });

  test("is nearly the value at the minimiser", () => {
    const random = new Random(8);
    for (let trial = 0; trial < 90; trial++) {
      const balls = randomBalls(3, 1, normFor(trial), random);
      const box = {
        lower: balls.centres.map((q, j) => q - (0.7 * balls.radius) / balls.scales[j]),
        upper: balls.centres.map((q, j) => q + (0.8 * balls.radius) / balls.scales[j]),
      };
      const middle = balls.centres.slice();
      const slopes = Float64Array.from({ length: 3 }, () => random.normal());
      const minimum = new BallMinimum(balls);
      minimum.start(box, middle, slopes, 0);
      const bound = minimum.of(0);
      const value = slopes.reduce((sum, slope, j) => sum + slope * minimum.minimiser[j], 0);
      const depth = slopes.reduce((sum, slope, j) => sum + (Math.abs(slope) * balls.radius) / balls.scales[j], 0);
      expect(Math.abs(value - bound)).toBeLessThan(balls.norm === "l1" ? depth : 0.05 * depth);
    }
  });
});
