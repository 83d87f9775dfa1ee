import type { Decimal } from "decimal.js";
import { expect, test } from "vitest";
import {
  hazard,
  improvementHazard,
  logImprovement,
  logImprovementDown,
  logImprovementUp,
  logNormalCdf,
  logNormalCdfDown,
  logNormalCdfUp,
} from "../../src/numeric/normal-tail.js";
import { Random } from "../../src/numeric/random.js";
import { erfc, PI } from "../conformance/functions/truth.js";
import { D, exact } from "./exact-decimal.js";

interface Truth {
  readonly logCdf: Decimal;
  readonly logImprovement: Decimal;
  readonly hazard: Decimal;
  readonly improvementHazard: Decimal;
}

/** phi, Phi and h in 60 digits; where h would cancel, c_1 Phi with the continued fraction taken a thousand steps deep. */
function truth(z: number): Truth {
  const x = exact(z);
  const density = D.exp(x.mul(x).div(-2)).div(PI.mul(2).sqrt());
  if (z > -4) {
    const distribution = erfc(x.div(new D(2).sqrt()).neg()).div(2);
    const h = density.add(x.mul(distribution));
    return {
      logCdf: D.ln(distribution),
      logImprovement: D.ln(h),
      hazard: density.div(distribution),
      improvementHazard: distribution.div(h),
    };
  }
  let c = new D(0);
  for (let n = Math.ceil(60 + 12_000 / (z * z)); n >= 1; n--) c = new D(n).div(c.sub(x));
  const logDensity = x
    .mul(x)
    .div(-2)
    .sub(D.ln(PI.mul(2)).div(2));
  const logCdf = logDensity.sub(D.ln(c.sub(x)));
  return { logCdf, logImprovement: logCdf.add(D.ln(c)), hazard: c.sub(x), improvementHazard: new D(1).div(c) };
}

const random = new Random(11);
const points = [0, -3, -2.9999999999999996, -3.0000000000000004, 1e-300, -1e-300, 8, 38, 40, -40, -1e3, -1e8, -1e150];
for (let k = 0; k < 120; k++) points.push(random.between(-8, 4), -(10 ** random.between(0, 6)));

test("the bounds enclose the exact values, and not loosely", () => {
  let widest = 0;
  for (const z of points) {
    const exactly = truth(z);
    const pairs = [
      [logNormalCdfDown(z), exactly.logCdf, logNormalCdfUp(z)],
      [logImprovementDown(z), exactly.logImprovement, logImprovementUp(z)],
    ] as const;
    for (const [lower, value, upper] of pairs) {
      expect(exact(lower).lte(value), `${z}: ${lower} below ${value}`).toBe(true);
      expect(exact(upper).gte(value), `${z}: ${upper} above ${value}`).toBe(true);
      widest = Math.max(widest, (upper - lower) / (1 + Math.abs(upper)));
    }
  }
  expect(widest).toBeLessThan(1e-11);
  console.info(`${4 * points.length} checks`);
});

test("estimates are accurate far in the tail", () => {
  for (const z of points) {
    const exactly = truth(z);
    const off = (value: number, real: Decimal) => Number(exact(value).sub(real).abs().div(real.abs().add("1e-300")));
    if (z > -30 && z < 8) expect(off(logNormalCdf(z), exactly.logCdf)).toBeLessThan(4e-14);
    if (z <= -1) expect(off(logImprovement(z), exactly.logImprovement)).toBeLessThan(4e-14);
    if (z < 30) expect(off(hazard(z), exactly.hazard)).toBeLessThan(4e-14);
    expect(off(improvementHazard(z), exactly.improvementHazard)).toBeLessThan(4e-13);
  }
});

test("limits", () => {
  const infinity = Number.POSITIVE_INFINITY;
  expect(logNormalCdf(infinity)).toBeCloseTo(0);
  expect(logNormalCdf(-infinity)).toBe(-infinity);
  expect(logNormalCdfUp(50)).toBe(0);
  expect([logNormalCdfUp(-infinity), logImprovementUp(-infinity), logImprovementDown(-infinity)]).toEqual([
    -infinity,
    -infinity,
    -infinity,
  ]);
  expect(logImprovementUp(infinity)).toBe(infinity);
  expect(logImprovement(infinity)).toBe(infinity);
  expect([logNormalCdf(Number.NaN), logImprovement(Number.NaN), hazard(Number.NaN)]).toEqual([
    Number.NaN,
    Number.NaN,
    Number.NaN,
  ]);
});
