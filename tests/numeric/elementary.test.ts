import type { Decimal } from "decimal.js";
import { describe, expect, test } from "vitest";
import * as elementary from "../../src/numeric/elementary.js";
import { HARD_CASES, HARD_POWERS } from "../../src/numeric/hard-cases.js";
import { Random } from "../../src/numeric/random.js";
import { erf, erfc, expm1, log1p } from "../conformance/functions/truth.js";
import { D, exact } from "./exact-decimal.js";

type Bound = (x: number) => number;
const CASES: [string, Bound, Bound, (x: Decimal) => Decimal, number, number][] = [
  ["exp", elementary.expDown, elementary.expUp, (x) => D.exp(x), -740, 709],
  ["expm1", elementary.expm1Down, elementary.expm1Up, expm1, -40, 100],
  ["log", elementary.logDown, elementary.logUp, (x) => D.ln(x), 1e-9, 1e9],
  ["log1p", elementary.log1pDown, elementary.log1pUp, log1p, -0.999999, 1e3],
  ["tanh", elementary.tanhDown, elementary.tanhUp, (x) => expm1(x.mul(2)).div(expm1(x.mul(2)).add(2)), -25, 25],
  ["sin", elementary.sinDown, elementary.sinUp, (x) => D.sin(x), -1e4, 1e4],
  ["cos", elementary.cosDown, elementary.cosUp, (x) => D.cos(x), -1e4, 1e4],
  ["atan", elementary.atanDown, elementary.atanUp, (x) => D.atan(x), -1e3, 1e3],
  ["erf", elementary.erfDown, elementary.erfUp, erf, -6, 6],
  ["erfc", elementary.erfcDown, elementary.erfcUp, erfc, -6, 27],
  ["sqrt", elementary.sqrtDown, elementary.sqrtUp, (x) => x.sqrt(), 0, 1e9],
  ["x^2.3", (x) => elementary.powDown(x, 2.3), (x) => elementary.powUp(x, 2.3), (x) => D.pow(x, exact(2.3)), 0, 1e3],
  ["x^-3", (x) => elementary.powDown(x, -3), (x) => elementary.powUp(x, -3), (x) => x.pow(-3), -1e3, -1e-3],
];

describe("one-sided bounds enclose the truth tightly", () => {
  for (const [name, lower, upper, truth, from, to] of CASES) {
    test(name, () => {
      const random = new Random(3);
      let checks = 0;
      for (let k = 0; k < 400; k++) {
        const scale = k % 2 === 0 ? 1 : 10 ** random.between(-9, 0);
        const x = Math.min(Math.max(random.between(from, to) * scale, from), to);
        const value = truth(exact(x));
        const [a, b] = [lower(x), upper(x)];
        if (!(value.gte(exact(a)) && value.lte(exact(b))))
          throw new Error(`${name}(${x}) = ${value} is not in [${a}, ${b}]`);
        expect(b - a).toBeLessThanOrEqual(2e-14 * Math.abs(b) + 1e-300);
        checks++;
      }
      expect(checks).toBe(400);
    });
  }

  test("known exactly at the ends", () => {
    expect([elementary.expDown(0), elementary.expUp(0)].every((v) => Math.abs(v - 1) < 1e-15)).toBe(true);
    expect(elementary.expUp(Number.NEGATIVE_INFINITY)).toBe(0);
    expect(elementary.expDown(710)).toBeLessThan(Number.POSITIVE_INFINITY);
    expect(elementary.expUp(710)).toBe(Number.POSITIVE_INFINITY);
    expect(elementary.logUp(0)).toBe(Number.NEGATIVE_INFINITY);
    expect(elementary.tanhUp(100)).toBe(1);
    expect(elementary.sinUp(Math.PI / 2)).toBe(1);
    expect(elementary.erfcDown(100)).toBe(0);
    expect(elementary.erfcUp(100)).toBeGreaterThan(0);
    expect(elementary.sqrtDown(0)).toBe(0);
    expect(elementary.powDown(0, 3)).toBe(0);
  });

  test("NaN in, NaN out", () => {
    for (const [, lower, upper] of CASES) {
      expect(lower(Number.NaN)).toBeNaN();
      expect(upper(Number.NaN)).toBeNaN();
    }
  });
});

describe("the start-up self-test", () => {
  test("passes on this engine", () => {
    expect(HARD_CASES.length + HARD_POWERS.length).toBeGreaterThan(50);
    expect(() => elementary.checkElementary()).not.toThrow();
  });

  test("names a function that errs by more than 4 ulp", () => {
    for (const name of ["exp", "expm1", "log", "log1p", "tanh", "sin", "cos", "atan"] as const) {
      const broken: elementary.ElementaryEngine = {
        exp: Math.exp,
        expm1: Math.expm1,
        log: Math.log,
        log1p: Math.log1p,
        tanh: Math.tanh,
        sin: Math.sin,
        cos: Math.cos,
        atan: Math.atan,
        pow: Math.pow,
        [name]: (x: number) => Math[name](x) * (1 + 2 ** -48),
      };
      expect(() => elementary.checkElementary(broken)).toThrow(new RegExp(`Math\\.${name}\\(.*4 ulp`));
    }
  });
});
