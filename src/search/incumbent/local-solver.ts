import type { Box } from "../../numeric/box.js";

/** Looks for a point near `start` at which the rows hold and the objective is locally least. Proves nothing. */
export interface LocalSolver {
  /**
   * Writes to `out` a point of the box: the best that satisfies the rows, else one that violates them little. `out` may be
   * `start`. Variables whose edge is a point stay fixed. Returns its objective, +Infinity if it violates a row.
   */
  solve(box: Box, start: Float64Array, out: Float64Array): number;
}
