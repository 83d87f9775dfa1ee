import { logDown, logUp } from "../../numeric/elementary.js";
import { down, up } from "../../numeric/rounding.js";
import type { AcquisitionCost } from "./acquisition.js";

/** An increasing concave g. */
export interface LogarithmicScore {
  readonly power: 0 | 1;
  value(z: number): number;
  valueDown(z: number): number;
  valueUp(z: number): number;
  /** g', an estimate. */
  slope(z: number): number;
  /** K of the level curves at z. */
  levelSlope(z: number): number;
}

/** -power ln deviation - g(z), z = (best - mean) / deviation: minus the logarithm of an acquisition function. */
export class StandardisedCost implements AcquisitionCost {
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

  private atZero(u: number, log: (u: number) => number): number {
    if (!(u > 0)) return Number.POSITIVE_INFINITY;
    return this.score.power === 1 ? -log(u) : 0;
  }
}
