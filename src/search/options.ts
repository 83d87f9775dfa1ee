import { type BoundingMethodName, boundingMethods } from "../bounds/table.js";
import { ProblemList, quote } from "../problem/input-error.js";
import { type BranchingName, branchingRules, DEFAULT_BRANCHING } from "./branching/table.js";
import { DEFAULT_LIMITS } from "./limits.js";

/** How a problem is solved; everything has a default. */
export interface SolveOptions {
  /** Stop when |objective - bound| is at most this, in units of the objective. 1e-9. */
  readonly absoluteGap?: number | undefined;
  /** Stop when |objective - bound| / max(|objective|, 1e-10) is at most this. 1e-4. */
  readonly relativeGap?: number | undefined;
  /** Seconds of wall-clock time. Unlimited. */
  readonly timeLimit?: number | undefined;
  /** Boxes to bound, the root included. Unlimited. */
  readonly nodeLimit?: number | undefined;
  /** Bytes that open nodes may take. 2^30. */
  readonly memoryLimit?: number | undefined;
  /** By how much a constraint may be violated, in units of its sides. 1e-6. */
  readonly feasibilityTolerance?: number | undefined;
  /** Bounding method, see bounds/table.ts. "auto". */
  readonly bounds?: BoundingMethodName | undefined;
  /** Branching rule, see branching/table.ts. "relaxation-gap". */
  readonly branching?: BranchingName | undefined;
  /** Seed of the random starting points, a whole number. 1. */
  readonly seed?: number | undefined;
  /** Points that are tried, and from which local searches start before those of the search itself: all scalar variables in order. */
  readonly startingPoints?: readonly (readonly number[])[] | undefined;
}

export type CompleteOptions = { readonly [K in keyof SolveOptions]-?: NonNullable<SolveOptions[K]> };

/** The options with defaults filled in. @throws InputError listing every unusable one */
export function completeOptions(options: SolveOptions): CompleteOptions {
  const complete: CompleteOptions = {
    absoluteGap: options.absoluteGap ?? DEFAULT_LIMITS.absoluteGap,
    relativeGap: options.relativeGap ?? DEFAULT_LIMITS.relativeGap,
    timeLimit: options.timeLimit ?? DEFAULT_LIMITS.timeLimit,
    nodeLimit: options.nodeLimit ?? DEFAULT_LIMITS.nodeLimit,
    memoryLimit: options.memoryLimit ?? DEFAULT_LIMITS.memoryLimit,
    feasibilityTolerance: options.feasibilityTolerance ?? DEFAULT_LIMITS.feasibilityTolerance,
    bounds: options.bounds ?? "auto",
    branching: options.branching ?? DEFAULT_BRANCHING,
    seed: options.seed ?? 1,
    startingPoints: options.startingPoints ?? [],
  };
  const problems = new ProblemList();
  for (const name of Object.keys(options)) {
    if (!Object.hasOwn(complete, name)) {
      problems.add(`option ${name}: unknown; the options are ${Object.keys(complete).join(", ")}`);
    }
  }
  for (const name of ["absoluteGap", "relativeGap", "feasibilityTolerance"] as const) {
    if (!(complete[name] >= 0 && complete[name] < Number.POSITIVE_INFINITY)) {
      problems.add(`option ${name}: ${quote(complete[name])} is not a finite number of at least 0`);
    }
  }
  for (const name of ["timeLimit", "memoryLimit"] as const) {
    if (!(complete[name] >= 0)) problems.add(`option ${name}: ${quote(complete[name])} is not a number of at least 0`);
  }
  if (!(complete.nodeLimit >= 1))
    problems.add(`option nodeLimit: ${quote(complete.nodeLimit)} is not a number of at least 1`);
  if (!Number.isSafeInteger(complete.seed)) problems.add(`option seed: ${quote(complete.seed)} is not a whole number`);
  if (!Array.isArray(complete.startingPoints) || !complete.startingPoints.every(Array.isArray)) {
    problems.add(
      `option startingPoints: ${quote(complete.startingPoints)} is not a list of points, each a list of numbers`,
    );
  }
  checkName("bounds", complete.bounds, boundingMethods, problems);
  checkName("branching", complete.branching, branchingRules, problems);
  problems.throwIfAny();
  return complete;
}

function checkName(option: string, name: string, table: object, problems: ProblemList): void {
  if (!Object.hasOwn(table, name)) {
    problems.add(`option ${option}: ${quote(name)} is unknown; known are ${Object.keys(table).join(", ")}`);
  }
}
