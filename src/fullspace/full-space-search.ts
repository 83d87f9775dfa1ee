import { setImmediate } from "node:timers/promises";
import { cutoffFor } from "../search/gap.js";
import type { Status } from "../search/limits.js";
import type { ProgressListener } from "../search/progress.js";
import type { Breakpoints } from "./assembly.js";
import type { MilpBackend, MilpClaim, MilpProgress, MilpSession } from "./backend.js";
import { checkedBound } from "./claim.js";
import type { ElementBounds } from "./element-bounds.js";
import type { Encoding } from "./encoding.js";
import type { IncumbentKeeper } from "./incumbent-keeper.js";
import type { MilpModel, MilpSize } from "./milp-model.js";
import type { CompleteFullSpaceOptions } from "./options.js";
import { type Program, written } from "./program.js";
import { refine } from "./refinement.js";
import { solveRootRelaxation } from "./root-relaxation.js";

/** Where a solve in full space ended, in the sense of a minimization. */
export interface SearchOutcome {
  readonly status: Status;
  readonly x: Float64Array | null;
  readonly bound: number;
  /** The bound is the solver's word; false: it is proved. */
  readonly isClaimed: boolean;
  /** Of the first linear relaxation, or the proved one where that is better. */
  readonly rootBound: number;
  readonly nodes: number;
  /** Programs solved, each with finer enclosures than the last. */
  readonly rounds: number;
  /** Of the last program; null if there was none. */
  readonly size: MilpSize | null;
}

/** What a full-space solve works with. */
export interface SearchContext {
  readonly backend: MilpBackend;
  readonly keeper: IncumbentKeeper;
  /** A proved lower bound from the reduced-space engine. */
  readonly proved: number;
  readonly signal?: AbortSignal | undefined;
  readonly listener?: ProgressListener | undefined;
  /** Seconds that are left. */
  remaining(): number;
}

/** The solver's gap is this share of the asked one, since its point is worth a little less when it is evaluated again. */
const GAP_SHARE = 0.9;
/** While enclosures are still refined: a program is solved to this share of the present gap, or to half the asked one. */
const ROUND_SHARE = 0.1;
/** A point to start from may leave the rows by this much. */
const START_VIOLATION = 1e-7;
const MAX_ROUNDS = 200;

/** Writes the program, has it solved, checks what is claimed, and refines what was enclosed until the gap is closed. */
export class FullSpaceSearch {
  private readonly breakpoints: Breakpoints = new Map();
  private bound: number;
  private isClaimed = false;
  private rootBound: number;
  private nodes = 0;
  private rounds = 0;
  private size: MilpSize | null = null;
  /** A Hessian was handed over as far as it is of use. */
  private isLinear = false;
  /** Programs are solved to the asked gap. */
  private isFinal = false;

  constructor(
    private readonly program: Program,
    private readonly bounds: ElementBounds,
    private readonly options: CompleteFullSpaceOptions,
    private readonly context: SearchContext,
  ) {
    this.bound = context.proved;
    this.rootBound = context.proved;
  }

  /** @throws InternalContradiction where a claim is refuted by a point */
  async outcome(): Promise<SearchOutcome> {
    let status: Status | null = this.isClosed ? "optimal" : null;
    while (status === null) status = await this.round();
    const { keeper } = this.context;
    const { bound, isClaimed, rootBound, nodes, rounds, size } = this;
    const x = keeper.incumbent.exists ? keeper.incumbent.x : null;
    return { status, x, bound, isClaimed, rootBound, nodes, rounds, size };
  }

  private get isClosed(): boolean {
    const { incumbent } = this.context.keeper;
    return incumbent.exists && this.bound >= cutoffFor(incumbent.value, this.options.search);
  }

  /** One program; null if another one with finer enclosures is to be solved. */
  private async round(): Promise<Status | null> {
    const { backend, signal } = this.context;
    const { model, encoding } = this.written();
    const session = await backend.open(model);
    try {
      this.rounds++;
      const isRepeated = this.rounds > 1 && encoding.assembly.cuts.length === 0;
      const root = isRepeated ? null : await this.relax(session, model, encoding);
      this.size = model.size;
      const early = root === null ? null : this.ending();
      if (early !== null) return early;
      if (model.quadratic !== null && !isMixed(model)) {
        // What the multipliers of the quadratic program do not prove, tangents will.
        this.isLinear = true;
        return null;
      }
      const isSolved = root?.status === "optimal" && !isMixed(model) && encoding.assembly.enclosures.length > 0;
      const claim = isSolved ? root : await this.run(session, model, encoding);
      this.nodes += claim.nodes;
      if (claim.point !== null) this.context.keeper.offer(claim.point, encoding.assembly);
      if (claim !== root) this.raise(checkedBound(claim, this.program.box, this.context.keeper.incumbent), true);
      if (this.isClosed) return "optimal";
      if (signal?.aborted) return "interrupted";
      if (claim.status === "infeasible") return "infeasible";
      if (claim.status === "time-limit" || this.context.remaining() <= 0) return "time-limit";
      if (claim.status === "node-limit") return "node-limit";
      if (claim.status !== "optimal" || claim.point === null || this.rounds >= MAX_ROUNDS) return "precision-limit";
      const { enclosures } = encoding.assembly;
      if (refine(enclosures, claim.point, this.breakpoints)) return null;
      // Nothing to refine where the solver stopped: what is left is the gap that it was allowed.
      if (this.isFinal || enclosures.length === 0) return "precision-limit";
      this.isFinal = true;
      return null;
    } finally {
      await session.dispose();
    }
  }

