import { apply } from "../arithmetic/elementwise.js";
import type { Operator } from "../operator.js";
import { phi } from "../phi.js";
import { exponential } from "./softmax.js";

function elementary(name: string, key: string): Operator {
  return { domain: "", name, apply: (call) => [apply(call.w, phi(key), call.input(0))] };
}

export const elementaryOperators: readonly Operator[] = [
  elementary("Abs", "absolute-value"),
  elementary("Atan", "arctan"),
  elementary("Cos", "cos"),
  elementary("Erf", "erf"),
  { domain: "", name: "Exp", apply: (call) => [exponential(call.w, call.input(0))] },
  elementary("Log", "log"),
  elementary("Reciprocal", "reciprocal"),
  elementary("Sin", "sin"),
  elementary("Sqrt", "sqrt"),
];
