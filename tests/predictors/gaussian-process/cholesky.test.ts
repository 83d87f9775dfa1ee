import { expect, test } from "vitest";
import { Random } from "../../../src/numeric/random.js";
import { factorize, invert, logDeterminant, solve } from "../../../src/predictors/gaussian-process/cholesky.js";

/** A A' + I of a random A. */
function matrix(n: number): Float64Array {
  const random = new Random(n);
  const a = Float64Array.from({ length: n * n }, () => random.normal());
  const out = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      for (let k = 0; k < n; k++) out[i * n + j] += a[i * n + k] * a[j * n + k];
    }
    out[i * n + i] += 1;
  }
  return out;
}

test.each([1, 2, 5, 33])("factor, solution and inverse of a matrix with %i rows", (n) => {
  const a = matrix(n);
  const factor = a.slice();
  expect(factorize(factor, n)).toBe(-1);
  const b = Float64Array.from({ length: n }, (_, i) => Math.sin(i + 1));
  const x = b.slice();
  solve(factor, n, x);
  const inverse = new Float64Array(n * n);
  invert(factor, n, inverse);
  for (let i = 0; i < n; i++) {
    let product = 0;
    for (let j = 0; j < n; j++) product += a[i * n + j] * x[j];
    expect(product).toBeCloseTo(b[i], 9);
    for (let k = 0; k < n; k++) {
      let entry = 0;
      for (let j = 0; j < n; j++) entry += a[i * n + j] * inverse[j * n + k];
      expect(entry).toBeCloseTo(i === k ? 1 : 0, 9);
    }
  }
});

test("the determinant of a triangle is known", () => {
  expect(logDeterminant(Float64Array.of(2, 0, 5, 3), 2)).toBeCloseTo(Math.log(36), 14);
});

test("the row of a pivot that is not positive is told, NaN included", () => {
  expect(factorize(Float64Array.of(1, 0, 1, 1), 2)).toBe(1);
  expect(factorize(Float64Array.of(-1), 1)).toBe(0);
  expect(factorize(Float64Array.of(1, 0, Number.NaN, 1), 2)).toBe(1);
});
