import type { ParametricProgram, ProgramData } from "../program/parametric-program.js";
import type { Strategy } from "../strategy.js";
import { Completion } from "./completion.js";
import { ReducedSystem } from "./reduced-system.js";

/** Recovers points from strategies: by their linear systems or, where all variables are whole, by completion. */
export class Recovery {
  readonly systems: readonly ReducedSystem[];
  private readonly completion: Completion | null;

  /** @param isCompleted false: whole numbers are taken as they were seen */
  constructor(program: ParametricProgram, strategies: readonly Strategy[], isCompleted = true) {
    this.systems = strategies.map((strategy) => new ReducedSystem(program, strategy));
    this.completion = isCompleted && Completion.suits(program) ? new Completion(program) : null;
  }

  /** The point of strategy k; what it is worth has to be checked. It is overwritten by the next call. */
  pointOf(k: number, data: ProgramData): Float64Array {
    const { completion, systems } = this;
    if (completion !== null) {
      completion.from(data, systems[k].point);
      return completion.point;
    }
    systems[k].recover(data);
    return systems[k].point;
  }
}
