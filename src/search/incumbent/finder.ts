import type { Box } from "../../numeric/box.js";
import type { Incumbent } from "./incumbent.js";

/** Looks for better points while the search runs. All points it offers lie in the root box. */
export interface IncumbentFinder {
  /** Before the search. */
  start(root: Box, incumbent: Incumbent): void;
  /** When a node is taken from the queue; `centre` is the middle of its box, `visits` counts from 0. */
  visit(centre: Float64Array, visits: number, incumbent: Incumbent): void;
  /** After the incumbent was improved by the bounder's candidate. */
  polish(incumbent: Incumbent): void;
}
