import { roundToIntegers } from "../integrality.js";
import { type ConstrainedObjective, constrained, type Objective, violationOf } from "./objective.js";

/** What a point is worth to the search: its objective if it satisfies the rows, nothing (+Infinity) if it does not. */
export class FeasibleValue {
  private readonly complete: ConstrainedObjective | null;
  private readonly values: Float64Array;
  /** Of the rows at the last point. */
  violation = 0;

  /** @param tolerance by how much a row may be violated, in units of the row */
  constructor(
    private readonly objective: Objective,
    private readonly isInteger: Uint8Array | null,
    private readonly tolerance: number,
  ) {
    this.complete = objective.rows === undefined ? null : constrained(objective);
    this.values = new Float64Array(1 + (objective.rows?.count ?? 0));
  }

  /** Rounds the integer variables of x, in place, and evaluates. NaN where the objective is. */
  at(x: Float64Array): number {
    if (this.isInteger !== null) roundToIntegers(x, this.isInteger);
    const { complete, values } = this;
    if (complete === null) return this.objective.evaluate(x);
    complete.evaluateAll(x, values);
    this.violation = violationOf(complete, values);
    return this.violation <= this.tolerance ? values[0] : Number.POSITIVE_INFINITY;
  }
}
