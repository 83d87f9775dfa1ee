import type { Bounder } from "../../bounds/bounder.js";
import type { BranchingRule } from "./branching-rule.js";

/**
 * Largest magnitude of the partial derivative times the width of the edge (R. B. Kearfott and M. Novoa, Algorithm 681:
 * INTBIS, ACM TOMS 16, 1990). Unknown where the bounder has no derivative ranges.
 */
export function smear(variables: number): BranchingRule {
  const lower = new Float64Array(variables);
  const upper = new Float64Array(variables);
  return {
    name: "smear",
    score(box, bounder: Bounder, out) {
      if (bounder.derivativeRanges === undefined) {
        out.fill(0);
        return;
      }
      bounder.derivativeRanges(box, lower, upper);
      for (let j = 0; j < variables; j++) {
        out[j] = Math.max(Math.abs(lower[j]), Math.abs(upper[j])) * (box.upper[j] - box.lower[j]);
      }
    },
  };
}
