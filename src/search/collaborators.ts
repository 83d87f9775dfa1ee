import type { Bounder } from "../bounds/bounder.js";
import type { BranchingRule } from "./branching/branching-rule.js";
import type { IncumbentFinder } from "./incumbent/finder.js";
import type { Objective } from "./incumbent/objective.js";
import type { Limits } from "./limits.js";
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
  readonly listener?: ProgressListener | undefined;
  /** Aborted: the search ends with what it has, status "interrupted". */
  readonly signal?: AbortSignal | undefined;
}
