import { expect, test } from "vitest";
import { Random } from "../../../src/numeric/random.js";
import { type AffineSum, PolytopeProgram } from "../../../src/predictors/convex-regions/polytope-program.js";
import { exact } from "../../numeric/exact-decimal.js";
import { leastAtVertices } from "./vertices.js";

const numbers = (random: Random, count: number) => Float64Array.from({ length: count }, () => random.normal());

function affine(slopes: Float64Array, constant: number): AffineSum {
  return { slopes, magnitudes: slopes.map(Math.abs), constant, size: Math.abs(constant) };
}

test("bounds are the least vertex's value, and hold at feasible points without slack", () => {
  let compared = 0;
  let held = 0;
  for (let seed = 1; seed <= 30; seed++) {
    const random = new Random(seed);
    const n = 1 + (seed % 3);
    const count = 4;
    const program = new PolytopeProgram(n, count);
    const rows = numbers(random, count * n);
    const limits = numbers(random, count).map((value) => value + 0.5);
    const slopes = numbers(random, n);
    program.begin(new Float64Array(n).fill(-1), new Float64Array(n).fill(1));
    for (let k = 0; k < count; k++) program.add(rows, k * n, 1, limits[k], 0);
    const bound = program.solve(affine(slopes, 0.25));
    const row = (k: number) => [...rows.subarray(k * n, (k + 1) * n)];
    const region = { rows: [0, 1, 2, 3].map(row), limits: [...limits], constant: 0.25, slopes: [...slopes] };
    const least = leastAtVertices({ inputs: n, regions: [region] }, -1, 1, Array(n).fill(0));
    expect(bound).toBeLessThanOrEqual(least);
    if (least < Number.POSITIVE_INFINITY) {
      compared++;
      expect(bound).toBeGreaterThan(least - 1e-9);
    }
    for (let k = 0; k < 200; k++) {
      const x = Float64Array.from({ length: n }, (_, j) =>
        k % 2 === 0 ? random.between(-1, 1) : program.minimiser[j] + 1e-9 * random.normal(),
      );
      if (x.some((value) => Math.abs(value) > 1)) continue;
      const product = (a: ArrayLike<number>, from: number) =>
        x.reduce((sum, value, j) => sum.add(exact(a[from + j]).mul(exact(value))), exact(0));
      if (![0, 1, 2, 3].every((i) => product(rows, i * n).lte(exact(limits[i])))) continue;
      held++;
      expect(product(slopes, 0).add(exact(0.25)).gte(exact(bound))).toBe(true);
    }
  }
  expect(compared).toBeGreaterThan(15);
  expect(held).toBeGreaterThan(300);
});

test("rows that exclude each other are proved empty, alone or together", () => {
  const program = new PolytopeProgram(2, 3);
  const ends = [new Float64Array(2).fill(-1), new Float64Array(2).fill(1)] as const;
  program.begin(...ends);
  program.add(Float64Array.of(1, 1), 0, 1, -3, 0);
  expect(program.solve(affine(Float64Array.of(1, 0), 0))).toBe(Number.POSITIVE_INFINITY);
  program.begin(...ends);
  program.add(Float64Array.of(1, 1), 0, 1, -0.5, 0);
  program.add(Float64Array.of(1, 1), 0, -1, -0.5, 0);
  expect(program.solve(affine(Float64Array.of(1, 0), 0))).toBe(Number.POSITIVE_INFINITY);
});

test("the minimiser stays away from a limit by what was asked for", () => {
  const program = new PolytopeProgram(1, 1);
  program.begin(Float64Array.of(-1), Float64Array.of(1));
  program.add(Float64Array.of(1), 0, -1, 0.5, 1e-3);
  const bound = program.solve(affine(Float64Array.of(1), 0));
  expect(bound).toBeLessThanOrEqual(-0.5);
  expect(bound).toBeGreaterThan(-0.5 - 1e-12);
  expect(program.minimiser[0]).toBeCloseTo(-0.499, 12);
});
