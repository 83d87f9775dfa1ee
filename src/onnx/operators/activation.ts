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

/** The irrational constants of the definition are the nearest float64 numbers. */
function gelu(call: OperatorCall): UnivariateFunction {
  const approximate = call.text("approximate", "none");
  if (approximate === "none") return phi("gelu", { divisor: Math.SQRT2 });
  if (approximate === "tanh") return phi("gelu-tanh", { k: Math.sqrt(2 / Math.PI), a: 0.044715 });
  throw call.fail("malformed", `approximate is "${approximate}" instead of "none" or "tanh"`);
}

/** Soft shrinkage, where bias and lambd agree; otherwise the function jumps. */
function shrink(call: OperatorCall): UnivariateFunction {
  const lambda = call.float("lambd", 0.5);
  const bias = call.float("bias", 0);
  if (bias !== lambda) throw call.fail("unsupported", `bias ${bias} differs from lambd ${lambda}: the function jumps`);
  return phi("soft-shrink", { lambda });
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
      alpha: call.float("alpha", 1.6732631921768188),
      gamma: call.float("gamma", 1.0507010221481323),
    }),
  ),
  activation("Celu", 12, (call) => phi("celu", { alpha: call.float("alpha", 1) })),
  activation("Softplus", 1, () => phi("softplus")),
  activation("Softsign", 1, () => phi("softsign")),
  activation("Sigmoid", 6, () => phi("sigmoid")),
  activation("HardSigmoid", 6, (call) =>
    phi("hard-sigmoid", { alpha: call.float("alpha", single(0.2)), beta: call.float("beta", 0.5) }),
  ),
  // The operator's function body (onnx/defs/nn) has 1/6 as a float32 attribute of HardSigmoid.
  activation("HardSwish", 14, () => phi("hard-swish", { alpha: single(1 / 6), beta: 0.5 })),
  activation("Tanh", 6, () => phi("tanh")),
  activation("Gelu", 20, gelu),
  activation("Shrink", 9, shrink),
  activation("Mish", 18, () => phi("mish")),
  { domain: "", name: "PRelu", since: 7, apply: parametricRelu },
];
