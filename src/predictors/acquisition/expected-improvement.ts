import { expDown, expUp } from "../../numeric/elementary.js";
import type { Interval } from "../../numeric/interval.js";
import { logNormalCdf } from "../../numeric/normal-tail.js";
import { down, up } from "../../numeric/rounding.js";
import type { Acquisition, Plane, Rectangle } from "./acquisition.js";
import { LogExpectedImprovement } from "./log-expected-improvement.js";

/** 1 / sqrt(2 pi). */
const DENSITY = 0.3989422804014327;
/** Relative error allowed to the coefficients of a tangent plane, far more than that of exp(ln Phi) while it counts. */
const COEFFICIENT_RELATIVE = 2 ** -40;

/**
 * EI = E max(0, best - f(x)) = u Phi(u / sigma) + sigma phi(u / sigma), u = best - mean: convex and homogeneous of degree 1 in
 * (u, sigma), so its tangent planes, u Phi(z0) + sigma phi(z0), lie below it everywhere.
 */
export class ExpectedImprovement implements Acquisition {
  readonly name = "ei";
  private readonly logarithm: LogExpectedImprovement;
  private readonly whole: Interval = { lower: 0, upper: 0 };

  constructor(readonly best: number) {
    this.logarithm = new LogExpectedImprovement(best);
  }

  value(mean: number, deviation: number): number {
    return Math.exp(this.logarithm.value(mean, deviation));
  }

  gradient(mean: number, deviation: number, out: Float64Array): void {
    const z = (this.best - mean) / deviation;
    out[0] = -Math.exp(logNormalCdf(z));
    out[1] = DENSITY * Math.exp(-0.5 * z * z);
  }

  range(over: Rectangle, out: Interval): void {
    this.logarithm.range(over, out);
    out.lower = expDown(out.lower);
    out.upper = expUp(out.upper);
  }

  planeBelow(sign: 1 | -1, over: Rectangle, mean: number, deviation: number, out: Plane): void {
    if (sign > 0) this.tangent(over, mean, deviation, out);
    else this.overCorners(over, out);
  }

  private tangent({ mean, deviation }: Rectangle, m: number, s: number, out: Plane): void {
    const z = (this.best - m) / Math.max(s, 1e-300);
    const first = Math.exp(logNormalCdf(z));
    const second = DENSITY * Math.exp(-0.5 * z * z);
    const size = Math.max(Math.abs(mean.lower), Math.abs(mean.upper)) + Math.abs(this.best);
    const margin = up(COEFFICIENT_RELATIVE * (first * size + second * deviation.upper) + 2 ** -900 * (size + 1));
    out.mean = -first;
    out.deviation = second;
    out.constant = down(down(first * this.best) - margin);
  }

  /** A convex function lies below the plane that lies above it at the corners. */
  private overCorners(over: Rectangle, out: Plane): void {
    const { mean, deviation } = over;
    const corner = (m: number, s: number) => expUp(this.logarithm.upperBound(m, s));
    const values = [
      corner(mean.lower, deviation.lower),
      corner(mean.lower, deviation.upper),
      corner(mean.upper, deviation.lower),
      corner(mean.upper, deviation.upper),
    ];
    const [width, height] = [mean.upper - mean.lower, deviation.upper - deviation.lower];
    out.mean = width > 0 ? (values[0] + values[1] - values[2] - values[3]) / (2 * width) : 0;
    out.deviation = height > 0 ? (values[0] + values[2] - values[1] - values[3]) / (2 * height) : 0;
    if (!Number.isFinite(out.mean) || !Number.isFinite(out.deviation)) {
      out.mean = 0;
      out.deviation = 0;
    }
    const above = (value: number, m: number, s: number) => up(up(value + up(out.mean * m)) + up(out.deviation * s));
    out.constant = -Math.max(
      above(values[0], mean.lower, deviation.lower),
      above(values[1], mean.lower, deviation.upper),
      above(values[2], mean.upper, deviation.lower),
      above(values[3], mean.upper, deviation.upper),
    );
    if (Number.isNaN(out.constant)) {
      this.range(over, this.whole);
      out.mean = 0;
      out.deviation = 0;
      out.constant = -this.whole.upper;
    }
  }
}
