import type { Node } from "../model.js";
import { phi } from "../phi.js";
import type { GraphView, Pattern, Recognised } from "./pattern.js";

/** x times a gate that is a function of x. */
function gated(name: string, gate: (view: GraphView, factor: string, x: string) => Recognised["phi"] | null): Pattern {
  return {
    name,
    root: "Mul",
    match(node: Node, view: GraphView): Recognised | null {
      for (const [x, factor] of view.orders(node)) {
        const function_ = gate(view, factor, x);
        if (function_ !== null) return { x, phi: function_ };
      }
      return null;
    },
  };
}

function of(view: GraphView, name: string, operator: string, x: string): boolean {
  const argument = view.argument(name, operator);
  return argument !== null && view.same(argument, x);
}

/** Sigmoid, Mul: PyTorch's SiLU, Keras's swish. */
export const silu = gated("silu", (view, gate, x) => (of(view, gate, "Sigmoid", x) ? phi("silu") : null));

/** Softplus, Tanh, Mul: PyTorch's Mish before opset 18. */
export const mish = gated("mish", (view, gate, x) => {
  const inner = view.argument(gate, "Tanh");
  return inner !== null && of(view, inner, "Softplus", x) ? phi("mish") : null;
});

/** HardSigmoid, Mul: Hardswish before opset 14. */
export const hardSwish = gated("hard-swish", (view, gate, x) => {
  if (!of(view, gate, "HardSigmoid", x)) return null;
  const attributes = view.producer(gate, "HardSigmoid")!.attributes;
  const number = (name: string, absent: number) => {
    const attribute = attributes.get(name);
    return attribute === undefined ? absent : attribute.kind === "float" ? attribute.value : Number.NaN;
  };
  const parameters = { alpha: number("alpha", Math.fround(0.2)), beta: number("beta", 0.5) };
  const fits = parameters.alpha >= 1e-6 && parameters.alpha <= 1e6 && parameters.beta >= 0 && parameters.beta <= 1;
  return fits ? phi("hard-swish", parameters) : null;
});
