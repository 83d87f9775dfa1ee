import { divide, type Interval, intersect } from "../../../numeric/interval.js";
import { down, UNIT_ROUNDOFF, up } from "../../../numeric/rounding.js";
import type { BivariateOperation, Plane } from "./bivariate.js";

/**
 * u v on a rectangle. Lower: the planes through two McCormick edges, vl u + ul v - ul vl and vu u + uu v - uu vu, or their
 * mean, which is as good at the centre; upper: vu u + ul v - ul vu and vl u + uu v - uu vl.
 * G. P. McCormick, Math. Programming 10 (1976) 147-175.
 */
export const product: BivariateOperation = {
  name: "product",
  smooth: true,
  value: (u, v) => u * v,
  derivativeLeft: (_u, v) => v,
  derivativeRight: (u) => u,
  range(ul, uu, vl, vu, out) {
    const a = corner(ul, vl);
    const b = corner(ul, vu);
    const c = corner(uu, vl);
    const d = corner(uu, vu);
    out.lower = down(Math.min(a, b, c, d));
    out.upper = up(Math.max(a, b, c, d));
  },
  gradientRange(ul, uu, vl, vu, left, right) {
    left.lower = vl;
    left.upper = vu;
    right.lower = ul;
    right.upper = uu;
  },
  secondDerivativeRange(_ul, _uu, _vl, _vu, mixed, right) {
    mixed.lower = 1;
    mixed.upper = 1;
    right.lower = 0;
    right.upper = 0;
  },
  lowerPlane(ul, uu, vl, vu, atU, atV, out) {
    const first = vl * atU + ul * atV - ul * vl;
    const second = vu * atU + uu * atV - uu * vu;
    if (first > second) throughEdges(vl, ul, ul * vl, out);
    else if (second >= first) throughEdges(vu, uu, uu * vu, out);
    else throughEdges(mean(vl, vu), mean(ul, uu), mean(ul * vl, uu * vu), out);
    shift(ul, uu, vl, vu, -1, out);
  },
  upperPlane(ul, uu, vl, vu, atU, atV, out) {
    const first = vu * atU + ul * atV - ul * vu;
    const second = vl * atU + uu * atV - uu * vl;
    if (first < second) throughEdges(vu, ul, ul * vu, out);
    else if (second <= first) throughEdges(vl, uu, uu * vl, out);
    else throughEdges(mean(vl, vu), mean(ul, uu), mean(ul * vu, uu * vl), out);
    shift(ul, uu, vl, vu, 1, out);
  },
  narrow(result, left, right) {
    return narrowFactor(result, right, left) && narrowFactor(result, left, right);
  },
};

const quotient: Interval = { lower: 0, upper: 0 };

/** factor by result / other; with 0 in both, any factor will do. */
function narrowFactor(result: Readonly<Interval>, other: Readonly<Interval>, factor: Interval): boolean {
  if (other.lower <= 0 && other.upper >= 0 && result.lower <= 0 && result.upper >= 0) return true;
  divide(result, other, quotient);
  intersect(factor, quotient, factor);
  return factor.lower <= factor.upper;
}

/** The product of two interval ends; 0 times an infinite end is 0, because the end itself is never attained. */
function corner(u: number, v: number): number {
  return u === 0 || v === 0 ? 0 : u * v;
}

/** Half the sum without overflow. */
function mean(a: number, b: number): number {
  return 0.5 * a + 0.5 * b;
}

function throughEdges(left: number, right: number, offset: number, out: Plane): void {
  out.left = left;
  out.right = right;
  out.constant = -offset;
}

/**
 * Moves the plane outward by the rounding errors of its three numbers over the rectangle: each is at most 4 units off,
 * relative to the largest |u| |v| there. On an unbounded rectangle there is no plane.
 */
function shift(ul: number, uu: number, vl: number, vu: number, sign: number, out: Plane): void {
  const magnitude = Math.max(-ul, uu) * Math.max(-vl, vu);
  // Halving an end may lose 2^-1075, times the other operand.
  const lost = 4 * Number.MIN_VALUE * (4 + Math.max(-ul, uu) + Math.max(-vl, vu));
  const margin = 16 * UNIT_ROUNDOFF * magnitude + lost;
  if (margin < Number.POSITIVE_INFINITY) {
    out.constant += sign * margin;
    return;
  }
  out.left = 0;
  out.right = 0;
  out.constant = sign * Number.POSITIVE_INFINITY;
}
