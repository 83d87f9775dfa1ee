import { expect, test } from "vitest";
import { Random } from "../../../../src/numeric/random.js";
import { CubeQuadratic } from "../../../../src/predictors/gaussian-process/bound/cube-quadratic.js";
import { high } from "./exact-sum.js";

function randomQuadratic(n: number, random: Random): CubeQuadratic {
  const quadratic = new CubeQuadratic(n);
  const scale = 10 ** random.between(-3, 3);
  quadratic.constant = scale * random.normal();
  for (let j = 0; j < n; j++) {
    quadratic.linear[j] = scale * random.normal();
    for (let k = 0; k <= j; k++) {
      const entry = scale * random.normal() + (j === k ? random.between(-2, 4) * scale : 0);
      quadratic.matrix[j * n + k] = entry;
      quadratic.matrix[k * n + j] = entry;
    }
  }
  return quadratic;
}

function exactAt({ constant, linear, matrix, dimension: n }: CubeQuadratic, u: readonly number[]) {
  let value = high(constant);
  for (let j = 0; j < n; j++) {
    let slope = high(linear[j]);
    for (let k = 0; k < n; k++)
      slope = slope.add(
        high(matrix[j * n + k])
          .mul(high(u[k]))
          .div(2),
      );
    value = value.add(slope.mul(high(u[j])));
  }
  return value;
}

test("separable and convexified minima are below the quadratic in the cube, cuts keep what is below the level", () => {
  const random = new Random(11);
  for (let trial = 0; trial < 300; trial++) {
    const n = 1 + random.below(4);
    const quadratic = randomQuadratic(n, random);
    const separable = high(quadratic.separableMinimum());
    const level = quadratic.separable + Math.abs(quadratic.separable) * random.uniform();
    const limits = Array.from({ length: n }, (_, j) => high(quadratic.limitOf(j, level)));
    const { curvatures } = quadratic;
    const tightest = quadratic.convexMinimum();
    const convex = high(tightest);
    for (let s = 0; s < 6; s++) {
      const u = Array.from({ length: n }, (_, j) => {
        if (s === 0) return quadratic.minimiser[j];
        return s < 3 ? (random.uniform() < 0.5 ? -1 : 1) : random.between(-1, 1);
      });
      const truth = exactAt(quadratic, u);
      expect(separable.lte(truth) && convex.lte(truth)).toBe(true);
      if (truth.gt(high(level))) continue;
      for (let j = 0; j < n; j++) {
        const own = high(curvatures[j]).mul(high(u[j])).add(high(quadratic.linear[j])).mul(high(u[j]));
        expect(own.lte(limits[j])).toBe(true);
      }
    }
  }
});

test("the minimum of a convex quadratic is found to rounding, and its slopes vanish there", () => {
  const quadratic = new CubeQuadratic(2);
  quadratic.constant = 1;
  quadratic.linear.set([-1, 0.5]);
  quadratic.matrix.set([4, 1, 1, 3]);
  quadratic.separableMinimum();
  const bound = quadratic.convexMinimum();
  expect(quadratic.shift).toBe(0);
  const [x, y] = [3.5 / 11, -3 / 11];
  const least = 1 + 0.5 * (-x + 0.5 * y);
  expect(bound).toBeLessThanOrEqual(least);
  expect(bound).toBeGreaterThan(least - 1e-5);
  const slopes = new Float64Array(2);
  quadratic.convexSlopes(Float64Array.of(x, y), slopes);
  expect(Math.hypot(...slopes)).toBeLessThan(1e-14);
});

test("a matrix with an infinite or missing entry proves nothing", () => {
  for (const entry of [Number.NaN, Number.POSITIVE_INFINITY]) {
    const quadratic = new CubeQuadratic(2);
    quadratic.matrix.set([-entry, 0, 0, 1]);
    expect(quadratic.separableMinimum() > -1e300).toBe(false);
    expect(quadratic.convexMinimum() > -1e300).toBe(false);
  }
});
