import { logDown, logUp } from "../../numeric/elementary.js";
import type { Interval } from "../../numeric/interval.js";
import { improvementHazard, logImprovement, logImprovementDown, logImprovementUp } from "../../numeric/normal-tail.js";
import { down, up } from "../../numeric/rounding.js";
import type { Acquisition, Plane, Rectangle } from "./acquisition.js";
import { constantPlane, planeBelowLine, standardisedRange } from "./standardised-improvement.js";

/** Relative error allowed to hazards, far more than theirs (numeric/normal-tail.ts). */
const HAZARD_RELATIVE = 2 ** -38;

/**
 * ln EI, EI = E max(0, best - f(x)) = sigma h(u / sigma) with u = best - mean and h(z) = phi(z) + z Phi(z) (D. R. Jones,
 * M. Schonlau, W. J. Welch, J. Global Optimization 13, 1998): finite where EI underflows (S. Ament et al., NeurIPS 2023).
 */
export class LogExpectedImprovement implements Acquisition {
  readonly name = "logei";
  private readonly z: Interval = { lower: 0, upper: 0 };
  private readonly whole: Interval = { lower: 0, upper: 0 };

  constructor(readonly best: number) {
    if (!Number.isFinite(best)) throw new RangeError(`the best value is ${best}, but must be finite`);
  }

  value(mean: number, deviation: number): number {
    const u = this.best - mean;
    if (!(deviation > 0)) return u > 0 ? Math.log(u) : Number.NEGATIVE_INFINITY;
    return Math.log(deviation) + logImprovement(u / deviation);
  }

  /** d ln h / dz = Phi / h =: R; phi / h = 1 - z R, which is taken as 1 + (-z) R, positive far in the tail. */
  gradient(mean: number, deviation: number, out: Float64Array): void {
    const z = (this.best - mean) / deviation;
    const r = improvementHazard(z);
    out[0] = -r / deviation;
    out[1] = (1 - z * r) / deviation;
  }

  /** Rigorous: a lower bound of the value at real mean and deviation. */
  lowerBound(mean: number, deviation: number): number {
    const u = down(this.best - mean);
    if (!(deviation > 0)) return u > 0 ? logDown(u) : Number.NEGATIVE_INFINITY;
    return down(logDown(deviation) + logImprovementDown(down(u / deviation)));
  }

  upperBound(mean: number, deviation: number): number {
    const u = up(this.best - mean);
    if (!(deviation > 0)) return u > 0 ? logUp(u) : Number.NEGATIVE_INFINITY;
    return up(logUp(deviation) + logImprovementUp(up(u / deviation)));
  }

  /** EI falls with the mean and rises with the deviation. */
  range({ mean, deviation }: Rectangle, out: Interval): void {
    out.lower = this.lowerBound(mean.upper, deviation.lower);
    out.upper = this.upperBound(mean.lower, deviation.upper);
  }

  /** Both logarithms, of the deviation and of h, are concave: their chords lie below, their tangents above. */
  planeBelow(sign: 1 | -1, over: Rectangle, mean: number, deviation: number, out: Plane): void {
    const { z, whole, best } = this;
    this.range(over, whole);
    const { lower, upper } = over.deviation;
    if (!(lower > 0) || !(whole.lower > Number.NEGATIVE_INFINITY)) {
      constantPlane(sign, whole, out);
      return;
    }
    standardisedRange(best, over, z);
    const z0 = Math.min(Math.max((best - mean) / deviation, z.lower), z.upper);
    if (sign > 0) this.chords(over, z0, out);
    else {
      const slope = improvementHazard(z0);
      const margin = HAZARD_RELATIVE * slope * (z.upper - z.lower + 1);
      const intercept = up(logImprovementUp(z0) - down(slope * z0) + margin);
      planeBelowLine(-slope, -intercept, best, over, z0, out);
      // ln sigma <= a sigma - ln a - 1 for every a > 0.
      const a = 1 / Math.min(Math.max(deviation, lower), upper);
      addDeviation(-a, down(logDown(a) + 1), upper, out);
    }
  }

  private chords(over: Rectangle, z0: number, out: Plane): void {
    const { z, best } = this;
    const { lower, upper } = over.deviation;
    const low = logImprovementDown(z.lower);
    const high = logImprovementDown(z.upper);
    const slope = z.upper > z.lower ? Math.max(0, (high - low) / (z.upper - z.lower)) : 0;
    const intercept = Math.min(down(low - up(slope * z.lower)), down(high - up(slope * z.upper)));
    planeBelowLine(slope, intercept, best, over, z0, out);
    const [first, second] = [logDown(lower), logDown(upper)];
    const rise = upper > lower ? (second - first) / (upper - lower) : 0;
    addDeviation(rise, Math.min(down(first - up(rise * lower)), down(second - up(rise * upper))), upper, out);
  }
}

/** Adds coefficient * deviation + constant to the plane, for deviations from 0 to `largest`. */
function addDeviation(coefficient: number, constant: number, largest: number, out: Plane): void {
  const sum = out.deviation + coefficient;
  const slip = up(up(Math.abs(sum) * 2 ** -53) * largest);
  out.deviation = sum;
  out.constant = down(down(out.constant + constant) - slip);
}
