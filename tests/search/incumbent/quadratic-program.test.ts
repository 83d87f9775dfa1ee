import { describe, expect, test } from "vitest";
import { Random } from "../../../src/numeric/random.js";
import { QuadraticProgram } from "../../../src/search/incumbent/quadratic-program.js";

test("a projection onto a corner, with its multipliers", () => {
  // The point of x + y <= 1, x >= 0, y <= 0.75 nearest to (-1, 2).
  const program = new QuadraticProgram(2, 3);
  const solved = program.solve(
    Float64Array.of(1, 0, 0, 1),
    Float64Array.of(1, -2),
    Float64Array.of(-1, -1, 1, 0, 0, -1),
    Float64Array.of(-1, 0, -0.75),
  );
  expect(solved).toBe(true);
  expect(program.solution[0]).toBeCloseTo(0, 12);
  expect(program.solution[1]).toBeCloseTo(0.75, 12);
  expect([...program.multipliers].map((u) => Math.round(1e9 * u) / 1e9)).toEqual([0, 1, 1.25]);
});

test("what cannot be solved is refused", () => {
  const program = new QuadraticProgram(1, 2);
  expect(program.solve(Float64Array.of(-1), Float64Array.of(0), Float64Array.of(1, -1), Float64Array.of(0, -1))).toBe(
    false,
  );
  expect(program.solve(Float64Array.of(1), Float64Array.of(0), Float64Array.of(1, -1), Float64Array.of(2, -1))).toBe(
    false,
  );
});

describe("random programs satisfy the conditions of Karush, Kuhn and Tucker", () => {
  test.each([1, 2, 3, 4, 5, 6, 7, 8])("seed %i", (seed) => {
    const random = new Random(seed);
    const n = 2 + random.below(7);
    const m = n + random.below(3 * n);
    const root = Float64Array.from({ length: n * n }, () => random.between(-1, 1));
    const hessian = new Float64Array(n * n);
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) {
        for (let k = 0; k < n; k++) hessian[i * n + j] += root[i * n + k] * root[j * n + k];
      }
      hessian[i * n + i] += 0.1;
    }
    const linear = Float64Array.from({ length: n }, () => random.between(-5, 5));
    const normals = Float64Array.from({ length: m * n }, () => random.between(-1, 1));
    // The origin satisfies all, some of them barely; one constraint is there twice.
    const sides = Float64Array.from({ length: m }, (_, k) => (k % 3 === 0 ? 0 : random.between(-1, 0)));
    normals.copyWithin(n, 0, n);
    sides[1] = sides[0];
    const program = new QuadraticProgram(n, m);
    expect(program.solve(hessian, linear, normals, sides)).toBe(true);
    const { solution, multipliers } = program;
    for (let j = 0; j < n; j++) {
      let slope = linear[j];
      for (let i = 0; i < n; i++) slope += hessian[j * n + i] * solution[i];
      for (let k = 0; k < m; k++) slope -= multipliers[k] * normals[k * n + j];
      expect(Math.abs(slope)).toBeLessThan(1e-8);
    }
    for (let k = 0; k < m; k++) {
      let slack = -sides[k];
      for (let j = 0; j < n; j++) slack += normals[k * n + j] * solution[j];
      expect(slack).toBeGreaterThan(-1e-8);
      expect(multipliers[k]).toBeGreaterThanOrEqual(-1e-10);
      expect(Math.abs(multipliers[k] * slack)).toBeLessThan(1e-7);
    }
  });
});
