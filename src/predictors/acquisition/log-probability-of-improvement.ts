import type { Interval } from "../../numeric/interval.js";
import { hazard, logNormalCdf, logNormalCdfDown, logNormalCdfUp } from "../../numeric/normal-tail.js";
import { down, up } from "../../numeric/rounding.js";
import type { Acquisition, Plane, Rectangle } from "./acquisition.js";
import { constantPlane, planeBelowLine, standardisedRange } from "./standardised-improvement.js";

/** Relative error allowed to hazards, far more than theirs (numeric/normal-tail.ts). */
const HAZARD_RELATIVE = 2 ** -38;

/**
 * ln PI = ln Phi(z), z = (best - mean) / sigma: concave in z, and finite where PI underflows. Added to ln EI it makes constrained expected improvement
 * (J. R. Gardner et al., ICML 2014), best being the limit of the constraint's process.
 */
export class LogProbabilityOfImprovement implements Acquisition {
  readonly name = "logpi";
  private readonly z: Interval = { lower: 0, upper: 0 };
  private readonly whole: Interval = { lower: 0, upper: 0 };

  constructor(readonly best: number) {
    if (!Number.isFinite(best)) throw new RangeError(`the best value is ${best}, but must be finite`);
  }

  value(mean: number, deviation: number): number {
    if (!(deviation > 0)) return this.best > mean ? 0 : Number.NEGATIVE_INFINITY;
    return logNormalCdf((this.best - mean) / deviation);
  }

  gradient(mean: number, deviation: number, out: Float64Array): void {
    const z = (this.best - mean) / deviation;
    const slope = hazard(z) / deviation;
    out[0] = -slope;
    out[1] = slope === 0 ? 0 : -slope * z;
  }

  range(over: Rectangle, out: Interval): void {
    standardisedRange(this.best, over, this.z);
    out.lower = logNormalCdfDown(this.z.lower);
    out.upper = Math.min(0, logNormalCdfUp(this.z.upper));
  }

  /** The chord lies below, the tangent above. */
  planeBelow(sign: 1 | -1, over: Rectangle, mean: number, deviation: number, out: Plane): void {
    const { z, whole, best } = this;
    this.range(over, whole);
    if (!(over.deviation.lower > 0) || !(whole.lower > Number.NEGATIVE_INFINITY) || !Number.isFinite(z.upper)) {
      constantPlane(sign, whole, out);
      return;
    }
    const z0 = Math.min(Math.max((best - mean) / deviation, z.lower), z.upper);
    if (sign > 0) {
      const high = logNormalCdfDown(z.upper);
      const slope = z.upper > z.lower ? Math.max(0, (high - whole.lower) / (z.upper - z.lower)) : 0;
      const intercept = Math.min(down(whole.lower - up(slope * z.lower)), down(high - up(slope * z.upper)));
      planeBelowLine(slope, intercept, best, over, z0, out);
      return;
    }
    const slope = hazard(z0);
    const margin = HAZARD_RELATIVE * slope * (z.upper - z.lower + 1);
    planeBelowLine(-slope, -up(logNormalCdfUp(z0) - down(slope * z0) + margin), best, over, z0, out);
  }
}
