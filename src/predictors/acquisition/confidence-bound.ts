import type { Interval } from "../../numeric/interval.js";
import { down, up } from "../../numeric/rounding.js";
import type { Acquisition, AcquisitionCost, Plane, Rectangle } from "./acquisition.js";

/** mean + slope * deviation: the lower confidence bound for a negative slope, the upper one for a positive slope (D. D. Cox, S. John, 1992). */
export class ConfidenceBound implements Acquisition {
  constructor(
    readonly name: string,
    /** What the deviation is multiplied with. */
    readonly coefficient: number,
  ) {
    if (!Number.isFinite(coefficient)) {
      throw new RangeError(`${name}: the number of standard deviations is ${coefficient}, but must be finite`);
    }
  }

  value(mean: number, deviation: number): number {
    return mean + this.coefficient * deviation;
  }

  gradient(_mean: number, _deviation: number, out: Float64Array): void {
    out[0] = 1;
    out[1] = this.coefficient;
  }

  range({ mean, deviation }: Rectangle, out: Interval): void {
    const { coefficient } = this;
    const isDecreasing = coefficient < 0;
    out.lower = down(mean.lower + down(coefficient * (isDecreasing ? deviation.upper : deviation.lower)));
    out.upper = up(mean.upper + up(coefficient * (isDecreasing ? deviation.lower : deviation.upper)));
  }

  planeBelow(sign: 1 | -1, _over: Rectangle, _mean: number, _deviation: number, out: Plane): void {
    out.constant = 0;
    out.mean = sign;
    out.deviation = sign * this.coefficient;
  }
}

/** mean - K deviation, to be minimized, K >= 0. */
export class LowerConfidenceBound extends ConfidenceBound implements AcquisitionCost {
  constructor(private readonly deviations: number) {
    super("lcb", -deviations);
    if (!(deviations >= 0)) throw new RangeError(`lcb: kappa is ${deviations}, but must be at least 0`);
  }

  lowerBound(mean: number, deviation: number): number {
    return down(mean - up(this.deviations * deviation));
  }

  upperBound(mean: number, deviation: number): number {
    return up(mean - down(this.deviations * deviation));
  }

  meanAt(level: number, deviation: number): number {
    return level + this.deviations * deviation;
  }

  slope(): number {
    return this.deviations;
  }
}
