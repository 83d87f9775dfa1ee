import { describe, expect, test } from "vitest";
import { type Ellipsoid, EllipsoidMinimum } from "../../src/bounds/ellipsoid-minimum.js";
import type { Box } from "../../src/numeric/box.js";
import { Random } from "../../src/numeric/random.js";
import { exactWide } from "../numeric/exact-decimal.js";
import { exactDot, isIn } from "./ball-points.js";

function randomEllipsoid(n: number, random: Random): Ellipsoid {
  const forms = Float64Array.from(
    { length: n * n },
    (_, k) => random.normal() * 10 ** random.between(-1, 0.5 + (k % 2)),
  );
  const centre = Float64Array.from({ length: n }, () => random.between(-1, 1));
  const shifts = Float64Array.from({ length: n }, (_, i) =>
    centre.reduce((sum, at, j) => sum - forms[i * n + j] * at, 0),
  );
  return { forms, shifts, moved: 0 };
}

/** |A x + b|^2, exact. */
function exactSquare({ forms, shifts }: Ellipsoid, x: Float64Array) {
  return shifts.reduce((sum, shift, i) => {
    const value = x.reduce(
      (total, at, j) => total.plus(exactWide(forms[i * x.length + j]).times(exactWide(at))),
      exactWide(shift),
    );
    return sum.plus(value.times(value));
  }, exactWide(0));
}

/** Points of box and ellipsoid, most of them at the surface of one of them. */
function pointsOf(
  ellipsoid: Ellipsoid,
  radius: number,
  box: Box,
  slopes: Float64Array,
  random: Random,
): Float64Array[] {
  const limit = exactWide(radius).times(exactWide(radius));
  const isInside = (x: Float64Array) => isIn(x, box) && exactSquare(ellipsoid, x).lte(limit);
  const n = slopes.length;
  const found: Float64Array[] = [];
  let x = box.lower.map((low, j) => 0.5 * low + 0.5 * box.upper[j]);
  // Down the slopes from the middle, where that is inside, with random steps that keep inside.
  if (!isInside(x)) return found;
  for (let k = 0; k < 60; k++) {
    const size = 10 ** random.between(-6, 0);
    const step = slopes.map((slope) => -slope + random.normal());
    const next = x.map((at, j) =>
      Math.min(box.upper[j], Math.max(box.lower[j], at + size * step[j] * (box.upper[j] - box.lower[j]))),
    );
    const isLower = next.reduce((sum, at, j) => sum + slopes[j] * (at - x[j]), 0) < 0;
    if (isLower && next.length === n && isInside(next)) x = next;
  }
  found.push(x);
  return found;
}

function trialOf(trial: number, random: Random) {
  const n = 1 + (trial % 4);
  const ellipsoid = randomEllipsoid(n, random);
  const centre = Float64Array.from({ length: n }, () => random.between(-1, 1));
  const width = 10 ** random.between(-1.5, 0.5);
  const lower = centre.map((at) => at - width * random.between(0, 1));
  const upper = centre.map((at) => at + width * random.between(0, 1));
  return { n, ellipsoid, box: { lower, upper }, slopes: centre.map(() => random.normal()) };
}

describe("affine functions over an ellipsoid's part of a box", () => {
  test("are nowhere below their bound, in exact arithmetic", () => {
    const random = new Random(3);
    let held = 0;
    let tighter = 0;
    let lost = 0;
    for (let trial = 0; trial < 240; trial++) {
      const { n, ellipsoid, box, slopes } = trialOf(trial, random);
      const middle = box.lower.map((low, j) => 0.5 * low + 0.5 * box.upper[j]);
      const radius = Number(exactSquare(ellipsoid, middle).sqrt()) * (1 + 10 ** random.between(-3, 0));
      const minimum = new EllipsoidMinimum(ellipsoid);
      minimum.over(box);
      const bound = minimum.of(slopes, 0, radius);
      const overBox = slopes.reduce((sum, s, j) => sum - 0.5 * Math.abs(s) * (box.upper[j] - box.lower[j]), 0);
      if (bound > overBox + 1e-9 * Math.abs(overBox)) tighter++;
      const wrong = minimum.of(slopes, 0, 0.99 * radius);
      for (const x of pointsOf(ellipsoid, radius, box, slopes, random)) {
        held++;
        const value = exactDot(slopes, x, middle);
        expect(value.gte(exactWide(bound))).toBe(true);
        if (value.lt(exactWide(wrong))) lost++;
      }
      expect(minimum.minimiser.length).toBe(n);
    }
    expect(held).toBeGreaterThan(180);
    expect(tighter).toBeGreaterThan(40);
    // The planted mistake, a radius that is a hundredth too small, shows.
    expect(lost).toBeGreaterThan(5);
  });

  test("are as low as that somewhere: one and two inputs, by a fine grid", () => {
    const random = new Random(5);
    let compared = 0;
    for (let trial = 0; trial < 60; trial++) {
      const { n, ellipsoid, box, slopes } = trialOf(1, random);
      const middle = box.lower.map((low, j) => 0.5 * low + 0.5 * box.upper[j]);
      const { forms, shifts } = ellipsoid;
      const square = ([a, b]: Float64Array) =>
        (forms[0] * a + forms[1] * b + shifts[0]) ** 2 + (forms[2] * a + forms[3] * b + shifts[1]) ** 2;
      const radius = Math.sqrt(square(middle)) * 1.2;
      const minimum = new EllipsoidMinimum(ellipsoid);
      minimum.over(box);
      const bound = minimum.of(slopes, 0, radius);
      let least = Number.POSITIVE_INFINITY;
      const steps = 200;
      for (let k = 0; k <= steps; k++) {
        for (let l = 0; l <= steps; l++) {
          const x = Float64Array.from(
            [k, l],
            (part, j) => box.lower[j] + (part / steps) * (box.upper[j] - box.lower[j]),
          );
          const value = slopes.reduce((sum, slope, j) => sum + slope * (x[j] - middle[j]), 0);
          if (value < least && square(x) <= radius * radius) least = value;
        }
      }
      const span = slopes.reduce((sum, s, j) => sum + Math.abs(s) * (box.upper[j] - box.lower[j]), 0);
      expect(n).toBe(2);
      expect(least - bound).toBeLessThan(0.05 * span);
      compared++;
    }
    expect(compared).toBe(60);
  });

  test("distances are at least what is said of them, and boxes apart are seen", () => {
    const random = new Random(8);
    let apart = 0;
    for (let trial = 0; trial < 300; trial++) {
      const { ellipsoid, box } = trialOf(trial, random);
      const minimum = new EllipsoidMinimum(ellipsoid);
      minimum.over(box);
      const bound = minimum.distance();
      if (bound > 0) apart++;
      for (let k = 0; k < 5; k++) {
        const x = box.lower.map((low, j) => {
          const edge = random.between(0, 1);
          return edge < 0.3 ? low : edge < 0.6 ? box.upper[j] : random.between(low, box.upper[j]);
        });
        expect(exactSquare(ellipsoid, x).gte(exactWide(bound).times(exactWide(bound)))).toBe(true);
      }
    }
    expect(apart).toBeGreaterThan(100);
  });
});
