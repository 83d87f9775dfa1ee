import type { Decimal } from "decimal.js";
import { describe, expect, test } from "vitest";
import { Random } from "../../../src/numeric/random.js";
import { KERNELS, kernel } from "../../../src/predictors/gaussian-process/kernels/table.js";
import { fine } from "./power-series.js";
import { derivatives, directional, type Parameters, taylorRemainder } from "./truth.js";

const CASES: [string, Parameters][] = [...KERNELS.keys()].flatMap((name): [string, Parameters][] =>
  name === "rational-quadratic" ? [0.3, 1, 7.7, 1e4].map((alpha) => [name, { alpha }]) : [[name, {}]],
);

const U = 2 ** -53;

describe.each(CASES)("%s %o", (name, parameters) => {
  const phi = kernel(name, parameters);
  const random = new Random(7);
  const between = (low: number, high: number) => low * (high / low) ** random.uniform();

  test("values and derivatives in t are within the stated units of the definition", () => {
    for (let i = 0; i < 40; i++) {
      const t = i < 4 ? 10 ** -(3 * i + 1) : between(1e-6, 400);
      const exactT = fine(t);
      const truths = derivatives(name, parameters, exactT, 7);
      for (let order = 0; order <= 5; order++) {
        const truth = truths[order];
        const slope = truths[order + 1];
        const allowed = truth.abs().mul(phi.errorUnits).add(slope.mul(exactT).abs().mul(phi.argumentUnits)).mul(U);
        const off = fine(phi.derivative(t, order)).sub(truth).abs();
        expect(off.lte(allowed.mul(1 + 1e-12).add(1e-300)), `order ${order} at ${t}: ${off} > ${allowed}`).toBe(true);
      }
    }
  });

  test("many at once are the same numbers", () => {
    const t = Float64Array.from({ length: 9 }, (_, i) => i * i * 0.7);
    const out = new Float64Array(45);
    phi.jets(t, 9, 4, out);
    for (let m = 0; m <= 4; m++) {
      for (let i = 0; i < 9; i++) expect(out[m * 9 + i]).toBe(phi.derivative(t[i], m));
    }
  });

  test("derivatives at 0 are finite up to the stated order, and signs alternate", () => {
    expect(phi.derivative(0, 0)).toBe(1);
    for (let order = 0; order <= 4; order++) {
      expect(Number.isFinite(phi.derivative(0, order))).toBe(order <= phi.ordersAtZero);
      expect(Math.sign(phi.derivative(0, order))).toBe(order % 2 === 0 ? 1 : -1);
    }
  });

  test("Taylor remainders are above the truth, and close to it", () => {
    for (let p = 0; p <= phi.taylorOrder; p++) {
      for (const r of [1e-9, 1e-5, 1e-3, 0.02, 0.1, 0.3, 1, 2.5, 7, 40, between(1e-3, 10)]) {
        const truth = taylorRemainder(name, parameters, p, fine(r));
        const bound = phi.taylorRemainder(p, r);
        expect(fine(bound).gte(truth), `R_${p}(${r}) = ${truth.toPrecision(20)} > ${bound}`).toBe(true);
        expect(bound).toBeLessThan(Number(truth) * (r < 0.02 || p > 2 ? 1.05 : 1.001));
      }
    }
    expect(phi.taylorRemainder(0, 0)).toBe(0);
    expect(phi.taylorRemainder(phi.taylorOrder + 1, 0.5)).toBe(Number.POSITIVE_INFINITY);
  });

  test("suprema of R_p(s) / s^q are above every sampled ratio", () => {
    for (let p = 0; p <= phi.taylorOrder; p++) {
      for (let q = 0; q <= p + 1; q++) {
        let largest = 0;
        for (let s = 0.0011; s < 150; s *= 1.35) {
          const ratio = Number(taylorRemainder(name, parameters, p, fine(s)).div(fine(s).pow(q)));
          largest = Math.max(largest, ratio * (1 - 1e-14));
          const bound = phi.remainderRatio(p, q, s);
          if (q === phi.taylorOrder + 1 && bound === Number.POSITIVE_INFINITY) {
            expect(name).toMatch(/matern/);
            continue;
          }
          expect(bound, `sup R_${p}(s)/s^${q} up to ${s}`).toBeGreaterThanOrEqual(largest);
          // The samples are 1.35 apart; beyond 64 the table ends.
          if (s < 64) expect(bound).toBeLessThan(largest * (1.2 + 0.01 * q));
        }
      }
      expect(phi.remainderRatio(p, p + 2, 1)).toBe(Number.POSITIVE_INFINITY);
    }
  });

  test("directional derivatives at a distance or farther are below the table", () => {
    const farthest: [number, Decimal[]][] = [];
    for (let i = 0; i < 90; i++) {
      const r = i < 80 ? between(0.002, 9) : between(9, 30);
      const c = i % 3 === 0 ? 1 : i % 3 === 1 ? random.uniform() : 0;
      farthest.push([r, directional(name, parameters, fine(r), c)]);
    }
    for (let m = 1; m <= 5; m++) {
      for (const rho of [0, 1e-5, 0.003, 0.1, 0.2499999, 0.25, 0.7, 1.9, 3.3, 8, 16, 25]) {
        const bound = phi.directionalDerivative(m, rho);
        for (const [r, values] of farthest) {
          if (r < rho || bound === Number.POSITIVE_INFINITY) continue;
          expect(fine(bound).gte(values[m].abs()), `order ${m} beyond ${rho}: ${values[m]} at ${r}`).toBe(true);
        }
      }
      // Infinite where the kernel's derivatives are, and only there.
      expect(Number.isFinite(phi.directionalDerivative(m, 0))).toBe(m <= 2 * phi.taylorOrder + 1);
      expect(Number.isFinite(phi.directionalDerivative(m, 0.01))).toBe(true);
      // Close to the largest sampled value.
      const sampled = Math.max(...farthest.filter(([r]) => r >= 1 && r < 1.5).map(([, v]) => Math.abs(Number(v[m]))));
      expect(phi.directionalDerivative(m, 1)).toBeGreaterThan(sampled);
    }
  });
});

test("the tables of the squared exponential lose less than three per cent", () => {
  const phi = kernel("squared-exponential");
  // Largest values of |He_m(x)| exp(-x^2 / 2): Hermite functions.
  const largest = [1, Math.exp(-0.5), 1, 1.380119];
  for (let m = 1; m <= 3; m++) {
    expect(phi.directionalDerivative(m, 0)).toBeGreaterThan(largest[m] * (1 - 1e-6));
    expect(phi.directionalDerivative(m, 0)).toBeLessThan(largest[m] * 1.03);
  }
  // Where R_2(s) / s^2 still rises the supremum is its last value.
  for (const r of [0.0011, 0.03, 0.4, 1.3, 2.9]) {
    const value = Number(taylorRemainder("squared-exponential", {}, 2, fine(r))) / (r * r);
    expect(phi.remainderRatio(2, 2, r)).toBeLessThan(value * 1.012);
  }
});

test("unknown kernels and parameters are refused by name", () => {
  expect(() => kernel("linear")).toThrow(/unknown kernel "linear"; known: squared-exponential/);
  expect(() => kernel("matern52", { alpha: 1 })).toThrow(/matern52 has no parameter "alpha"; known: none/);
  expect(() => kernel("rational-quadratic", { alpha: -1 })).toThrow(/alpha is -1, but must be between/);
});
