import type { UnivariateFunction } from "../../functions/univariate.js";
import type { Tensor } from "../algebra.js";
import { requireConstant } from "../arithmetic/constant.js";
import { apply } from "../arithmetic/elementwise.js";
import { broadcast } from "../arithmetic/view.js";
import type { Operator, OperatorCall } from "../operator.js";
import { phi } from "../phi.js";
import { applyWithParameter } from "./parameter.js";

function activation(name: string, since: number, make: (call: OperatorCall) => UnivariateFunction): Operator {
  return { domain: "", name, since, apply: (call) => [apply(call.w, make(call), call.input(0))] };
}

/** Defaults of attributes are float32 numbers, as the exporters' runtimes read them from the specification. */
const single = Math.fround;

function gelu(call: OperatorCall): UnivariateFunction {
  const approximate = call.text("approximate", "none");
  if (approximate === "none") return phi("gelu", { divisor: Math.SQRT2 });
  if (approximate === "tanh") return phi("gelu-tanh", { k: Math.sqrt(2 / Math.PI), a: 0.044715 });
  throw call.fail("malformed", `approximate is "${approximate}" instead of "none" or "tanh"`);
}

/** Slopes, one per channel or element, broadcast to the input in one direction. */
function parametricRelu(call: OperatorCall): Tensor[] {
  const x = call.input(0);
  const slopes = broadcast(call.w, requireConstant(call.input(1), "the slope"), x.shape);
  return [applyWithParameter(call.w, x, requireConstant(slopes, "the slope"), (alpha) => phi("leaky-relu", { alpha }))];
}

export const activationOperators: readonly Operator[] = [
  activation("Relu", 6, () => phi("relu")),
  activation("LeakyRelu", 6, (call) => phi("leaky-relu", { alpha: call.float("alpha", single(0.01)) })),
  activation("Elu", 6, (call) => phi("elu", { alpha: call.float("alpha", 1) })),
  activation("Selu", 6, (call) =>
    phi("selu", {
      alpha: call.float("alpha", 1.67326319217681884765625),
      gamma: call.float("gamma", 1.05070102214813232421875),
    }),
  ),
  activation("Celu", 12, (call) => phi("celu", { alpha: call.float("alpha", 1) })),
  activation("Softplus", 1, () => phi("softplus")),
  activation("Softsign", 1, () => phi("softsign")),
  activation("Sigmoid", 6, () => phi("sigmoid")),
  activation("HardSigmoid", 6, (call) =>
    phi("hard-sigmoid", { alpha: call.float("alpha", single(0.2)), beta: call.float("beta", 0.5) }),
  ),
  activation("HardSwish", 14, () => phi("hard-swish")),
  activation("Tanh", 6, () => phi("tanh")),
  activation("Gelu", 20, gelu),
  activation("Mish", 18, () => phi("mish")),
  { domain: "", name: "PRelu", since: 7, apply: parametricRelu },
];
