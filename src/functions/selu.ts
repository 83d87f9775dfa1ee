import { ExponentialUnit } from "./elu.js";

/** gamma * x for x >= 0, gamma * alpha * (exp(x) - 1) for x < 0. Defaults: ONNX's, the float32 values of the paper's. */
export class Selu extends ExponentialUnit {
  constructor(alpha = 1.6732631921768188, gamma = 1.0507010221481323) {
    super("selu", { alpha, gamma }, gamma, alpha, 1);
  }
}
