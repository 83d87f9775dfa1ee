import type { BranchingRule } from "./branching-rule.js";

/** The variable to which the bounder attributes most of the distance between relaxation and function, or the bounder's own choice. */
export const relaxationGap: BranchingRule = {
  name: "relaxation-gap",
  score(box, bounder, out) {
    bounder.branchingScores(box, out);
  },
  choose(box, bounder, out) {
    return bounder.chooseSplit?.(box, out) ?? false;
  },
};
