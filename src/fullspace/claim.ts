import type { Box } from "../numeric/box.js";
import type { Incumbent } from "../search/incumbent/incumbent.js";
import { contradicts, InternalContradiction } from "../search/internal-contradiction.js";
import type { MilpClaim } from "./backend.js";

/**
 * The lower bound that a claim stands for: +Infinity where it says that there is no point, -Infinity where it says nothing.
 * @throws InternalContradiction with both numbers, where a point is known whose value lies below the claimed bound
 */
export function checkedBound({ status, bound }: MilpClaim, box: Box, incumbent: Incumbent): number {
  const claimed = status === "infeasible" ? Number.POSITIVE_INFINITY : Number.isNaN(bound) ? -Infinity : bound;
  if (!incumbent.exists) return claimed;
  const isWrong = claimed === Number.POSITIVE_INFINITY || contradicts(claimed, incumbent.value);
  if (isWrong) {
    throw new InternalContradiction({
      box: { lower: Array.from(box.lower), upper: Array.from(box.upper) },
      bound: claimed,
      x: Array.from(incumbent.x),
      value: incumbent.value,
    });
  }
  return claimed;
}
