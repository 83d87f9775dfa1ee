import { gapBetween } from "../search/gap.js";
import type { Progress } from "../search/progress.js";
import { count, precise, rough, seconds } from "./numbers.js";

/** Where a solve stands, on one line of a terminal. */
export function progressLine(progress: Progress): string {
  const gap = gapBetween(progress.incumbent, progress.bound);
  const rate = progress.seconds > 0 ? Math.round(progress.nodes / progress.seconds) : 0;
  return [
    seconds(progress.seconds),
    `${count(progress.nodes)} nodes (${count(progress.openNodes)} open)`,
    `bound ${precise(progress.bound)}`,
    `best ${precise(progress.incumbent)}`,
    `gap ${rough(gap.relative)}`,
    `${count(rate)} nodes/s`,
  ].join("  ");
}
