import type { Assembly } from "../assembly.js";
import type { Element } from "../element.js";
import type { ReluFormulation } from "../formulation.js";
import { constantExpression, type LinearExpression } from "../linear-expression.js";
import { reluBigM } from "./relu-big-m.js";
import { reluIdeal } from "./relu-ideal.js";
import { reluPartition } from "./relu-partition.js";
import type { Encoded } from "./univariate-encoder.js";

/** max(0, z) and its binary, for an argument that takes both signs. */
export type ReluEncoder = (
  assembly: Assembly,
  argument: Element,
  label: string,
) => { readonly output: LinearExpression; readonly active: LinearExpression };

const formulations: Readonly<Record<ReluFormulation, ReluEncoder>> = {
  "big-m": reluBigM,
  partition: reluPartition,
  ideal: reluIdeal,
};

/** max(0, argument) in the chosen formulation; nothing is added for a neuron that cannot switch. */
export function encodeRelu(assembly: Assembly, argument: Element, label: string): Encoded {
  if (argument.upper <= 0) return { expression: constantExpression(0), error: 0 };
  if (argument.lower >= 0) return { expression: argument.expression, error: argument.error };
  const { output } = formulations[assembly.formulation.relu](assembly, argument, label);
  return { expression: output, error: 0 };
}
