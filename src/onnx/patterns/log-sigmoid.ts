import type { Node } from "../model.js";
import { phi } from "../phi.js";
import type { GraphView, Pattern, Recognised } from "./pattern.js";

/** Log of Sigmoid: PyTorch's LogSigmoid. As -softplus(-x) it neither overflows nor loses its bounds. */
export const logSigmoid: Pattern = {
  name: "log-sigmoid",
  root: "Log",
  match(node: Node, view: GraphView): Recognised | null {
    const x = view.argument(node.inputs[0] ?? "", "Sigmoid");
    return x === null ? null : { x, phi: phi("log-sigmoid") };
  },
};
