import { logDown, logUp } from "../../numeric/elementary.js";
import type { Interval } from "../../numeric/interval.js";
import { down, up } from "../../numeric/rounding.js";
import type { AcquisitionCost, CostDerivatives, Rectangle } from "./acquisition.js";
import { standardisedRange } from "./standardised-improvement.js";

/** Relative error allowed to g' and to z + g', far more than theirs (numeric/normal-tail.ts). */
const SLOPE_RELATIVE = 2 ** -36;

/** An increasing concave g with g' decreasing, z + g' positive and increasing, and g'' = power - g' (z + g'). */
export interface LogarithmicScore {
  readonly power: 0 | 1;
  value(z: number): number;
  valueDown(z: number): number;
  valueUp(z: number): number;
  /** g', an estimate. */
  slope(z: number): number;
  /** z + g', an estimate. */
  excess(z: number): number;
  /** K of the level curves at z. */
  levelSlope(z: number): number;
}

/** -power ln deviation - g(z), z = (best - mean) / deviation: minus the logarithm of an acquisition function. */
export class StandardisedCost implements AcquisitionCost {
  private readonly z: Interval = { lower: 0, upper: 0 };

  constructor(
    readonly name: string,
    readonly best: number,
    private readonly score: LogarithmicScore,
  ) {
    if (!Number.isFinite(best)) throw new RangeError(`${name}: the best value is ${best}, but must be finite`);
  }

  value(mean: number, deviation: number): number {
    const { score, best } = this;
    if (!(deviation > 0)) return this.atZero(best - mean, Math.log);
    const scale = score.power === 1 ? Math.log(deviation) : 0;
    return -(scale + score.value((best - mean) / deviation));
  }

  gradient(mean: number, deviation: number, out: Float64Array): void {
    const z = (this.best - mean) / deviation;
    const r = this.score.slope(z);
    out[0] = r / deviation;
    out[1] = (r * z - this.score.power) / deviation;
  }

  lowerBound(mean: number, deviation: number): number {
    const { score, best } = this;
    const u = up(best - mean);
    if (!(deviation > 0)) return this.atZero(u, logUp);
    const scale = score.power === 1 ? logUp(deviation) : 0;
    return -up(scale + score.valueUp(up(u / deviation)));
  }

  upperBound(mean: number, deviation: number): number {
    const { score, best } = this;
    const u = down(best - mean);
    if (!(deviation > 0)) return this.atZero(u, logDown);
    const scale = score.power === 1 ? logDown(deviation) : 0;
    return -down(scale + score.valueDown(down(u / deviation)));
  }

  /** Newton's method: from the left of the root it stays there, since a concave function lies below its tangents. */
  meanAt(level: number, deviation: number): number {
    const { score, best } = this;
    const target = -level - (score.power === 1 ? Math.log(deviation) : 0);
    if (score.power === 0 && target >= 0) return Number.NEGATIVE_INFINITY;
    let z = target < -1 ? -Math.sqrt(-2 * target) : 0;
    for (let k = 0; k < 40; k++) {
      const step = (target - score.value(z)) / score.slope(z);
      if (!Number.isFinite(step)) break;
      z += step;
      if (Math.abs(step) <= 1e-12 * (1 + Math.abs(z))) break;
    }
    return best - z * deviation;
  }

  slope(mean: number, deviation: number): number {
    return this.score.levelSlope((this.best - mean) / deviation);
  }

  /** With r = g', w = -g'': r/s, (rz - p)/s, w/s^2, (wz - r)/s^2, (wz^2 - 2rz + p)/s^2, s the deviation. */
  derivativeRanges(over: Rectangle, { centres, radii }: CostDerivatives): void {
    const { z, score, best } = this;
    const { power } = score;
    standardisedRange(best, over, z);
    const { lower, upper } = z;
    const { deviation } = over;
    const first = score.slope(upper) * (1 - SLOPE_RELATIVE);
    const last = score.slope(lower) * (1 + SLOPE_RELATIVE);
    const rLow = Math.max(0, first);
    const eLow = Math.max(0, score.excess(lower) * (1 - SLOPE_RELATIVE));
    const eHigh = score.excess(upper) * (1 + SLOPE_RELATIVE);
    // Both logarithms have second derivatives in (-1, 0).
    const wLow = Math.max(0, rLow * eLow * (1 - SLOPE_RELATIVE) - power);
    const wHigh = Math.min(1, last * eHigh * (1 + SLOPE_RELATIVE) - power);
    const [rzLow, rzHigh] = [Math.min(rLow * lower, last * lower), Math.max(rLow * upper, last * upper)];
    const [wzLow, wzHigh] = [Math.min(wLow * lower, wHigh * lower), Math.max(wLow * upper, wHigh * upper)];
    const zzHigh = Math.max(lower * lower, upper * upper);
    const zzLow = lower > 0 ? lower * lower : upper < 0 ? upper * upper : 0;
    quotient(rLow, last, deviation, 1, 0, centres, radii);
    quotient(rzLow - power, rzHigh - power, deviation, 1, 1, centres, radii);
    quotient(wLow, wHigh, deviation, 2, 2, centres, radii);
    quotient(wzLow - last, wzHigh - rLow, deviation, 2, 3, centres, radii);
    quotient(wLow * zzLow - 2 * rzHigh + power, wHigh * zzHigh - 2 * rzLow + power, deviation, 2, 4, centres, radii);
  }

  private atZero(u: number, log: (u: number) => number): number {
    if (!(u > 0)) return Number.POSITIVE_INFINITY;
    return this.score.power === 1 ? -log(u) : 0;
  }
}

/** [lower, upper] / deviation^power as centre and radius; few operations, whose rounding the factor covers. */
function quotient(
  lower: number,
  upper: number,
  deviation: Interval,
  power: 1 | 2,
  at: number,
  centres: Float64Array,
  radii: Float64Array,
): void {
  const small = power === 1 ? deviation.lower : deviation.lower * deviation.lower;
  const large = power === 1 ? deviation.upper : deviation.upper * deviation.upper;
  const low = lower / (lower < 0 ? small : large);
  const high = upper / (upper < 0 ? large : small);
  const size = Math.max(Math.abs(low), Math.abs(high));
  centres[at] = 0.5 * low + 0.5 * high;
  radii[at] = up(0.5 * high - 0.5 * low + SLOPE_RELATIVE * size);
  if (!(size < Number.POSITIVE_INFINITY)) radii[at] = Number.POSITIVE_INFINITY;
}
