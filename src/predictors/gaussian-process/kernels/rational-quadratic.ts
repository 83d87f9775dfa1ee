import { SMALLEST } from "../../../numeric/rounding.js";
import { IsotropicKernel, type PowerCap } from "./isotropic-kernel.js";
import { derivativeCap } from "./remainder-coefficients.js";

/**
 * Rational quadratic: a scale mixture of squared exponentials, with heavier tails; alpha -> Infinity is their limit.
 *
 * Definition: kappa(t) = u^-alpha, u = 1 + t / (2 alpha).
 * Derivatives in t: kappa^(m) = (-1/2)^m u^(-alpha-m) prod_{i<m} (1 + i / alpha).
 * RKHS constants: D_m^2 = (2m)! / (m! 2^m) prod_{i<m} (1 + i / alpha).
 * Source: C. E. Rasmussen, C. K. I. Williams, Gaussian Processes for Machine Learning (2006), eq. 4.19.
 * Rounding: u is off by at most 2 u of itself, which the power magnifies alpha + 5 times; Math.pow is trusted to 4 ulp, the
 * constants and divisions add at most 20 u.
 */
export class RationalQuadratic extends IsotropicKernel {
  readonly name = "rational-quadratic";
  readonly parameters: Readonly<Record<string, number>>;
  readonly ordersAtZero = 4;
  readonly errorUnits: number;
  readonly argumentUnits = 0;
  readonly taylorOrder = 4;
  /** (-1/2)^m prod_{i<m} (1 + i / alpha) */
  private readonly factors = new Float64Array(6);

  /** alpha between 1e-6 and 1e6; throws a RangeError otherwise. */
  constructor(private readonly alpha: number) {
    super();
    if (!(alpha >= 1e-6 && alpha <= 1e6)) {
      throw new RangeError(`rational-quadratic: alpha is ${alpha}, but must be between 1e-6 and 1e6`);
    }
    this.parameters = { alpha };
    this.errorUnits = Math.ceil(2.1 * (alpha + 5)) + 28;
    this.factors[0] = 1;
    for (let m = 1; m <= 5; m++) this.factors[m] = -0.5 * this.factors[m - 1] * (1 + (m - 1) / alpha);
  }

  derivative(t: number, order: number): number {
    const u = 1 + t / (2 * this.alpha);
    let value = this.factors[order] * u ** -this.alpha;
    for (let m = 0; m < order; m++) value /= u;
    return value;
  }

  jets(t: Float64Array, count: number, order: number, out: Float64Array): void {
    const { alpha, factors } = this;
    const twice = 2 * alpha;
    for (let i = 0; i < count; i++) {
      const u = 1 + t[i] / twice;
      const value = u ** -alpha;
      out[i] = value;
      for (let m = 1; m <= order; m++) {
        let scaled = factors[m] * value;
        for (let k = 0; k < m; k++) scaled /= u;
        out[m * count + i] = scaled;
      }
    }
  }

  /** d kappa / d ln alpha = kappa (t / (2 u) - alpha ln u): what a fit of alpha needs. */
  shapeDerivative(t: number): number {
    const x = t / (2 * this.alpha);
    return (1 + x) ** -this.alpha * (t / (2 + 2 * x) - this.alpha * Math.log1p(x));
  }

  magnitudeAtZero(order: number): number {
    return Math.abs(this.factors[order]);
  }

  remainderCap(order: number): PowerCap {
    return derivativeCap(order, this.magnitudeAtZero(order + 1));
  }

  scaledUpper(order: number, power: number, a: number, b: number): number {
    return b ** power * Math.abs(this.derivative(a * a, order)) * (1 + this.slack()) + SMALLEST;
  }

  scaledLower(order: number, power: number, a: number, b: number): number {
    return a ** power * Math.abs(this.derivative(b * b, order)) * (1 - this.slack());
  }

  private slack(): number {
    return (this.errorUnits + 2 * this.alpha + 100) * 2 ** -52;
  }
}
