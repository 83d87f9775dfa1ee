import { ENTIRE } from "../../../numeric/interval.js";
import type { BivariateOperation } from "./bivariate.js";
import { maximum } from "./maximum.js";

/** min(u, v) = -max(-u, -v). */
export const minimum: BivariateOperation = {
  name: "minimum",
  smooth: false,
  value: (u, v) => Math.min(u, v),
  derivativeLeft: (u, v) => (u <= v ? 1 : 0),
  derivativeRight: (u, v) => (u <= v ? 0 : 1),
  range(ul, uu, vl, vu, out) {
    out.lower = Math.min(ul, vl);
    out.upper = Math.min(uu, vu);
  },
  gradientRange(ul, uu, vl, vu, left, right) {
    maximum.gradientRange(-uu, -ul, -vu, -vl, left, right);
  },
  secondDerivativeRange(_ul, _uu, _vl, _vu, mixed, right) {
    Object.assign(mixed, ENTIRE);
    Object.assign(right, ENTIRE);
  },
  lowerPlane(ul, uu, vl, vu, atU, atV, out) {
    maximum.upperPlane(-uu, -ul, -vu, -vl, -atU, -atV, out);
    out.constant = -out.constant;
  },
  upperPlane(ul, uu, vl, vu, atU, atV, out) {
    maximum.lowerPlane(-uu, -ul, -vu, -vl, -atU, -atV, out);
    out.constant = -out.constant;
  },
  narrow(result, left, right) {
    if (left.lower < result.lower) left.lower = result.lower;
    if (right.lower < result.lower) right.lower = result.lower;
    if (left.lower > result.upper && right.upper > result.upper) right.upper = result.upper;
    if (right.lower > result.upper && left.upper > result.upper) left.upper = result.upper;
    return left.lower <= left.upper && right.lower <= right.upper;
  },
};
