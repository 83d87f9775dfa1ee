import type { Status } from "../search/limits.js";

/** Exit codes of the command line (docs/promises.md). */
export const EXIT = {
  done: 0,
  usage: 1,
  badInput: 2,
  certificateRejected: 3,
  limitReached: 4,
  infeasible: 5,
  internalContradiction: 6,
  interrupted: 130,
} as const;

/** The exit code of a solve that ended this way. */
export const EXIT_OF_STATUS: Readonly<Record<Status, number>> = {
  optimal: EXIT.done,
  infeasible: EXIT.infeasible,
  "time-limit": EXIT.limitReached,
  "node-limit": EXIT.limitReached,
  "memory-limit": EXIT.limitReached,
  "precision-limit": EXIT.limitReached,
  interrupted: EXIT.interrupted,
};
