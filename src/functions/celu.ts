import { ExponentialUnit } from "./elu.js";
import { refuse } from "./parameter.js";

/** max(0, x) + min(0, alpha * (exp(x / alpha) - 1)); for alpha < 0 that is concave. Default alpha 1. */
export class Celu extends ExponentialUnit {
  constructor(alpha = 1) {
    if (!(Math.abs(alpha) >= 1e-6 && Math.abs(alpha) <= 1e6)) {
      refuse("celu", "alpha", alpha, "of magnitude 1e-6 to 1e6");
    }
    super("celu", { alpha }, 1, alpha, alpha);
  }
}
