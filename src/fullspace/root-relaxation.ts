import type { Assembly } from "./assembly.js";
import { type MilpClaim, type MilpSession, RUN_DEFAULTS } from "./backend.js";
import { linearized } from "./linearization.js";
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

export interface RelaxationOptions {
  /** Seconds. */
  readonly timeLimit: number;
  readonly signal?: AbortSignal | undefined;
  /** By how much the objective's value, and its tangents, may be off over the box. */
  readonly objectiveError?: number | undefined;
  /** A point of all columns at which the families of cuts that can are made tight first. */
  readonly known?: Float64Array | null | undefined;
}

/** Solves the linear relaxation, and again with the cuts that its solution violates; the cuts stay in the model. */
export async function solveRootRelaxation(
  session: MilpSession,
  model: MilpModel,
  assembly: Assembly,
  { timeLimit, signal, objectiveError = 0, known = null }: RelaxationOptions,
): Promise<RootRelaxation> {
  const started = performance.now();
  const remaining = (): number => timeLimit - (performance.now() - started) / 1000;
  const rowsBefore = model.rows;
  if (known !== null) for (const family of assembly.cuts) family.touch?.(known, model);
  let proved = Number.NEGATIVE_INFINITY;
  let last = Number.NEGATIVE_INFINITY;
  for (let round = 1; ; round++) {
    const claim = await session.run({
      ...RUN_DEFAULTS,
      isRelaxed: true,
      timeLimit: Math.max(0.01, remaining()),
      signal,
    });
    const { status, point, objective, rowDuals } = claim;
    if (rowDuals !== null) {
      // A convex objective lies above its tangent, wherever that is taken.
      const tangent = model.quadratic === null || point === null ? model.objective : linearized(model, point);
      if (model.quadratic === null || point !== null)
        proved = Math.max(proved, safeDualBound(model, rowDuals, objectiveError, tangent));
    }
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
