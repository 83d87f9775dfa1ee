import type { Progress } from "../search/progress.js";

/** The first line of a progress log. */
export const PROGRESS_HEADER = "seconds,nodes,open,bound,incumbent\n";

/** One line of a progress log; infinite values are empty fields. */
export function progressRow({ seconds, nodes, openNodes, bound, incumbent }: Progress): string {
  return `${[seconds, nodes, openNodes, bound, incumbent].map(field).join(",")}\n`;
}

function field(value: number): string {
  return Number.isFinite(value) ? String(value) : "";
}
