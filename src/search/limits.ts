import type { GapTolerances } from "./gap.js";

/** How a search ended; each is a paragraph in docs/promises.md. */
export type Status =
  | "optimal"
  | "infeasible"
  | "time-limit"
  | "node-limit"
  | "memory-limit"
  | "interrupted"
  | "precision-limit";

/** When to stop. */
export interface Limits extends GapTolerances {
  /** Seconds of wall-clock time. */
  readonly timeLimit: number;
  /** Boxes bounded, the root included. */
  readonly nodeLimit: number;
  /** Bytes that open nodes may take. */
  readonly memoryLimit: number;
  /** By how much a point that counts may violate a row, in units of the row. */
  readonly feasibilityTolerance: number;
}

export const DEFAULT_LIMITS: Limits = {
  absoluteGap: 1e-9,
  relativeGap: 1e-4,
  timeLimit: Number.POSITIVE_INFINITY,
  nodeLimit: Number.POSITIVE_INFINITY,
  memoryLimit: 2 ** 30,
  feasibilityTolerance: 1e-6,
};
