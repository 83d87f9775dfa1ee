import type { ProgramData } from "../program/parametric-program.js";

/** The optimum of a continuous program. */
export interface Relaxation {
  readonly status: "optimal" | "infeasible" | "failed";
  /** Why it failed. */
  readonly message: string;
  readonly point: Float64Array;
  /** One per row, at least 0 where its lower side holds it and at most 0 where the upper one does. */
  readonly multipliers: Float64Array;
}

/** Solves a program without its integrality, over changing data and bounds; what is kept between calls is a warm start. */
export interface RelaxationSolver {
  solve(data: ProgramData, lower: Float64Array, upper: Float64Array): Promise<Relaxation>;
}

export function withoutOptimum(status: "infeasible" | "failed", message: string): Relaxation {
  return { status, message, point: new Float64Array(0), multipliers: new Float64Array(0) };
}
