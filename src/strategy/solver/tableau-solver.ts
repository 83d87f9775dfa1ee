import type { ParametricProgram, ProgramData } from "../program/parametric-program.js";
import { DualSimplex } from "../proof/dual-simplex.js";
import { type Relaxation, type RelaxationSolver, withoutOptimum } from "./relaxation.js";

/** Beyond so much work in one solve something cycles. */
const MOST_WORK = 5e9;

/**
 * Linear programs in this thread by the dual simplex method on a dense tableau, warm from call to call: where bounds change a
 * little, as in branch and bound, this takes a fraction of what handing a model to a backend does.
 */
export class TableauSolver implements RelaxationSolver {
  private readonly simplex: DualSimplex;

  constructor(program: ParametricProgram) {
    this.simplex = new DualSimplex(program, Int32Array.from(program.rowNames.keys()));
  }

  async solve(data: ProgramData, lower: Float64Array, upper: Float64Array): Promise<Relaxation> {
    const { simplex } = this;
    simplex.load(data);
    simplex.work = 0;
    const status = simplex.solve(lower, upper, Number.POSITIVE_INFINITY, MOST_WORK);
    if (status === "infeasible") return withoutOptimum("infeasible", "the rows contradict each other over the bounds");
    if (status !== "optimal") return withoutOptimum("failed", "the dual simplex method did not end");
    return { status: "optimal", message: "", point: simplex.point.slice(), multipliers: simplex.multipliers.slice() };
  }
}
