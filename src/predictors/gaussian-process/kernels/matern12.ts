import { Matern } from "./matern.js";

/**
 * Matern kernel of smoothness 1/2.
 *
 * Definition: with r the scaled distance and s = r: kappa = exp(-s), continuous but not differentiable at the data (Ornstein-Uhlenbeck).
 * Derivatives in t = r^2: kappa' = -e^-s / (2 s), kappa'' = (s + 1) e^-s / (4 s^3); the slope at t = 0 is -Infinity.
 * RKHS constants: R_0 = sqrt(2 (1 - e^-s)) <= sqrt(2 s); no higher order.
 * Source: C. E. Rasmussen, C. K. I. Williams, Gaussian Processes for Machine Learning (2006), eq. 4.17.
 */
export class Matern12 extends Matern {
  constructor() {
    super("matern12", 0);
  }
}
