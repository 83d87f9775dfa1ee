import { SMALLEST, UNIT_ROUNDOFF, up } from "../../../numeric/rounding.js";
import { DirectionalTable } from "./directional-table.js";
import type { Kernel } from "./kernel.js";
import { RatioTable } from "./ratio-table.js";
import { distanceCoefficient, momentCoefficient } from "./remainder-coefficients.js";

/** R_p(r) <= coefficient * r^exponent for all r. */
export interface PowerCap {
  readonly coefficient: number;
  readonly exponent: number;
}

/** What kernels have in common: everything that follows from their derivatives in t. */
export abstract class IsotropicKernel implements Kernel {
  abstract readonly name: string;
  abstract readonly parameters: Readonly<Record<string, number>>;
  abstract readonly ordersAtZero: number;
  abstract readonly errorUnits: number;
  abstract readonly argumentUnits: number;
  abstract readonly taylorOrder: number;
  private readonly ratios: (RatioTable | undefined)[] = [];
  private readonly directional: (DirectionalTable | undefined)[] = [];

  abstract derivative(t: number, order: number): number;
  abstract jets(t: Float64Array, count: number, order: number, out: Float64Array): void;

  /** Upper bound of |kappa^(order)(0)|, order 0..5; Infinity where there is none. Exact to 8 units of roundoff. */
  abstract magnitudeAtZero(order: number): number;

  /** The tightest bound of R_p by a power of r, p = order <= taylorOrder, that is exact in the limit r -> 0. */
  abstract remainderCap(order: number): PowerCap;

  /**
   * Upper bound of r^power |kappa^(order)(r^2)| over a <= r <= b, order 0..5; Infinity where it is unbounded. The lower
   * bound of the same is `scaledLower`.
   */
  abstract scaledUpper(order: number, power: number, a: number, b: number): number;
  abstract scaledLower(order: number, power: number, a: number, b: number): number;

  /**
   * With the spectral measure of kappa (Bochner: kappa(r^2) = E cos(w r) along any direction) and F_p(x) = e^(ix) minus its
   * Taylor polynomial P_p of degree p, R_p(r)^2 = E |F_p(w r)|^2 = 1 + E |P_p(w r)|^2 - 2 E Re(conj(P_p) e^(iwr)). The first mean is a
   * polynomial in r^2 of the moments E w^2m = (2m)!/m! |kappa^(m)(0)|, the second the Taylor polynomial of
   * kappa(r^2) from r to 0, hence sum_n b_pn t^n kappa^(n)(t). R_p rises with r: d|F_p|^2/dx is 2 x^p / p! times a
   * remainder of the alternating series of sine or cosine, which has one sign.
   *
   * The closed form loses its digits to cancellation where r is small; there the cap takes over, which is |F_p(x)| <=
   * |x|^(p+1) / (p+1)! for moments that exist. Rounding: magnitudes of all terms are summed; each is off by at most 60 u + errorUnits u
   * of itself, and by the derivative for the inexact argument.
   */
  taylorRemainder(order: number, r: number): number {
    if (r === 0) return 0;
    if (order > this.taylorOrder) return Number.POSITIVE_INFINITY;
    const cap = this.remainderCap(order);
    const capped = up(up(cap.coefficient * (r ** cap.exponent * (1 + 2 ** -50)))) + SMALLEST;
    const t = up(r * r);
    let square = 1;
    let magnitude = 1;
    let shifts = 0;
    let power = 1;
    for (let n = 0; n <= order; n++) {
      const coefficient = momentCoefficient(order, n);
      const moment = coefficient === 0 ? 0 : coefficient * this.magnitudeAtZero(n) * power;
      square += moment;
      magnitude += Math.abs(moment);
      const distance = -2 * distanceCoefficient(order, n) * power;
      const term = distance * this.derivative(t, n);
      square += term;
      magnitude += Math.abs(term);
      shifts += 2 * Math.abs(distance * t * this.derivative(t, n + 1));
      power *= t;
    }
    const error = UNIT_ROUNDOFF * ((60 + this.errorUnits) * magnitude + this.argumentUnits * shifts);
    const closed = up(Math.sqrt(up(Math.max(square, 0) + 1.01 * error)));
    // NaN (overflow far away) leaves the cap.
    return closed < capped ? closed : capped;
  }

  remainderRatio(order: number, power: number, r: number): number {
    if (order > this.taylorOrder) return Number.POSITIVE_INFINITY;
    const key = order * 16 + power;
    let table = this.ratios[key];
    if (table === undefined) {
      table = new RatioTable(this, order, power);
      this.ratios[key] = table;
    }
    return table.supremum(r);
  }

  directionalDerivative(order: number, rho: number): number {
    let table = this.directional[order];
    if (table === undefined) {
      table = new DirectionalTable(this, order);
      this.directional[order] = table;
    }
    return table.supremum(rho);
  }
}
