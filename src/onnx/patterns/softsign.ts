import type { Node } from "../model.js";
import { phi } from "../phi.js";
import type { GraphView, Pattern, Recognised } from "./pattern.js";

/** x / (1 + |x|): PyTorch's Softsign. */
export const softsign: Pattern = {
  name: "softsign",
  root: "Div",
  match(node: Node, view: GraphView): Recognised | null {
    const [x, denominator] = node.inputs;
    if (x === undefined || denominator === undefined) return null;
    const magnitude = view.plus(denominator, 1);
    const argument = magnitude === null ? null : view.argument(magnitude, "Abs");
    return argument !== null && view.same(argument, x) ? { x, phi: phi("softsign") } : null;
  },
};
