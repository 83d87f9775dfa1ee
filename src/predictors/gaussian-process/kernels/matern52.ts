import { Matern } from "./matern.js";

/**
 * Matern kernel of smoothness 5/2.
 *
 * Definition: with r the scaled distance and s = sqrt(5) r: kappa = (1 + s + s^2/3) exp(-s), twice differentiable paths.
 * Derivatives in t = r^2: kappa' = -(5/6)(1 + s) e^-s, kappa'' = (25/12) e^-s, kappa''' = -(125/24) e^-s / s.
 * RKHS constants: D_1 = sqrt(5/3), D_2 = 5; R_2 <= sqrt(4/15) s^2.5; no higher order.
 * Source: C. E. Rasmussen, C. K. I. Williams, Gaussian Processes for Machine Learning (2006), eq. 4.17.
 */
export class Matern52 extends Matern {
  constructor() {
    super("matern52", 2);
  }
}
