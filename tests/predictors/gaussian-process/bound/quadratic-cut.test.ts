import { expect, test } from "vitest";
import { Random } from "../../../../src/numeric/random.js";
import { CentredBox } from "../../../../src/predictors/gaussian-process/bound/centred-box.js";
import { CubeQuadratic } from "../../../../src/predictors/gaussian-process/bound/cube-quadratic.js";
import { cutBySeparable } from "../../../../src/predictors/gaussian-process/bound/quadratic-cut.js";

test("what is cut off is above the level, and what lies below it stays", () => {
  const random = new Random(3);
  let cuts = 0;
  for (let trial = 0; trial < 2000; trial++) {
    const quadratic = new CubeQuadratic(1);
    quadratic.linear[0] = random.normal();
    quadratic.matrix[0] = random.uniform() < 0.1 ? 0 : 2 * random.normal();
    const at = (u: number) => (0.5 * quadratic.matrix[0] * u + quadratic.linear[0]) * u;
    const least = quadratic.separableMinimum();
    const level = least + 2 * random.uniform();
    const box = new CentredBox(1);
    const lower = Float64Array.of(5);
    const upper = Float64Array.of(7);
    box.set(lower, upper);
    const shrinkage = cutBySeparable(quadratic, level, box, lower, upper);
    expect(shrinkage).toBeLessThan(1);
    if (shrinkage > 0) cuts++;
    for (let k = 0; k <= 40; k++) {
      const u = -1 + k / 20;
      const isKept = lower[0] <= 6 + u && 6 + u <= upper[0];
      if (!isKept) expect(at(u)).toBeGreaterThan(level);
    }
    // The ends left are where the level is reached.
    if (lower[0] > 5) expect(at(lower[0] - 6)).toBeCloseTo(level, 6);
    if (upper[0] < 7) expect(at(upper[0] - 6)).toBeCloseTo(level, 6);
  }
  expect(cuts).toBeGreaterThan(500);
});

test("a level below the minimum leaves nothing", () => {
  const quadratic = new CubeQuadratic(1);
  quadratic.linear[0] = 1;
  quadratic.separableMinimum();
  const box = new CentredBox(1);
  const lower = Float64Array.of(-1);
  const upper = Float64Array.of(1);
  box.set(lower, upper);
  expect(cutBySeparable(quadratic, -2, box, lower, upper)).toBe(Number.POSITIVE_INFINITY);
});
