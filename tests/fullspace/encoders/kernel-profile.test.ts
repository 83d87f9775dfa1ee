import { describe, expect, test } from "vitest";
import { KernelProfile } from "../../../src/fullspace/encoders/kernel-profile.js";
import type { Line } from "../../../src/functions/univariate.js";
import type { Interval } from "../../../src/numeric/interval.js";
import { Random } from "../../../src/numeric/random.js";
import { KERNELS } from "../../../src/predictors/gaussian-process/kernels/table.js";
import { fine } from "../../conformance/kernels/power-series.js";
import { derivatives } from "../../conformance/kernels/truth.js";

const line: Line = { slope: 0, intercept: 0 };
const range: Interval = { lower: 0, upper: 0 };

describe.each([...KERNELS])("%s", (name, { make, parameters }) => {
  const profile = new KernelProfile(make(parameters));

  test("lines and ranges hold against 130 digits, without slack", () => {
    const random = new Random(5);
    for (let k = 0; k < 25; k++) {
      const low = k % 5 === 0 ? 0 : 10 ** random.between(-8, 1.5);
      const high = low + 10 ** random.between(-9, 1.5);
      profile.range(low, high, range);
      for (const share of [1e-12, 0.01, 0.3, 0.5, 0.8, 1]) {
        const t = fine(Math.min(high, low + share * (high - low)));
        const [truth] = derivatives(name, parameters, t, 1);
        expect(truth.gte(range.lower) && truth.lte(range.upper)).toBe(true);
        for (const at of [Number.NaN, low, high]) {
          profile.lowerLine(low, high, at, line);
          expect(fine(line.slope).mul(t).add(fine(line.intercept)).lte(truth)).toBe(true);
          profile.upperLine(low, high, at, line);
          expect(fine(line.slope).mul(t).add(fine(line.intercept)).gte(truth)).toBe(true);
        }
      }
    }
  });

  test("a secant and a tangent in the middle leave little between them on a short interval", () => {
    profile.lowerLine(1, 1.01, Number.NaN, line);
    const below = line.slope * 1.005 + line.intercept;
    profile.upperLine(1, 1.01, Number.NaN, line);
    expect(line.slope * 1.005 + line.intercept - below).toBeLessThan(1e-4);
    expect(profile.value(-1e-9)).toBe(1);
  });
});
