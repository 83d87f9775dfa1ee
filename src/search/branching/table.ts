import type { BranchingRule } from "./branching-rule.js";
import { relaxationGap } from "./relaxation-gap.js";
import { smear } from "./smear.js";
import { widest } from "./widest.js";

/** Makes a rule for problems with the given number of variables. A new rule is one line here. */
export const branchingRules = {
  "relaxation-gap": () => relaxationGap,
  smear,
  widest: () => widest,
} as const satisfies Readonly<Record<string, (variables: number) => BranchingRule>>;

export type BranchingName = keyof typeof branchingRules;

export const DEFAULT_BRANCHING: BranchingName = "relaxation-gap";
