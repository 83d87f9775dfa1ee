import { expect, test } from "vitest";
import { Monomials } from "../../../../src/predictors/gaussian-process/bound/monomials.js";

/** Exponents by walking up to the constant. */
function exponents({ parents, variables, dimension }: Monomials, index: number): number[] {
  const a = new Array<number>(dimension).fill(0);
  for (let k = index; k > 0; k = parents[k]) a[variables[k]]++;
  return a;
}

test.each([
  [1, 4],
  [2, 2],
  [3, 4],
  [6, 3],
])("%d variables to degree %d: all monomials, once each, and their products", (dimension, degree) => {
  const monomials = new Monomials(dimension, degree);
  const all = Array.from({ length: monomials.count }, (_, index) => exponents(monomials, index));
  const binomial = (n: number, k: number): number => (k === 0 ? 1 : (binomial(n - 1, k - 1) * n) / k);
  expect(new Set(all.map(String)).size).toBe(Math.round(binomial(dimension + degree, degree)));
  all.forEach((a, index) => {
    const sum = a.reduce((s, e) => s + e, 0);
    expect(index).toBeGreaterThanOrEqual(monomials.starts[sum]);
    expect(index).toBeLessThan(monomials.starts[sum + 1]);
    expect(monomials.isEven[index]).toBe(a.every((e) => e % 2 === 0) ? 1 : 0);
    for (let j = 0; j < dimension; j++) {
      const product = monomials.products[index * dimension + j];
      expect(product >= 0).toBe(sum < degree);
      if (product >= 0) expect(all[product]).toEqual(a.map((e, i) => (i === j ? e + 1 : e)));
    }
    let shares = 0;
    for (let s = monomials.spreadStarts[index]; s < monomials.spreadStarts[index + 1]; s++) {
      shares += monomials.spreadShares[s];
    }
    expect(shares).toBeCloseTo(sum >= 3 ? 1 : 0, 14);
    if (sum >= 3) expect(shares).toBeGreaterThanOrEqual(1);
  });
});

test("degree k + 1 is made of runs of degree k", () => {
  const monomials = new Monomials(4, 4);
  const { starts, suffixes, dimension } = monomials;
  let a = 1;
  for (let k = 0; k < 4; k++) {
    for (let j = 0; j < dimension; j++) {
      for (let b = suffixes[k * dimension + j]; b < starts[k + 1]; b++, a++) {
        expect(monomials.products[b * dimension + j]).toBe(a);
      }
    }
  }
  expect(a).toBe(monomials.count);
});