  /** The program in the chosen formulation; squares by tangents where its Hessian is not taken. */
  private written(): ReturnType<typeof written> {
    const { program, bounds, options, breakpoints } = this;
    const { formulation } = options;
    const plain =
      formulation.quadratic === "hessian" ? { ...formulation, quadratic: "tangents" as const } : formulation;
    if (this.isLinear) return written(program, bounds, plain, breakpoints);
    const first = written(program, bounds, formulation, breakpoints);
    const isTaken = first.model.quadratic === null || !isMixed(first.model) || this.context.backend.takesQuadratics;
    if (isTaken) return first;
    this.isLinear = true;
    return written(program, bounds, plain, breakpoints);
  }

  /** The linear relaxation with cuts: a proved bound that stands whatever the solver does later. */
  private async relax(session: MilpSession, model: MilpModel, encoding: Encoding): Promise<MilpClaim> {
    const { signal, remaining, keeper } = this.context;
    const objectiveError = encoding.elements.at(-1)?.[0]?.error ?? 0;
    const { assembly } = encoding;
    const known = keeper.incumbent.exists ? assembly.complete(keeper.incumbent.x) : null;
    const root = await solveRootRelaxation(session, model, assembly, {
      timeLimit: remaining(),
      signal,
      objectiveError,
      known,
    });
    if (root.claim.point !== null) keeper.offer(root.claim.point, encoding.assembly);
    this.raise(root.proved, !this.bounds.isProved);
    if (this.rounds === 1) this.rootBound = Math.max(this.rootBound, root.proved);
    return root.claim;
  }

  /** Why it is over, if it is. */
  private ending(): Status | null {
    const { signal, remaining } = this.context;
    if (this.isClosed) return "optimal";
    if (signal?.aborted) return "interrupted";
    return remaining() > 0 ? null : "time-limit";
  }

  private async run(session: MilpSession, model: MilpModel, encoding: Encoding): Promise<MilpClaim> {
    const { keeper, signal, listener, remaining } = this.context;
    const { absoluteGap, relativeGap, nodeLimit } = this.options.search;
    const { incumbent } = keeper;
    const start = incumbent.exists ? encoding.assembly.complete(incumbent.x) : null;
    const isStart = start !== null && model.violation(start) <= START_VIOLATION;
    const isExact = this.isFinal || encoding.assembly.enclosures.length === 0;
    const present = incumbent.exists
      ? (incumbent.value - this.bound) / Math.max(Math.abs(incumbent.value), 1e-10)
      : Number.POSITIVE_INFINITY;
    const tell = (progress: MilpProgress): void => {
      if (progress.point !== null) keeper.offer(progress.point, encoding.assembly);
      listener?.({
        nodes: this.nodes + progress.nodes,
        openNodes: 0,
        bound: Math.min(Math.max(this.bound, progress.bound), incumbent.value),
        incumbent: incumbent.value,
        seconds: 0,
      });
    };
    await setImmediate();
    return session.run({
      timeLimit: Math.max(0.01, remaining()),
      relativeGap: isExact
        ? GAP_SHARE * relativeGap
        : Math.max(0.5 * relativeGap, Math.min(0.1, ROUND_SHARE * present)),
      absoluteGap: (isExact ? GAP_SHARE : 0.5) * absoluteGap,
      nodeLimit: nodeLimit - this.nodes,
      isRelaxed: false,
      start: isStart ? start : null,
      signal,
      listener: tell,
    });
  }

  private raise(bound: number, isClaimed: boolean): void {
    if (!(bound > this.bound)) return;
    this.bound = bound;
    this.isClaimed = isClaimed;
  }
}

function isMixed({ isInteger }: MilpModel): boolean {
  return isInteger.includes(true);
}
