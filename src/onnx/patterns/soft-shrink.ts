import type { Node } from "../model.js";
import { phi } from "../phi.js";
import type { GraphView, Pattern, Recognised } from "./pattern.js";

/** Where(x > l, x - l, 0) + Where(x < -l, x + l, 0): PyTorch's Softshrink. */
export const softShrink: Pattern = {
  name: "soft-shrink",
  root: "Add",
  match(node: Node, view: GraphView): Recognised | null {
    for (const [upper, lower] of view.orders(node)) {
      const above = branch(view, upper, "Greater", "Sub");
      const below = branch(view, lower, "Less", "Add");
      if (above === null || below === null || !view.same(above.x, below.x)) continue;
      const lambda = above.threshold;
      if (below.threshold !== -lambda || above.shift !== lambda || below.shift !== lambda) continue;
      if (lambda >= 0 && Number.isFinite(lambda)) return { x: above.x, phi: phi("soft-shrink", { lambda }) };
    }
    return null;
  },
};

function branch(view: GraphView, name: string, comparison: string, operation: string) {
  const where = view.producer(name, "Where");
  const test = where && view.producer(where.inputs[0] ?? "", comparison);
  const shifted = where && view.producer(where.inputs[1] ?? "", operation);
  if (!where || !test || !shifted || view.number(where.inputs[2] ?? "") !== 0) return null;
  const x = test.inputs[0] ?? "";
  const threshold = view.number(test.inputs[1] ?? "");
  const shift = view.number(shifted.inputs[1] ?? "");
  if (threshold === null || shift === null || !view.same(shifted.inputs[0] ?? "", x)) return null;
  return { x, threshold, shift };
}
