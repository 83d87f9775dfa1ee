import type { Decimal } from "decimal.js";
import { describe, expect, test } from "vitest";
import { PolytopeMinimum } from "../../src/numeric/polytope-minimum.js";
import { Random } from "../../src/numeric/random.js";
import { exactWide } from "./exact-decimal.js";

interface Cut {
  readonly constant: number;
  readonly slopes: Float64Array;
}

function dot(slopes: Float64Array, d: Float64Array): Decimal {
  return slopes.reduce((sum, slope, i) => sum.plus(exactWide(slope).times(exactWide(d[i]))), exactWide(0));
}

function polytopeOf(n: number, halfWidths: Float64Array, cuts: readonly Cut[]): PolytopeMinimum {
  const polytope = new PolytopeMinimum(n, cuts.length);
  polytope.begin(halfWidths);
  for (const { constant, slopes } of cuts) polytope.add(constant, slopes);
  polytope.start();
  return polytope;
}

function randomVector(n: number, random: Random, scale: number): Float64Array {
  return Float64Array.from({ length: n }, () => scale * random.between(-1, 1));
}

/** Cuts that leave some of the box, half of them through the neighbourhood of one point. */
function randomCuts(n: number, count: number, halfWidths: Float64Array, random: Random): Cut[] {
  const inside = Float64Array.from(halfWidths, (w) => w * random.between(-0.9, 0.9));
  return Array.from({ length: count }, () => {
    const slopes = randomVector(n, random, 10 ** random.between(-3, 3));
    const at = slopes.reduce((sum, slope, i) => sum + slope * inside[i], 0);
    const span = slopes.reduce((sum, slope, i) => sum + Math.abs(slope) * halfWidths[i], 0);
    return { constant: -at - 0.2 * span * random.between(0, 1), slopes };
  });
}

describe("bounds over a polytope", () => {
  test("are at most the functional at every point of it, in exact arithmetic and with no slack", () => {
    const random = new Random(3);
    let inside = 0;
    for (let trial = 0; trial < 60; trial++) {
      const n = 1 + (trial % 5);
      const halfWidths = Float64Array.from({ length: n }, () =>
        random.between(0, 1) < 0.1 ? 0 : 10 ** random.between(-2, 2),
      );
      const cuts = randomCuts(n, trial % 9, halfWidths, random);
      const polytope = polytopeOf(n, halfWidths, cuts);
      const points = Array.from({ length: 12 }, () =>
        Float64Array.from(halfWidths, (w) => w * Math.max(-1, Math.min(1, random.between(-1.3, 1.3)))),
      ).filter((d) => cuts.every(({ constant, slopes }) => dot(slopes, d).plus(exactWide(constant)).lte(0)));
      for (let functional = 0; functional < 6; functional++) {
        const slopes = randomVector(n, random, 10);
        const bound = polytope.of(slopes, 0);
        for (const d of points) {
          inside++;
          expect(dot(slopes, d).gte(exactWide(bound))).toBe(true);
        }
      }
    }
    expect(inside).toBeGreaterThan(500);
  });

  test("are tight: the same from any basis, and that of a corner where two cuts meet", () => {
    const cuts = [
      { constant: -1, slopes: Float64Array.of(1, 1) },
      { constant: -1, slopes: Float64Array.of(1, -1) },
    ];
    const polytope = polytopeOf(2, Float64Array.of(2, 2), cuts);
    // The corner (1, 0) is where both cuts hold with equality.
    expect(polytope.of(Float64Array.of(-1, 0), 0)).toBeCloseTo(-1, 12);
    expect(polytope.of(Float64Array.of(-3, 1), 0)).toBeCloseTo(-3, 12);
    expect(polytope.of(Float64Array.of(1, 0), 0)).toBeCloseTo(-2, 12);
    expect(polytope.of(Float64Array.of(0, 1), 0)).toBeCloseTo(-2, 12);
    expect(polytope.of(Float64Array.of(-1, -1), 0)).toBeCloseTo(-1, 12);
    const random = new Random(8);
    const halfWidths = Float64Array.of(1, 2, 3, 4);
    const many = randomCuts(4, 12, halfWidths, random);
    const warm = polytopeOf(4, halfWidths, many);
    for (let k = 0; k < 100; k++) {
      const slopes = randomVector(4, random, 1);
      const cold = polytopeOf(4, halfWidths, many).of(slopes, 0);
      expect(Math.abs(warm.of(slopes, 0) - cold)).toBeLessThan(1e-7 * (1 + Math.abs(cold)));
    }
  });

  test("are those over the box without cuts, or where cuts are not numbers", () => {
    const polytope = polytopeOf(2, Float64Array.of(1, 2), [{ constant: Number.NaN, slopes: Float64Array.of(1, 1) }]);
    expect(polytope.rows).toBe(0);
    const bound = polytope.of(Float64Array.of(9, 1, -1), 1);
    expect(bound).toBeLessThanOrEqual(-3);
    expect(bound).toBeCloseTo(-3, 12);
  });
});
