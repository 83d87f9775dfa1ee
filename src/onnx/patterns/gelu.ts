import type { Node } from "../model.js";
import { phi } from "../phi.js";
import type { GraphView, Pattern, Recognised } from "./pattern.js";

/** The factors of 0.5 * x * (1 + g), however they are associated: [x, g]. */
function halfGated(node: Node, view: GraphView): (readonly [x: string, g: string])[] {
  const { numbers, rest } = view.product(node.outputs[0]!);
  if (numbers.length !== 1 || numbers[0] !== 0.5 || rest.length !== 2) return [];
  const [a, b] = rest as [string, string];
  const found: (readonly [string, string])[] = [];
  for (const [x, sum] of [
    [a, b],
    [b, a],
  ] as const) {
    const g = view.plus(sum, 1);
    if (g !== null) found.push([x, g]);
  }
  return found;
}

/** 0.5 x (1 + erf(x / divisor)), the divisor as stored (float32 in PyTorch's files). */
export const gelu: Pattern = {
  name: "gelu",
  root: "Mul",
  match(node: Node, view: GraphView): Recognised | null {
    for (const [x, g] of halfGated(node, view)) {
      const inner = view.argument(g, "Erf");
      const quotient = inner === null ? null : view.producer(inner, "Div");
      if (quotient === null || !view.same(quotient.inputs[0] ?? "", x)) continue;
      const divisor = view.number(quotient.inputs[1] ?? "");
      if (divisor !== null && divisor >= 1e-6 && divisor <= 1e6) return { x, phi: phi("gelu", { divisor }) };
    }
    return null;
  },
};

/** 0.5 x (1 + tanh(k (x + a x^3))), k and a as stored; the cube as a power or as products. */
export const geluTanh: Pattern = {
  name: "gelu-tanh",
  root: "Mul",
  match(node: Node, view: GraphView): Recognised | null {
    for (const [x, g] of halfGated(node, view)) {
      const inner = view.argument(g, "Tanh");
      if (inner === null) continue;
      const { numbers, rest } = view.product(inner);
      if (numbers.length !== 1 || rest.length !== 1) continue;
      const a = cubicCoefficient(view, rest[0]!, x);
      const k = numbers[0]!;
      if (a !== null && Number.isFinite(k) && Number.isFinite(a)) return { x, phi: phi("gelu-tanh", { k, a }) };
    }
    return null;
  },
};

/** a where the name is x + a x^3. */
function cubicCoefficient(view: GraphView, name: string, x: string): number | null {
  const sum = view.producer(name, "Add");
  if (sum === null) return null;
  for (const [linear, cubic] of view.orders(sum)) {
    if (!view.same(linear, x)) continue;
    const { numbers, rest } = view.product(cubic);
    if (numbers.length === 1 && isCube(view, rest, x)) return numbers[0]!;
  }
  return null;
}

function isCube(view: GraphView, factors: readonly string[], x: string): boolean {
  if (factors.length === 3) return factors.every((factor) => view.same(factor, x));
  const power = factors.length === 1 ? view.producer(factors[0]!, "Pow") : null;
  return power !== null && view.same(power.inputs[0] ?? "", x) && view.number(power.inputs[1] ?? "") === 3;
}
