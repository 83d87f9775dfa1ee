import { Matern } from "./matern.js";

/**
 * Matern kernel of smoothness 3/2.
 *
 * Definition: with r the scaled distance and s = sqrt(3) r: kappa = (1 + s) exp(-s), once differentiable paths.
 * Derivatives in t = r^2: kappa' = -(3/2) e^-s, kappa'' = (9/4) e^-s / s.
 * RKHS constants: D_1 = sqrt 3; R_1 <= sqrt(4/3) s^1.5; no higher order.
 * Source: C. E. Rasmussen, C. K. I. Williams, Gaussian Processes for Machine Learning (2006), eq. 4.17.
 */
export class Matern32 extends Matern {
  constructor() {
    super("matern32", 1);
  }
}
