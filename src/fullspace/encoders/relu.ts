import type { Assembly } from "../assembly.js";
import type { Element } from "../element.js";
import type { ReluFormulation } from "../formulation.js";
import {
  columnExpression,
  combined,
  constantExpression,
  type LinearExpression,
  valueAt,
} from "../linear-expression.js";
import { BELOW, BOTH } from "../side.js";
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
export function encodeRelu(assembly: Assembly, argument: Element, label: string, side = BOTH): Encoded {
  if (argument.upper <= 0) return { expression: constantExpression(0), error: 0 };
  if (argument.lower >= 0) return { expression: argument.expression, error: argument.error };
  if (side === BELOW) return { expression: floor(assembly, argument, label), error: 0 };
  const { output } = formulations[assembly.formulation.relu](assembly, argument, label);
  return { expression: output, error: 0 };
}

/** y >= z and y >= 0: all that matters where y only makes things worse as it grows. */
function floor(assembly: Assembly, { expression: z, upper, error }: Element, label: string): LinearExpression {
  const y = assembly.addColumn(0, upper, (point) => Math.max(0, valueAt(z, point)), { name: `${label}_y` });
  const output = columnExpression(y);
  assembly.model.addRow(combined([output, z], [1, -1]), 0, Number.POSITIVE_INFINITY, `${label}_ge`, error);
  return output;
}
