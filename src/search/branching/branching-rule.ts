import type { Bounder, Split } from "../../bounds/bounder.js";
import type { Box } from "../../numeric/box.js";

/** Says how much is to be gained by splitting each variable. */
export interface BranchingRule {
  /** The key in branching/table.ts. */
  readonly name: string;
  /**
   * Writes a score per variable, larger is better; NaN, infinite and non-positive scores count as unknown. Called right
   * after `bounder.bound(box, ...)`, whose by-products are still valid.
   */
  score(box: Box, bounder: Bounder, out: Float64Array): void;
  /** Asked first, if it is there: a split that comes from no scores. False: the scores decide. */
  choose?(box: Box, bounder: Bounder, out: Split): boolean;
}
