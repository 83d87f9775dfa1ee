import { SMALLEST } from "../../../numeric/rounding.js";
import { IsotropicKernel, type PowerCap } from "./isotropic-kernel.js";
import { derivativeCap } from "./remainder-coefficients.js";

/** Reverse Bessel polynomials theta_n, coefficients from the constant up: z^(n+1/2) K_(n+1/2)(z) = sqrt(pi / 2) theta_n(z) e^-z. */
const BESSEL = [[1], [1, 1], [3, 3, 1], [15, 15, 6, 1], [105, 105, 45, 10, 1]].map((c) => Float64Array.from(c));

/** Squares of lim R_p(s / sqrt(2 nu)) / s^nu as s -> 0 for p = nu - 1/2 = 0, 1, 2: series of the closed form. */
const LIMIT_SQUARES = [2, 4 / 3, 4 / 15];

/**
 * Matern kernels of half-integer smoothness nu = p + 1/2, p = 0, 1, 2.
 *
 * Definition: with s = sqrt(2 nu t), kappa(t) = theta_p(s) e^-s / theta_p(0), theta_p the reverse Bessel polynomials.
 * Derivatives in t: from (d/dz)(z^nu K_nu) = -z^nu K_(nu-1) and ds/dt = nu / s,
 *   kappa^(m) = (-nu)^m / theta_p(0) G_(p-m), G_q = theta_q(s) e^-s for q >= 0, s^(1-2k) theta_(k-1)(s) e^-s for q = -k < 0,
 *   G_(q-1) = (G_(q+1) - (2q+1) G_q) / s^2, a sum of positive terms for q < 0.
 * RKHS: R_q is finite for q <= p. Below p the moments exist (`derivativeCap`); R_p(r) <= L s^nu, L^2 = 2, 4/3, 4/15: the
 * spectral density is C (1 + w^2)^-(nu+1/2) <= C w^(-2nu-1) in s, and with the right-hand side E |F_p(ws)|^2 becomes a multiple of
 * s^2nu by substitution; it is the limit of the left as s -> 0, which the closed form's series gives.
 * Source: C. E. Rasmussen, C. K. I. Williams, Gaussian Processes for Machine Learning (2006), eqs. 4.14 to 4.17; NIST
 * DLMF 10.29.1, 10.29.4 and 10.49.
 * Rounding: s is the root of 2 nu t (1 + 3 u), which is told in `argumentUnits`; Math.exp 8 u; the constant 2 u; each of the
 * at most 4 steps of the recurrence 4 u, the polynomials and G_-1 less.
 */
export class Matern extends IsotropicKernel {
  readonly parameters = {};
  readonly ordersAtZero: number;
  readonly errorUnits = 30;
  readonly argumentUnits = 4;
  readonly taylorOrder: number;
  /** nu^m / theta_p(0), with the sign of the derivative. */
  private readonly factors = new Float64Array(6);
  private readonly scratch = new Float64Array(6);

  constructor(
    readonly name: string,
    private readonly degree: 0 | 1 | 2,
  ) {
    super();
    this.ordersAtZero = degree;
    this.taylorOrder = degree;
    for (let m = 0; m <= 5; m++) this.factors[m] = (-(degree + 0.5)) ** m / BESSEL[degree][0];
  }

  derivative(t: number, order: number): number {
    this.jet(t, order, this.scratch, 0, 1);
    return this.scratch[order];
  }

  jets(t: Float64Array, count: number, order: number, out: Float64Array): void {
    if (this.degree === 2 && order <= 2) this.smoothJets(t, count, order, out);
    else for (let i = 0; i < count; i++) this.jet(t[i], order, out, i, count);
  }

  /** The most frequent case without the recurrence: the same operations, twice as fast. */
  private smoothJets(t: Float64Array, count: number, order: number, out: Float64Array): void {
    const [zeroth, first, second] = this.factors;
    for (let i = 0; i < count; i++) {
      const s = Math.sqrt(5 * t[i]);
      const decay = Math.exp(-s);
      out[i] = zeroth * ((3 + s * (3 + s)) * decay);
      if (order > 0) out[count + i] = first * ((1 + s) * decay);
      if (order > 1) out[2 * count + i] = second * decay;
    }
  }

  /** out[start + m stride] = kappa^(m)(t), m = 0..order, by G_q = theta_q e^-s for q >= 0 and the recurrence below. */
  private jet(t: number, order: number, out: Float64Array, start: number, stride: number): void {
    const { degree, factors } = this;
    const s = Math.sqrt((2 * degree + 1) * t);
    const decay = Math.exp(-s);
    const square = s * s;
    let before = 0;
    let last = 0;
    for (let m = 0, at = start; m <= order; m++, at += stride) {
      const q = degree - m;
      let value = decay;
      if (q === 2) value = (3 + s * (3 + s)) * decay;
      else if (q === 1) value = (1 + s) * decay;
      else if (q === -1) value = decay / s;
      else if (q < -1) value = (before - (2 * q + 3) * last) / square;
      before = last;
      last = value;
      out[at] = factors[m] * value;
    }
  }

  magnitudeAtZero(order: number): number {
    if (order > this.degree) return Number.POSITIVE_INFINITY;
    return Math.abs(this.factors[order]) * BESSEL[this.degree - order][0];
  }

  remainderCap(order: number): PowerCap {
    if (order < this.degree) return derivativeCap(order, this.magnitudeAtZero(order + 1));
    const nu = this.degree + 0.5;
    const coefficient = Math.sqrt(LIMIT_SQUARES[this.degree]) * (2 * nu) ** (nu / 2);
    return { coefficient: coefficient * (1 + 2 ** -45), exponent: nu };
  }

  scaledUpper(order: number, power: number, a: number, b: number): number {
    return this.scaled(order, power, b, a) * (1 + 2 ** -40) + SMALLEST;
  }

  scaledLower(order: number, power: number, a: number, b: number): number {
    return this.scaled(order, power, a, b) * (1 - 2 ** -40);
  }

  /** r^power |kappa^(order)(r^2)|, its rising factors at one distance and its falling ones at another. */
  private scaled(order: number, power: number, rising: number, falling: number): number {
    const root = Math.sqrt(2 * this.degree + 1);
    const k = order - this.degree;
    const exponent = k <= 0 ? power : power - 2 * k + 1;
    const polynomial = horner(BESSEL[k <= 0 ? -k : k - 1], root * rising);
    // r^power = s^power / root^power
    const r = exponent >= 0 ? root * rising : root * falling;
    const size = (Math.abs(this.factors[order]) * polynomial) / root ** power;
    return size * r ** exponent * Math.exp(-root * falling);
  }
}

function horner(coefficients: Float64Array, s: number): number {
  let value = coefficients[coefficients.length - 1];
  for (let k = coefficients.length - 2; k >= 0; k--) value = value * s + coefficients[k];
  return value;
}
