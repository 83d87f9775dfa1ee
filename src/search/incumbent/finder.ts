import type { Box } from "../../numeric/box.js";
import type { Incumbent } from "./incumbent.js";

/** Looks for better points while the search runs. All points it offers lie in the root box. */
export interface IncumbentFinder {
  /**
   * Before the search.
   * @param from points of the root to start from in the place of the finder's own
   */
  start(root: Box, incumbent: Incumbent, from?: readonly Float64Array[]): void;
  /** True: nodes keep the bounder's candidates for `visit`. */
  readonly fromCandidates?: boolean;
  /**
   * When a node is taken from the queue; `start` is the middle of its box, or the bounder's candidate in it where
   * `fromCandidates` asks for it; `visits` counts from 0; `corners` of the node's box: the lower ones, then the upper ones.
   */
  visit(start: Float64Array, visits: number, incumbent: Incumbent, corners?: Float64Array): void;
  /** After the incumbent was improved by the bounder's candidate. */
  polish(incumbent: Incumbent): void;
}
