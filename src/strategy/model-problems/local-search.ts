import { type Box, copyBox } from "../../numeric/box.js";
import { FeasibleValue } from "../../search/incumbent/feasible-value.js";
import type { LocalSolver } from "../../search/incumbent/local-solver.js";
import { objectiveOf } from "../../search/incumbent/network-objective.js";
import { constrained, type Objective } from "../../search/incumbent/objective.js";
import { ProjectedGradient } from "../../search/incumbent/projected-gradient.js";
import { localSolver } from "../../search/incumbent/solver-sequence.js";
import { minimizationNetwork, rowsOf } from "../../search/solve.js";
import type { ParametricProblem } from "./parametric-problem.js";

const ITERATIONS = 200;

/**
 * Values and better points of a parametric problem at any parameters, in one workspace: the parameters are variables that a local
 * search finds fixed. Estimates; nothing is compiled anew.
 */
export class LocalSearch {
  /** The point of the last call; decision variables only. */
  readonly point: Float64Array;
  private readonly objective: Objective;
  private readonly feasible: FeasibleValue;
  private readonly descent: ProjectedGradient;
  private readonly solver: LocalSolver | null;
  private readonly box: Box;
  private readonly joint: Float64Array;
  private readonly isInteger: Uint8Array;

  constructor({ joint, size, isInteger }: ParametricProblem, tolerance: number) {
    const network = minimizationNetwork(joint);
    this.objective = objectiveOf(network, rowsOf(joint), true);
    this.feasible = new FeasibleValue(this.objective, joint.isInteger, tolerance);
    this.descent = new ProjectedGradient(this.objective);
    const hasRows = joint.constraints.length > 0;
    this.solver = hasRows ? localSolver(constrained(this.objective), tolerance) : null;
    this.joint = new Float64Array(joint.size);
    this.point = this.joint.subarray(0, size);
    this.box = copyBox(joint.box);
    this.isInteger = isInteger;
  }

  /** The value at x, to be minimized; +Infinity where x is not feasible. */
  valueAt(theta: Float64Array, x: Float64Array): number {
    this.take(theta, x);
    return this.feasible.at(this.joint);
  }

  /**
   * The least value that a descent from x finds, whole numbers as they are in x; never more than at x. Leaves the point in `point`.
   */
  improve(theta: Float64Array, x: Float64Array): number {
    const before = this.valueAt(theta, x);
    const { box, joint, isInteger } = this;
    const own = this.point.slice();
    for (let j = 0; j < joint.length; j++) {
      if (j < own.length && isInteger[j] === 0) continue;
      box.lower[j] = joint[j];
      box.upper[j] = joint[j];
    }
    if (this.solver === null) this.descent.descend(box, joint, ITERATIONS, joint);
    else this.solver.solve(box, joint, joint);
    const value = this.feasible.at(joint);
    if (value <= before || Number.isNaN(before)) return value;
    this.point.set(own);
    return before;
  }

  private take(theta: Float64Array, x: Float64Array): void {
    this.point.set(x);
    this.joint.set(theta, x.length);
  }
}
