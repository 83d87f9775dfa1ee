import type { BranchingRule } from "./branching-rule.js";

/**
 * The edge that is longest relative to the root's: no score at all, since this is what the selection falls back to
 * (selection.ts).
 */
export const widest: BranchingRule = {
  name: "widest",
  score(_box, _bounder, out) {
    out.fill(0);
  },
};
