import type { MilpBackend } from "../../fullspace/backend.js";
import { Random } from "../../numeric/random.js";
import { emptyData, instantiate, type ParametricProgram, type ProgramData } from "../program/parametric-program.js";
import { drawParameters } from "../program/sampling.js";
import { ParametricSolver } from "../solver/parametric-solver.js";
import type { Strategy } from "../strategy.js";
import { KnownOptima } from "./known-optima.js";
import { ProvedOptima } from "./proved-optima.js";

/** Label of a draw without an optimum. */
export const NO_OPTIMUM = -1;
/** Label of a draw at which the solver failed or reached its time limit. */
export const FAILED = -2;

/** What is at a draw. */
export type DrawLabel = Strategy | typeof NO_OPTIMUM | typeof FAILED;

/** Finds the strategies at draws; several of them may work at once, in threads or not. */
export interface DrawLabeller {
  /** The labels of some draws of a seed, in their order. Draws begun after the deadline (performance.timeOrigin + now) are left out. */
  label(seed: number, draws: readonly number[], deadline: number): Promise<DrawLabel[]>;
  close(): Promise<void>;
}

/** Draw k of a seed: the same whoever asks, so that draws need not be kept. */
export function drawNumber(program: ParametricProgram, seed: number, k: number): Float64Array {
  return drawParameters(program.blocks, new Random(seed + 7919 * k));
}

/** Now, on a clock that all threads of the process share, in milliseconds. */
export function commonClock(): number {
  return performance.timeOrigin + performance.now();
}

/** Labels draws in this thread, with a backend of its own. */
export class LocalLabeller implements DrawLabeller {
  private readonly solver: ParametricSolver;
  private readonly known: KnownOptima | null;
  private readonly proved: ProvedOptima | null;
  private readonly data: ProgramData;

  constructor(
    private readonly program: ParametricProgram,
    private readonly backend: MilpBackend,
  ) {
    this.solver = new ParametricSolver(program, backend);
    this.known = KnownOptima.suits(program) ? new KnownOptima(program, this.solver.relaxations, backend) : null;
    this.proved = ProvedOptima.suits(program) ? new ProvedOptima(program, backend) : null;
    this.data = emptyData(program);
  }

  async label(seed: number, draws: readonly number[], deadline: number): Promise<DrawLabel[]> {
    const labels: DrawLabel[] = [];
    for (const k of draws) {
      if (commonClock() >= deadline) break;
      instantiate(this.program, drawNumber(this.program, seed, k), this.data);
      labels.push(await this.labelOf(this.data));
    }
    return labels;
  }

  async close(): Promise<void> {
    await this.backend.close();
  }

  private async labelOf(data: ProgramData): Promise<DrawLabel> {
    const { known, proved, solver } = this;
    const before = known?.find(data) ?? (await known?.settle(data, (integers) => solver.labelWith(data, integers)));
    if (before) return before;
    const whole = proved?.find(data) ?? null;
    const shown = whole === null ? null : (await solver.labelWith(data, whole)).strategy;
    if (shown !== null) {
      await proved?.learn(shown, data, 0);
      return shown;
    }
    const begun = performance.now();
    const { status, strategy } = await solver.label(data);
    if (strategy === null) return status === "infeasible" ? NO_OPTIMUM : FAILED;
    await known?.learn(strategy, data.theta);
    await proved?.learn(strategy, data, (performance.now() - begun) / 1000);
    return strategy;
  }
}
