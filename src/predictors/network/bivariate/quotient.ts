import { divide, ENTIRE, type Interval, intersect, multiply } from "../../../numeric/interval.js";
import { UNIT_ROUNDOFF } from "../../../numeric/rounding.js";
import type { BivariateOperation, Plane } from "./bivariate.js";

const ONE: Readonly<Interval> = { lower: 1, upper: 1 };
const first: Interval = { lower: 0, upper: 0 };
const second: Interval = { lower: 0, upper: 0 };
const third: Interval = { lower: 0, upper: 0 };

/**
 * u / v on a rectangle, v != 0. For fixed v it is affine in u, so that a plane is below it as soon as it is below it on the two
 * edges u = const: for any slope in v the intercepts there are known in closed form, and the best slope for a point is one of
 * five (the convex envelope of M. Tawarmalani, N. V. Sahinidis, J. Global Optim. 20 (2001) 137-158, by its planes). Over a
 * rectangle with v = 0 there is a range, but no plane.
 */
export const quotient: BivariateOperation = {
  name: "quotient",
  smooth: true,
  value: (u, v) => u / v,
  derivativeLeft: (_u, v) => 1 / v,
  derivativeRight: (u, v) => -u / v / v,
  range(ul, uu, vl, vu, out) {
    set(first, ul, uu);
    set(second, vl, vu);
    divide(first, second, out);
  },
  gradientRange(ul, uu, vl, vu, left, right) {
    set(second, vl, vu);
    divide(ONE, second, left);
    set(first, -uu, -ul);
    divide(first, second, right);
    divide(right, second, right);
  },
  secondDerivativeRange(ul, uu, vl, vu, mixed, right) {
    set(second, vl, vu);
    divide(ONE, second, third);
    multiply(third, third, mixed);
    if (mixed.lower < 0) mixed.lower = 0;
    set(mixed, -mixed.upper, -mixed.lower);
    set(first, -2 * uu, -2 * ul);
    divide(first, second, right);
    multiply(right, mixed, right);
  },
  lowerPlane(ul, uu, vl, vu, atU, atV, out) {
    if (vl > 0) planeBelow(ul, uu, vl, vu, atU, atV, out);
    else if (vu < 0) {
      planeBelow(-uu, -ul, -vu, -vl, -atU, -atV, out);
      out.left = -out.left;
      out.right = -out.right;
    } else constantBelow(ul, uu, vl, vu, out);
  },
  upperPlane(ul, uu, vl, vu, atU, atV, out) {
    quotient.lowerPlane(-uu, -ul, vl, vu, -atU, atV, out);
    out.right = -out.right;
    out.constant = -out.constant;
  },
  narrow(result, left, right) {
    if (right.lower === 0 && right.upper === 0) return false;
    multiply(result, right, first);
    intersect(left, first, left);
    if (!(left.lower <= left.upper)) return false;
    if (left.lower <= 0 && left.upper >= 0 && result.lower <= 0 && result.upper >= 0) return true;
    divide(left, result, first);
    intersect(right, first, right);
    return right.lower <= right.upper;
  },
};

function set(out: Interval, lower: number, upper: number): void {
  out.lower = lower;
  out.upper = upper;
}

/** The slope in v of the best plane so far, the least of u / v - slope v on the edges, and the plane's height at the target. */
const best = { slope: 0, low: 0, high: 0, height: 0 };

/** For v > 0. */
function planeBelow(ul: number, uu: number, vl: number, vu: number, atU: number, atV: number, out: Plane): void {
  const share = uu > ul ? Math.min(1, Math.max(0, (atU - ul) / (uu - ul))) : 0;
  const t = Number.isNaN(share) ? 0.5 : share;
  const v = Number.isNaN(atV) ? 0.5 * vl + 0.5 * vu : Math.min(vu, Math.max(vl, atV));
  best.height = Number.NEGATIVE_INFINITY;
  best.slope = Number.NaN;
  tryChord(ul, ul, uu, vl, vu, t, v);
  tryChord(uu, ul, uu, vl, vu, t, v);
  if (uu > 0) {
    // With slope -s^2 an edge u > 0 is touched at v = sqrt(u) / s, and the two touching points have the mean v.
    const rootL = Math.sqrt(Math.max(ul, 0));
    const rootU = Math.sqrt(uu);
    if (ul > 0) trySlope(-((((1 - t) * rootL + t * rootU) / v) ** 2), ul, uu, vl, vu, t, v);
    trySlope(-(((t * rootU) / (v - (1 - t) * vl)) ** 2), ul, uu, vl, vu, t, v);
    if (ul > 0 && v > t * vu) trySlope(-((((1 - t) * rootL) / (v - t * vu)) ** 2), ul, uu, vl, vu, t, v);
  }
  const { slope, low, high } = best;
  const slant = uu > ul ? Math.min(1 / vl, Math.max(1 / vu, (high - low) / (uu - ul))) : 0;
  const size = Math.max(-ul, uu);
  const magnitude = size * (Math.abs(slant) + 1 / vl) + Math.abs(slope) * vu;
  const margin = 32 * UNIT_ROUNDOFF * magnitude + 16 * Number.MIN_VALUE;
  const constant = Math.min(low - slant * ul, high - slant * uu) - margin;
  if (!(Math.abs(constant) < Number.POSITIVE_INFINITY && margin < Number.POSITIVE_INFINITY)) {
    constantBelow(ul, uu, vl, vu, out);
    return;
  }
  out.left = slant;
  out.right = slope;
  out.constant = constant;
}

/** The slope of the chord of u / v on an edge: where a concave edge's two ends are equally good. */
function tryChord(u: number, ul: number, uu: number, vl: number, vu: number, t: number, v: number): void {
  trySlope(-u / vl / vu, ul, uu, vl, vu, t, v);
}

function trySlope(slope: number, ul: number, uu: number, vl: number, vu: number, t: number, v: number): void {
  const low = leastOnEdge(ul, slope, vl, vu);
  const high = leastOnEdge(uu, slope, vl, vu);
  const height = (1 - t) * low + t * high + slope * v;
  if (!(height > best.height)) return;
  best.height = height;
  best.slope = slope;
  best.low = low;
  best.high = high;
}

/** The least of u / v - slope v over [vl, vu]. */
function leastOnEdge(u: number, slope: number, vl: number, vu: number): number {
  if (u > 0 && slope < 0) {
    const touching = Math.sqrt(u) / Math.sqrt(-slope);
    if (touching > vl && touching < vu) return 2 * Math.sqrt(u) * Math.sqrt(-slope);
  }
  return Math.min(u / vl - slope * vl, u / vu - slope * vu);
}

function constantBelow(ul: number, uu: number, vl: number, vu: number, out: Plane): void {
  set(first, ul, uu);
  set(second, vl, vu);
  divide(first, second, third);
  out.left = 0;
  out.right = 0;
  out.constant = third.lower > third.upper ? ENTIRE.lower : third.lower;
}
