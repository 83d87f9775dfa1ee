/**
 * An isotropic kernel kappa(t) with kappa(0) = 1, decreasing and convex in t > 0, where t = |z - z'|^2 in coordinates scaled by
 * the length scales. Covariances are signalVariance * kappa(t). Everything named `estimate` apart, results are rigorous for the
 * real function.
 */
export interface Kernel {
  readonly name: string;
  readonly parameters: Readonly<Record<string, number>>;
  /**
   * Highest order of derivatives in t that exist at t = 0 from the right and are finite; 4 stands for all that are used
   * (squared exponential, rational quadratic), 1 for Matern 5/2 and 3/2 only up to their own order, 0 for Matern 1/2.
   */
  readonly ordersAtZero: number;
  /** kappa^(order)(t), float64, order 0..4, t >= 0 (t > 0 where the derivative is infinite at 0). */
  derivative(t: number, order: number): number;
  /** out[m] = kappa^(m)(t) for m = 0..order, as `derivative` has it, with one evaluation of exp or pow: the bounds' inner loop. */
  derivatives(t: number, order: number, out: Float64Array): void;
  /** Relative error that `derivative` may have at most, for orders 0..4, in units of roundoff (2^-53), t taken as exact. */
  readonly errorUnits: number;
  /** Orders p for which `taylorRemainder` is finite: 0..taylorOrder. */
  readonly taylorOrder: number;
  /**
   * Upper bound of R_p(r) = | k_z - Taylor_p k_z |_H at distance r in scaled coordinates, in the kernel's own reproducing kernel
   * Hilbert space: |f(z + d) - T_p f(z; d)| <= |f|_H R_p(|d|).
   */
  taylorRemainder(order: number, r: number): number;
  /** Upper bound of sup over 0 < s <= r of R_p(s) / s^power; Infinity where it diverges. */
  remainderRatio(order: number, power: number, r: number): number;
  /**
   * Upper bound of sup over t >= rho^2 of |(d/ds)^m kappa(|z + s u - z_i|^2)| over unit directions u, m = 1..5: the m-th directional derivative of
   * one kernel at distance at least rho from its centre. Infinity where it is unbounded (Matern at rho = 0).
   */
  directionalDerivative(order: number, rho: number): number;
}
