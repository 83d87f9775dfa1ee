import type { Point, Problem, Sense } from "../problem/problem.js";
import { type Gap, gapBetween } from "./gap.js";
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

/** How a search over the variables ended, in the sense of minimization. */
export interface SearchEnd {
  readonly status: Status;
  readonly x: Float64Array | null;
  readonly bound: number;
  readonly rootBound: number;
  readonly nodes: number;
}

/** What a result says whichever engine it is from: the point is evaluated in the problem itself. */
export function answerTo(problem: Problem, { status, x, bound, rootBound, nodes }: SearchEnd, seconds: number) {
  const objective = x === null ? null : problem.evaluate(x);
  const known = behind(problem.sense, objective, signed(problem, bound));
  return {
    surety: 1,
    instance: problem.name,
    status,
    sense: problem.sense,
    objective,
    bound: known,
    gap: gapBetween(objective ?? Number.NaN, known),
    x: x === null ? null : problem.pointOf(x),
    violation: x === null ? 0 : problem.violation(x),
    nodes,
    seconds,
    rootBound: signed(problem, rootBound),
  } as const;
}

/** Whether anything is known of the optimum but points. */
export function isBounded({ status, bound }: Pick<Result, "status" | "bound">): boolean {
  return Number.isFinite(bound) || status === "infeasible";
}

/** Turns the value of the minimization into the problem's sense; never -0. */
export function signed(problem: Problem, value: number): number {
  return problem.sense === "minimize" ? value : 0 - value;
}

/** The bound is at most as good as the value, from which the network's own evaluation may differ by rounding. */
export function behind(sense: Sense, objective: number | null, bound: number): number {
  if (objective === null) return bound;
  return sense === "minimize" ? Math.min(bound, objective) : Math.max(bound, objective);
}
