import type { Node } from "../model.js";
import { phi } from "../phi.js";
import type { GraphView, Pattern, Recognised } from "./pattern.js";

/**
 * Where(beta x > threshold, x, softplus(beta x) / beta): PyTorch's Softplus from the dynamo exporter. The step at the
 * threshold (2e-9 for the defaults) is part of the function.
 */
export const softplusThreshold: Pattern = {
  name: "softplus-threshold",
  root: "Where",
  match(node: Node, view: GraphView): Recognised | null {
    const [condition, x, soft] = node.inputs;
    const greater = condition === undefined ? null : view.producer(condition, "Greater");
    if (greater === null || x === undefined || soft === undefined) return null;
    const threshold = view.number(greater.inputs[1] ?? "");
    const scaled = greater.inputs[0] ?? "";
    const beta = view.same(scaled, x) ? 1 : factorOf(view, scaled, x);
    if (threshold === null || beta === null || !(beta > 0) || !Number.isFinite(threshold)) return null;
    const quotient = view.producer(soft, "Div");
    const undivided = quotient === null ? soft : (quotient.inputs[0] ?? "");
    const divisor = quotient === null ? 1 : view.number(quotient.inputs[1] ?? "");
    const argument = view.argument(undivided, "Softplus");
    if (divisor !== beta || argument === null || !view.same(argument, scaled)) return null;
    return { x, phi: phi("softplus-threshold", { beta, threshold }) };
  },
};

function factorOf(view: GraphView, product: string, x: string): number | null {
  const node = view.producer(product, "Mul");
  if (node === null) return null;
  for (const [a, b] of view.orders(node)) if (view.same(a, x)) return view.number(b);
  return null;
}
