import type { Bounder } from "../bounds/bounder.js";
import type { BranchingRule } from "./branching/branching-rule.js";
import type { IncumbentFinder } from "./incumbent/finder.js";
import type { Objective } from "./incumbent/objective.js";
import type { Limits } from "./limits.js";
import type { Part } from "./partition.js";
import type { ProgressListener } from "./progress.js";

/** What the search works with. */
export interface Collaborators {
  readonly bounder: Bounder;
  readonly objective: Objective;
  readonly branching: BranchingRule;
  readonly finder: IncumbentFinder;
  /** 1 for integer variables, one element per variable; null or absent if all are continuous. */
  readonly isInteger?: Uint8Array | null | undefined;
  readonly limits: Limits;
  /** Points of the box that are tried first, and from which local searches start. */
  readonly startingPoints?: readonly Float64Array[] | undefined;
  /** Whether the finder looks for points only from those: they are known to be good. */
  readonly startsThereOnly?: boolean | undefined;
  /** Boxes that cover the whole one, to begin with in its place. */
  readonly parts?: readonly Part[] | undefined;
  readonly listener?: ProgressListener | undefined;
  /** Aborted: the search ends with what it has, status "interrupted". */
  readonly signal?: AbortSignal | undefined;
}
