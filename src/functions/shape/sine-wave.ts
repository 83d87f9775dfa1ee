import type { Interval } from "../../numeric/interval.js";
import { down, up } from "../../numeric/rounding.js";
import type { Line } from "../univariate.js";
import { FOUR_ULP, UNDERFLOW } from "./accuracy.js";
import { Curve } from "./curve.js";

/** Beyond this k pi is known too roughly to place extrema; ranges then come from the Lipschitz constant 1. */
const FAR = 2 ** 20;

/** Tolerance, in half periods, within which an extremum counts as inside: the wave differs from it by 5e-18 at most there. */
const NEARLY = 1e-9;

/**
 * sin(x + quarter pi / 2). The inflections are the zeros (k - quarter / 2) pi. Under one period the lines come from the hull
 * of the two or three pieces of the graph, beyond it they are constant.
 */
export abstract class SineWave extends Curve {
  private readonly zeros: number[];

  constructor(
    name: string,
    private readonly quarter: number,
  ) {
    const zeros = [0, 0, 0, 0];
    super({
      name,
      curvature: 1,
      inflections: zeros,
      image: { lower: -1, upper: 1 },
      slopes: { lower: -1, upper: 1 },
      // At |x| <= 2^20 a zero is off by 2^-32 at most, the slope within that by 2^-65: 2^-62 over a period.
      lineMargin: 2 ** -60,
    });
    this.zeros = zeros;
  }

  value(x: number): number {
    return wave(x, this.quarter);
  }

  derivative(x: number): number {
    return wave(x, this.quarter + 1);
  }

  secondDerivative(x: number): number {
    return wave(x, this.quarter + 2);
  }

  override range(lower: number, upper: number, out: Interval): void {
    waveRange(lower, upper, this.quarter, out);
  }

  override derivativeRange(lower: number, upper: number, out: Interval): void {
    waveRange(lower, upper, this.quarter + 1, out);
  }

  override secondDerivativeRange(lower: number, upper: number, out: Interval): void {
    waveRange(lower, upper, this.quarter + 2, out);
  }

  protected override line(lower: number, upper: number, at: number, sign: number, exact: boolean, out: Line): void {
    if (!(upper - lower < 6.28 && lower >= -FAR && upper <= FAR)) {
      this.constantLine(lower, upper, sign, out);
      return;
    }
    // The zero next below `lower` (or, by rounding, just above it) and three more; left of a zero with even k it is convex.
    const k = Math.floor(lower / Math.PI + 0.5 * this.quarter);
    for (let i = 0; i < 4; i++) this.zeros[i] = (k + i - 0.5 * this.quarter) * Math.PI;
    this.curvature = (k & 1) === 0 ? 1 : -1;
    super.line(lower, upper, at, sign, exact, out);
  }
}

/** sin(x + quarter pi / 2) in float64. */
function wave(x: number, quarter: number): number {
  switch (quarter & 3) {
    case 0:
      return Math.sin(x);
    case 1:
      return Math.cos(x);
    case 2:
      return -Math.sin(x);
    default:
      return -Math.cos(x);
  }
}

/** Encloses sin(x + quarter pi / 2) over [l, u]; its extrema (-1)^k are at (k + 1/2 - quarter / 2) pi. */
function waveRange(l: number, u: number, quarter: number, out: Interval): void {
  const known = !Number.isNaN(l) && !Number.isNaN(u);
  out.lower = known ? -1 : Number.NEGATIVE_INFINITY;
  out.upper = known ? 1 : Number.POSITIVE_INFINITY;
  if (l > u) {
    out.lower = Number.POSITIVE_INFINITY;
    out.upper = Number.NEGATIVE_INFINITY;
    return;
  }
  if (!(u - l < 6.28)) return;
  const a = wave(l, quarter);
  const b = wave(u, quarter);
  let low = Math.min(a, b);
  let high = Math.max(a, b);
  if (l >= -FAR && u <= FAR) {
    const offset = 0.5 - 0.5 * quarter;
    const first = Math.ceil(l / Math.PI - offset - NEARLY);
    const last = Math.floor(u / Math.PI - offset + NEARLY);
    if (first <= last) {
      if (first < last || (first & 1) === 0) high = 1;
      if (first < last || (first & 1) !== 0) low = -1;
    }
  } else {
    // |wave(x) - wave(l)| <= x - l and the same from u: nowhere more than half the width beyond their mean.
    const reach = up(0.5 * up(u - l));
    low = down(down(0.5 * (low + high)) - reach);
    high = up(up(0.5 * (a + b)) + reach);
  }
  out.lower = Math.max(-1, down(low - (FOUR_ULP * Math.abs(low) + UNDERFLOW)));
  out.upper = Math.min(1, up(high + (FOUR_ULP * Math.abs(high) + UNDERFLOW)));
}
