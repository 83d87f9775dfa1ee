import type { Point, Sense } from "../problem/problem.js";
import type { Gap } from "./gap.js";
import type { Status } from "./limits.js";
import type { CompleteOptions } from "./options.js";

/** What is promised about the bound; each is a paragraph in docs/promises.md. */
export type Promised = "proved" | "bounded" | "claimed" | "found";

/** The answer to a problem, in its own sense; the object that `surety solve --json` prints. */
export interface Result {
  readonly surety: 1;
  readonly instance: string;
  readonly engine: "reduced";
  readonly status: Status;
  readonly promise: Promised;
  readonly sense: Sense;
  /** Value at `x`, evaluated in the original models; null if no point was found. */
  readonly objective: number | null;
  /** Proved lower bound of a minimum or upper bound of a maximum; infinite (null in JSON) if there is none. */
  readonly bound: number;
  readonly gap: Gap;
  /** The best point by variable name; null if none was found. */
  readonly x: Point | null;
  /** Largest violation of a constraint at `x`. */
  readonly violation: number;
  /** Boxes bounded, the root included. */
  readonly nodes: number;
  /** Wall-clock time. */
  readonly seconds: number;
  /** Bound of the root box. */
  readonly rootBound: number;
  readonly options: CompleteOptions;
}
