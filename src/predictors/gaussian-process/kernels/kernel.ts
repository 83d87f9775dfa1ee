/**
 * An isotropic kernel kappa(t) with kappa(0) = 1, decreasing and convex in t > 0 (completely monotone: the signs of its
 * derivatives alternate), where t = |z - z'|^2 in coordinates scaled by the length scales. Covariances are
 * signalVariance * kappa(t). What is called an upper bound holds for the real function.
 */
export interface Kernel {
  readonly name: string;
  readonly parameters: Readonly<Record<string, number>>;
  /**
   * Highest order of derivatives in t that are finite at t = 0: 4 stands for all that are used (squared exponential,
   * rational quadratic); 2 for Matern 5/2, 1 for Matern 3/2, 0 for Matern 1/2.
   */
  readonly ordersAtZero: number;
  /** kappa^(order)(t), float64, order 0..5, t >= 0; infinite, with its sign, at t = 0 above `ordersAtZero`. */
  derivative(t: number, order: number): number;
  /**
   * `derivative` of many arguments: out[m * count + i] = kappa^(m)(t[i]) for m = 0..order (at most 4) and i < count, with
   * the very same values.
   */
  jets(t: Float64Array, count: number, order: number, out: Float64Array): void;
  /**
   * What `derivative` returns is kappa^(order)(t') (1 + e) with |t' - t| <= argumentUnits u t and |e| <= errorUnits u,
   * u = 2^-53, t taken as exact; 1e-300 may be added where that is more (underflow). The same t' for all orders.
   */
  readonly errorUnits: number;
  readonly argumentUnits: number;
  /** Orders p for which `taylorRemainder` is finite: 0..taylorOrder. */
  readonly taylorOrder: number;
  /**
   * Upper bound of R_p(r) = | k_z - Taylor_p k_z |_H at distance r in scaled coordinates, in the kernel's own reproducing kernel
   * Hilbert space: |f(z + d) - T_p f(z; d)| <= |f|_H R_p(|d|). Infinity for p > taylorOrder. R_p itself rises with r.
   */
  taylorRemainder(order: number, r: number): number;
  /** Upper bound of sup over 0 < s <= r of R_p(s) / s^power (an integer, 0..8); Infinity where it diverges. */
  remainderRatio(order: number, power: number, r: number): number;
  /**
   * Upper bound of sup over t >= rho^2 of |(d/ds)^m kappa(|z + s u - z_i|^2)| over unit directions u, m = order = 1..5: the m-th
   * directional derivative of one kernel at distance at least rho from its centre. Infinity where it is unbounded (Matern
   * next to rho = 0, m above twice the smoothness). From a table, without exponentials: cheap enough for every point of a box.
   */
  directionalDerivative(order: number, rho: number): number;
}
