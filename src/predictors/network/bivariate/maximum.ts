import { ENTIRE } from "../../../numeric/interval.js";
import { UNIT_ROUNDOFF } from "../../../numeric/rounding.js";
import type { BivariateOperation, Plane } from "./bivariate.js";

/**
 * max(u, v) on a rectangle. It is convex: each argument is a plane below it, and a plane is above it as soon as it is above
 * it at the four vertices. The concave envelope has two facets, both through (uu, vl) and (ul, vu), one through each of
 * the other two vertices.
 */
export const maximum: BivariateOperation = {
  name: "maximum",
  smooth: false,
  value: (u, v) => Math.max(u, v),
  derivativeLeft: (u, v) => (u >= v ? 1 : 0),
  derivativeRight: (u, v) => (u >= v ? 0 : 1),
  range(ul, uu, vl, vu, out) {
    out.lower = Math.max(ul, vl);
    out.upper = Math.max(uu, vu);
  },
  gradientRange(ul, uu, vl, vu, left, right) {
    left.lower = ul > vu ? 1 : 0;
    left.upper = uu < vl ? 0 : 1;
    right.lower = vl > uu ? 1 : 0;
    right.upper = vu < ul ? 0 : 1;
  },
  secondDerivativeRange(_ul, _uu, _vl, _vu, mixed, right) {
    Object.assign(mixed, ENTIRE);
    Object.assign(right, ENTIRE);
  },
  lowerPlane(ul, uu, vl, vu, atU, atV, out) {
    const isLeft = atU >= atV || (!(atU < atV) && ul + uu >= vl + vu);
    out.left = isLeft ? 1 : 0;
    out.right = isLeft ? 0 : 1;
    out.constant = 0;
  },
  upperPlane(ul, uu, vl, vu, atU, atV, out) {
    if (ul >= vu || uu <= vl) {
      out.left = ul >= vu ? 1 : 0;
      out.right = ul >= vu ? 0 : 1;
      out.constant = 0;
      return;
    }
    const bottom = Math.max(ul, vl);
    const top = Math.max(uu, vu);
    facet((uu - bottom) / (uu - ul), (vu - bottom) / (vu - vl), ul, uu, vl, vu, out);
    const { left, right, constant } = out;
    facet((top - vu) / (uu - ul), (top - uu) / (vu - vl), ul, uu, vl, vu, out);
    if (left * atU + right * atV + constant < out.left * atU + out.right * atV + out.constant) {
      out.left = left;
      out.right = right;
      out.constant = constant;
    }
  },
  narrow(result, left, right) {
    if (left.upper > result.upper) left.upper = result.upper;
    if (right.upper > result.upper) right.upper = result.upper;
    // One of the two has to reach the result.
    if (left.upper < result.lower && right.lower < result.lower) right.lower = result.lower;
    if (right.upper < result.lower && left.lower < result.lower) left.lower = result.lower;
    return left.lower <= left.upper && right.lower <= right.upper;
  },
};

/** The plane with the given slopes (0 where an edge has no width) that is just above the maximum at the four vertices. */
function facet(a: number, b: number, ul: number, uu: number, vl: number, vu: number, out: Plane): void {
  const left = uu > ul ? a : 0;
  const right = vu > vl ? b : 0;
  const magnitude = Math.max(-ul, uu, -vl, vu) * (1 + Math.abs(left) + Math.abs(right));
  if (!(magnitude < Number.POSITIVE_INFINITY)) {
    out.left = 0;
    out.right = 0;
    out.constant = Math.max(uu, vu);
    return;
  }
  const low = Math.max(ul, vl) - left * ul - right * vl;
  const high = Math.max(uu, vu) - left * uu - right * vu;
  const first = Math.max(uu, vl) - left * uu - right * vl;
  const second = Math.max(ul, vu) - left * ul - right * vu;
  out.left = left;
  out.right = right;
  out.constant = Math.max(low, high, first, second) + 8 * UNIT_ROUNDOFF * magnitude + Number.MIN_VALUE;
}
