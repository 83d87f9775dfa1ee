import { expect, test } from "vitest";
import { BoxQuadratic } from "../../src/bounds/quadratic.js";
import { newRanges } from "../../src/predictors/network/relaxation/ranges.js";
import { Exact, exactly } from "../predictors/network/exact.js";
import { generator } from "../predictors/network/random-networks.js";

/** A random symmetric matrix within the ranges, and a random linear term; their value at e in exact arithmetic. */
function exactQuadratic(matrix: number[][], linear: number[], e: number[]): InstanceType<typeof Exact> {
  let value = new Exact(0);
  e.forEach((ei, i) => {
    value = value.plus(exactly(linear[i]).times(exactly(ei)));
    e.forEach((ej, j) => {
      value = value.plus(exactly(matrix[i][j]).times(exactly(ei)).times(exactly(ej)).div(2));
    });
  });
  return value;
}

test("is below every quadratic within the ranges, in exact arithmetic", () => {
  const random = generator(21);
  let checks = 0;
  for (let trial = 0; trial < 200; trial++) {
    const n = 1 + (trial % 4);
    const ranges = newRanges(n * n);
    const spread = trial % 5 === 0 ? 0 : random();
    const base = trial % 3 === 0 ? 3 : 0;
    for (let i = 0; i < n; i++) {
      for (let j = 0; j <= i; j++) {
        const centre = 2 * random() - 1 + (i === j ? base : 0);
        for (const entry of [i * n + j, j * n + i]) {
          ranges.centres[entry] = centre;
          ranges.radii[entry] = spread * random();
        }
        ranges.radii[j * n + i] = ranges.radii[i * n + j];
      }
    }
    const quadratic = new BoxQuadratic(n);
    expect(quadratic.setMatrix(ranges, new Float64Array(n).fill(1))).toBe(true);
    const linear = Float64Array.from({ length: n }, () => 2 * random() - 1);
    const linearRadii = Float64Array.from({ length: n }, () => 0.1 * random());
    const bound = quadratic.minimum(linear, linearRadii);
    for (let sample = 0; sample < 20; sample++) {
      const matrix = Array.from({ length: n }, () => new Array<number>(n).fill(0));
      for (let i = 0; i < n; i++) {
        for (let j = 0; j <= i; j++) {
          const t = Math.round(random()) * 2 - 1;
          matrix[i][j] = matrix[j][i] = ranges.centres[i * n + j] + t * ranges.radii[i * n + j] * (1 - 1e-15);
        }
      }
      const h = Array.from(linear, (value, i) => value + (2 * random() - 1) * linearRadii[i] * (1 - 1e-15));
      const e = sample === 0 ? Array.from(quadratic.minimiser) : Array.from(linear, () => 2 * Math.round(random()) - 1);
      expect(exactQuadratic(matrix, h, e).gte(exactly(bound))).toBe(true);
      checks++;
    }
  }
  expect(checks).toBe(4000);
});

test("needs no shift for a positive definite matrix and is then exact up to rounding", () => {
  const ranges = newRanges(4);
  ranges.centres.set([2, 1, 1, 3]);
  const quadratic = new BoxQuadratic(2);
  quadratic.setMatrix(ranges, Float64Array.of(1, 1));
  expect(quadratic.shift).toBe(0);
  // Minimum of x^2 + x y + 1.5 y^2 - x: gradient (2x + y - 1, x + 3y) = 0 at (0.6, -0.2), value -0.3.
  const bound = quadratic.minimum(Float64Array.of(-1, 0), Float64Array.of(0, 0));
  expect(bound).toBeLessThanOrEqual(-0.3);
  expect(bound).toBeGreaterThan(-0.3 - 1e-5);
});

test("says so when a range is infinite or NaN", () => {
  for (const radius of [Number.POSITIVE_INFINITY, Number.NaN]) {
    const ranges = newRanges(1);
    ranges.radii[0] = radius;
    expect(new BoxQuadratic(1).setMatrix(ranges, Float64Array.of(1))).toBe(false);
  }
});
