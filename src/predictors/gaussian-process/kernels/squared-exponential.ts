import { SMALLEST, up } from "../../../numeric/rounding.js";
import { IsotropicKernel, type PowerCap } from "./isotropic-kernel.js";
import { derivativeCap } from "./remainder-coefficients.js";

/**
 * Squared exponential (Gaussian, RBF).
 *
 * Definition: kappa(t) = exp(-t / 2), t the scaled squared distance.
 * Derivatives in t: kappa^(m) = (-1/2)^m kappa.
 * RKHS constants: D_m^2 = (2m)! / (m! 2^m): 1, sqrt 3, sqrt 15, sqrt 105, sqrt 945.
 * Source: C. E. Rasmussen, C. K. I. Williams, Gaussian Processes for Machine Learning (2006), eq. 4.9.
 * Rounding: t / 2 and the powers of two are exact, Math.exp is trusted to 4 ulp.
 */
export class SquaredExponential extends IsotropicKernel {
  readonly name = "squared-exponential";
  readonly parameters = {};
  readonly ordersAtZero = 4;
  readonly errorUnits = 8;
  readonly argumentUnits = 0;
  readonly taylorOrder = 4;

  derivative(t: number, order: number): number {
    return (-0.5) ** order * Math.exp(-0.5 * t);
  }

  jets(t: Float64Array, count: number, order: number, out: Float64Array): void {
    for (let i = 0; i < count; i++) out[i] = Math.exp(-0.5 * t[i]);
    for (let m = 1; m <= order; m++) {
      const start = m * count;
      for (let i = 0; i < count; i++) out[start + i] = -0.5 * out[start - count + i];
    }
  }

  magnitudeAtZero(order: number): number {
    return 0.5 ** order;
  }

  remainderCap(order: number): PowerCap {
    return derivativeCap(order, this.magnitudeAtZero(order + 1));
  }

  scaledUpper(order: number, power: number, a: number, b: number): number {
    return up(b ** power * 0.5 ** order * Math.exp(-0.5 * a * a) * (1 + 2 ** -40)) + SMALLEST;
  }

  scaledLower(order: number, power: number, a: number, b: number): number {
    return a ** power * 0.5 ** order * Math.exp(-0.5 * b * b) * (1 - 2 ** -40);
  }
}
