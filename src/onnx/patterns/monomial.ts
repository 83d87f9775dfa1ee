import type { Node } from "../model.js";
import { phi } from "../phi.js";
import type { GraphView, Pattern, Recognised } from "./pattern.js";

/** x x x …: a power, whose bounds are those of the whole product. */
export const monomial: Pattern = {
  name: "monomial",
  root: "Mul",
  match(node: Node, view: GraphView): Recognised | null {
    const factors = view.factors(node.outputs[0]!);
    const x = factors[0]!;
    if (factors.length < 3 || factors.length >= 8 || !factors.every((factor) => view.same(factor, x))) return null;
    return { x, phi: phi("power", { exponent: factors.length }) };
  },
};
