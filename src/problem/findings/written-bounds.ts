import { elementName, type Variable, type VariableDefinition } from "../variable.js";
import type { Finding } from "./finding.js";

/** Whole-number variables whose bounds are written with fractions: what was meant may be something else. */
export function writtenBoundFindings(
  written: readonly VariableDefinition[],
  variables: readonly Variable[],
): Finding[] {
  return variables.flatMap((variable, v) => {
    if (!variable.integer) return [];
    return (["lower", "upper"] as const).flatMap((side) => {
      const given = written[v][side];
      for (let k = 0; k < variable.size; k++) {
        const bound = typeof given === "number" ? given : given?.[k];
        if (bound === undefined || Number.isInteger(bound)) continue;
        const used = variable[side][k];
        const message = `variables[${v}].${side}: ${elementName(variable, k)} takes whole numbers, and ${bound} is none; ${used} is used`;
        return [{ kind: "fractional-bound", message }] as Finding[];
      }
      return [];
    });
  });
}
