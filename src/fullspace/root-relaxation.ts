import type { Assembly } from "./assembly.js";
import { type MilpClaim, type MilpSession, RUN_DEFAULTS } from "./backend.js";
import type { MilpModel } from "./milp-model.js";
import { safeDualBound } from "./safe-dual-bound.js";

/** Rounds of cuts, and the least improvement of the bound, relative to its size, for which another one is made. */
const MAX_ROUNDS = 40;
const WORTHWHILE_GAIN = 1e-4;

export interface RootRelaxation {
  /** The minimum of the linear program, as the solver says; NaN if it says nothing. */
  readonly claimed: number;
  /** What its multipliers prove. */
  readonly proved: number;
  readonly claim: MilpClaim;
  /** Linear programs solved, and rows added. */
  readonly rounds: number;
  readonly cuts: number;
}

/**
 * Solves the linear relaxation, and again with the cuts that its solution violates; the cuts stay in the model.
 * @param objectiveError by how much the objective's value may be off over the box
 */
export async function solveRootRelaxation(
  session: MilpSession,
  model: MilpModel,
  assembly: Assembly,
  timeLimit: number,
  signal?: AbortSignal | undefined,
  objectiveError = 0,
): Promise<RootRelaxation> {
  const started = performance.now();
  const remaining = (): number => timeLimit - (performance.now() - started) / 1000;
  const rowsBefore = model.rows;
  let proved = Number.NEGATIVE_INFINITY;
  let last = Number.NEGATIVE_INFINITY;
  for (let round = 1; ; round++) {
    const claim = await session.run({
      ...RUN_DEFAULTS,
      isRelaxed: true,
      timeLimit: Math.max(0.01, remaining()),
      signal,
    });
    if (claim.rowDuals !== null) proved = Math.max(proved, safeDualBound(model, claim.rowDuals, objectiveError));
    const { status, point, objective } = claim;
    const gained = objective - last > WORTHWHILE_GAIN * (1 + Math.abs(objective)) || round <= 2;
    last = status === "optimal" ? objective : Number.NaN;
    const isOver = status !== "optimal" || point === null || round >= MAX_ROUNDS || !gained || remaining() <= 0;
    if (isOver || !separate(assembly, point, model)) {
      return { claimed: last, proved, claim, rounds: round, cuts: model.rows - rowsBefore };
    }
  }
}

/** Whether any cut was added. */
function separate({ cuts }: Assembly, point: Float64Array, model: MilpModel): boolean {
  let added = false;
  for (const family of cuts) if (family.separate(point, model)) added = true;
  return added;
}
