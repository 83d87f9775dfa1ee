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
  lowerPlane(ul, uu, vl, vu, atU, atV, out) {
    maximum.upperPlane(-uu, -ul, -vu, -vl, -atU, -atV, out);
    out.constant = -out.constant;
  },
  upperPlane(ul, uu, vl, vu, atU, atV, out) {
    maximum.lowerPlane(-uu, -ul, -vu, -vl, -atU, -atV, out);
    out.constant = -out.constant;
  },
};
