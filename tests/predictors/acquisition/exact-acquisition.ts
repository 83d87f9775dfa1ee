import type { Decimal } from "decimal.js";
import { erfc, PI } from "../../conformance/functions/truth.js";
import { D } from "../../numeric/exact-decimal.js";

const ROOT_TWO = new D(2).sqrt();
const ROOT_TWO_PI = PI.mul(2).sqrt();

function cdf(z: Decimal): Decimal {
  return erfc(z.div(ROOT_TWO).neg()).div(2);
}

function improvement(u: Decimal, deviation: Decimal): Decimal {
  if (deviation.lte(0)) return D.max(u, 0);
  const z = u.div(deviation);
  const density = D.exp(z.mul(z).div(-2)).div(ROOT_TWO_PI);
  return u.mul(cdf(z)).add(deviation.mul(density));
}

/** Acquisition functions of best (or kappa), mean and deviation in 60 digits, by their names; good down to z = -90. */
export const EXACT: Readonly<Record<string, (parameter: Decimal, mean: Decimal, deviation: Decimal) => Decimal>> = {
  ei: (best, mean, deviation) => improvement(new D(best).sub(mean), new D(deviation)),
  logei: (best, mean, deviation) => D.ln(improvement(new D(best).sub(mean), new D(deviation))),
  pi: (best, mean, deviation) => {
    const u = new D(best).sub(mean);
    if (deviation.lte(0)) return new D(u.gt(0) ? 1 : 0);
    return cdf(u.div(deviation));
  },
  logpi: (best, mean, deviation) => {
    const u = new D(best).sub(mean);
    if (deviation.lte(0)) return new D(u.gt(0) ? 0 : Number.NEGATIVE_INFINITY);
    const z = u.div(deviation);
    const above = cdf(z.neg());
    // 1 - above would be 1 in 60 digits; the next term of the series is above^2 / 2.
    return above.lt(1e-25) ? above.neg().sub(above.mul(above).div(2)) : D.ln(cdf(z));
  },
  lcb: (kappa, mean, deviation) => new D(mean).sub(new D(kappa).mul(deviation)),
  ucb: (kappa, mean, deviation) => new D(mean).add(new D(kappa).mul(deviation)),
};
