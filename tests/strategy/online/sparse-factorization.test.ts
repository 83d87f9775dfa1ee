import { expect, test } from "vitest";
import { Random } from "../../../src/numeric/random.js";
import { SparseFactorization } from "../../../src/strategy/online/sparse-factorization.js";

test.each([1, 2, 5, 20, 60])("solves sparse systems of size %i", (n) => {
  const random = new Random(n);
  const matrix = Float64Array.from({ length: n * n }, (_, k) =>
    k % (n + 1) === 0 ? (random.uniform() < 0.5 ? 0 : 2) : random.uniform() < 3 / n ? random.normal() : 0,
  );
  // A permutation with entries away from zero makes it nonsingular.
  for (let i = 0; i < n; i++) matrix[i * n + ((i + 1) % n)] += 3;
  const x = Float64Array.from({ length: n }, () => random.normal());
  const right = x.map((_, i) => x.reduce((sum, value, j) => sum + matrix[i * n + j] * value, 0));
  const factorization = new SparseFactorization(matrix.slice(), n);
  expect(factorization.isSingular).toBe(false);
  factorization.solve(right, right);
  right.forEach((value, i) => {
    expect(value).toBeCloseTo(x[i], 8);
  });
});

test("says that a matrix is singular, and still gives numbers", () => {
  const factorization = new SparseFactorization(Float64Array.of(1, 2, 2, 4), 2);
  expect(factorization.isSingular).toBe(true);
  const out = new Float64Array(2);
  factorization.solve(Float64Array.of(1, 1), out);
  expect(out.every(Number.isFinite)).toBe(true);
  expect(() => new SparseFactorization(new Float64Array(0), 0).solve(new Float64Array(0), out)).not.toThrow();
});
