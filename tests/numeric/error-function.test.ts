import { expect, test } from "vitest";
import { ERF_RELATIVE, ERFC_RELATIVE, erf, erfc } from "../../src/numeric/error-function.js";
import { Random } from "../../src/numeric/random.js";
import * as truth from "../conformance/functions/truth.js";
import { exact } from "./exact-decimal.js";

test("erf and erfc keep their bounds, in the far tail as well", () => {
  const random = new Random(5);
  const points = [0, 0.75, -0.75, 0.7499999999999999, 27.2, 27.3, 1e-8, 1e-300, 5e-324, 3];
  for (let k = 0; k < 1200; k++) points.push(k % 3 === 0 ? random.between(-7, 7) : random.between(0, 27.3));
  let worst = 0;
  let worstComplement = 0;
  for (const x of points) {
    const value = erf(x);
    const complement = erfc(x);
    const off = truth.erf(exact(x)).sub(exact(value)).abs();
    const offComplement = truth.erfc(exact(x)).sub(exact(complement)).abs();
    expect(off.lte(exact(ERF_RELATIVE * Math.abs(value) + 2 ** -1060))).toBe(true);
    expect(offComplement.lte(exact(ERFC_RELATIVE * complement + 2 ** -1060))).toBe(true);
    if (value !== 0) worst = Math.max(worst, Number(off) / Math.abs(value));
    if (complement > 1e-290) worstComplement = Math.max(worstComplement, Number(offComplement) / complement);
  }
  // Half of the proved bounds is left for engines whose exp is worse than this one's.
  expect(worst).toBeLessThan(0.5 * ERF_RELATIVE);
  expect(worstComplement).toBeLessThan(0.5 * ERFC_RELATIVE);
  console.info(`${2 * points.length} checks; worst relative errors ${worst} and ${worstComplement}`);
});

test("limits", () => {
  expect([erf(40), erf(-40), erfc(40), erfc(-40)]).toEqual([1, -1, 0, 2]);
  expect([erf(Number.POSITIVE_INFINITY), erfc(Number.NEGATIVE_INFINITY)]).toEqual([1, 2]);
  expect(erf(Number.NaN)).toBeNaN();
  expect(erfc(Number.NaN)).toBeNaN();
});
