import { NormalCdf } from "../../functions/normal-cdf.js";
import type { Line } from "../../functions/univariate.js";
import { expDown, expUp } from "../../numeric/elementary.js";
import type { Interval } from "../../numeric/interval.js";
import { logNormalCdf, logNormalCdfDown, logNormalCdfUp } from "../../numeric/normal-tail.js";
import type { Acquisition, Plane, Rectangle } from "./acquisition.js";
import { constantPlane, planeBelowLine, standardisedRange } from "./standardised-improvement.js";

/** 1 / sqrt(2 pi). */
const DENSITY = 0.3989422804014327;

/** PI = P(f(x) < best) = Phi(z), z = (best - mean) / sigma (H. J. Kushner, 1964); also the probability that f(x) <= best is feasible. */
export class ProbabilityOfImprovement implements Acquisition {
  readonly name = "pi";
  private readonly cdf = new NormalCdf();
  private readonly z: Interval = { lower: 0, upper: 0 };
  private readonly whole: Interval = { lower: 0, upper: 0 };
  private readonly line: Line = { slope: 0, intercept: 0 };

  constructor(readonly best: number) {
    if (!Number.isFinite(best)) throw new RangeError(`the best value is ${best}, but must be finite`);
  }

  value(mean: number, deviation: number): number {
    if (!(deviation > 0)) return this.best > mean ? 1 : 0;
    return Math.exp(logNormalCdf((this.best - mean) / deviation));
  }

  gradient(mean: number, deviation: number, out: Float64Array): void {
    const z = (this.best - mean) / deviation;
    const slope = (DENSITY * Math.exp(-0.5 * z * z)) / deviation;
    out[0] = -slope;
    out[1] = slope === 0 ? 0 : -slope * z;
  }

  range(over: Rectangle, out: Interval): void {
    standardisedRange(this.best, over, this.z);
    out.lower = expDown(logNormalCdfDown(this.z.lower));
    out.upper = Math.min(1, expUp(logNormalCdfUp(this.z.upper)));
  }

  planeBelow(sign: 1 | -1, over: Rectangle, mean: number, deviation: number, out: Plane): void {
    const { z, line, cdf, best } = this;
    this.range(over, this.whole);
    if (!(over.deviation.lower > 0) || !Number.isFinite(z.lower) || !Number.isFinite(z.upper)) {
      constantPlane(sign, this.whole, out);
      return;
    }
    const z0 = Math.min(Math.max((best - mean) / deviation, z.lower), z.upper);
    if (sign > 0) {
      cdf.lowerLine(z.lower, z.upper, z0, line);
      planeBelowLine(line.slope, line.intercept, best, over, z0, out);
    } else {
      cdf.upperLine(z.lower, z.upper, z0, line);
      planeBelowLine(-line.slope, -line.intercept, best, over, z0, out);
    }
  }
}
