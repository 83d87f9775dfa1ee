import { up } from "../../../numeric/rounding.js";
import type { BoxPolynomial } from "./box-polynomial.js";
import type { CentredBox } from "./centred-box.js";
import type { KernelSum } from "./kernel-sum.js";

/**
 * Lower bound by |f(z) - T_p f(z)| <= |f|_H R_p(|d|) for p = 0 and 1: the best in boxes that are large against the length scales.
 * @param model of which constant and linear coefficients are the sum's value less `base`, and gradient, at the box's centre, to its error
 */
export function reproducingMinimum(sum: KernelSum, model: BoxPolynomial, base: number, box: CentredBox): number {
  const { coefficients, monomials } = model;
  let trend = 0;
  let slope = 0;
  for (let j = 0; j < monomials.dimension; j++) {
    trend += Math.abs(sum.linear[j]) * box.halfWidths[j];
    slope += Math.abs(coefficients[monomials.linear[j]]) * box.halfWidths[j];
  }
  const zeroth = up(trend + up(sum.norm * sum.kernel.taylorRemainder(0, box.radius)));
  const first = up(slope + up(sum.norm * sum.kernel.taylorRemainder(1, box.radius)));
  const loss = first < zeroth ? first : zeroth;
  const value = base + coefficients[0];
  return value - loss - 2 * model.error - 1e-14 * (Math.abs(base) + Math.abs(coefficients[0]) + loss);
}
