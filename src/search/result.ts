import type { Point, Sense } from "../problem/problem.js";
import type { Gap } from "./gap.js";
import type { Infeasibility } from "./infeasibility.js";
import type { Status } from "./limits.js";
import type { CompleteOptions } from "./options.js";

/** What is promised about the bound; each is a paragraph in docs/promises.md. */
export type Promised = "proved" | "bounded" | "claimed" | "found";

/** The answer to a problem, in its own sense; the object that `surety solve --json` prints. */
export interface Result {
  readonly surety: 1;
  readonly instance: string;
  /** Reduced space: the search over the decision variables; the others solve a mixed-integer linear program. */
  readonly engine: "reduced" | "highs" | "external";
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
  /** Of an infeasible problem where bounding the whole box proves it: which constraints that takes. */
  readonly infeasibility?: Infeasibility | undefined;
  /** Of a mixed-integer linear program: how it was written and how big it became. */
  readonly milp?: MilpReport | undefined;
}

/** How a problem was written as a mixed-integer linear program. */
export interface MilpReport {
  readonly formulation: Readonly<Record<string, string | number>>;
  readonly rows: number;
  readonly columns: number;
  /** Columns that take whole numbers only. */
  readonly integers: number;
  readonly nonzeros: number;
  /** Programs solved one after the other, each with finer enclosures of smooth functions than the last. */
  readonly rounds: number;
}
