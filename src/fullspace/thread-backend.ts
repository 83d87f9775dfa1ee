import { Worker } from "node:worker_threads";
import {
  type ClaimStatus,
  failedClaim,
  type MilpBackend,
  type MilpClaim,
  type MilpRunOptions,
  type MilpSession,
} from "./backend.js";
import { highsThreadData, highsThreadSource } from "./highs.js";
import type {
  ThreadAnswer,
  ThreadData,
  ThreadHessian,
  ThreadOptions,
  ThreadRequest,
  ThreadResult,
} from "./highs-thread.js";
import type { MilpModel } from "./milp-model.js";

/** Seconds after its time limit, or after it was told to stop, that a solver has before it is stopped by force. */
const GRACE = 5;

export interface ThreadBackendOptions {
  /** The program of the thread; tests pass misbehaving ones. */
  readonly source?: string | undefined;
  readonly grace?: number | undefined;
}

/**
 * HiGHS in a thread of its own, so that it can be stopped whatever it does. After anything that is thrown, and after a
 * stop by force, the thread is given up and a fresh one started, which loads the model anew.
 */
export class ThreadBackend implements MilpBackend {
  readonly name = "highs";
  readonly takesQuadratics = false;
  private readonly source: string;
  private readonly grace: number;
  private thread: SolverThread | null = null;
  private sessions = 0;

  constructor({ source, grace }: ThreadBackendOptions = {}) {
    this.source = source ?? highsThreadSource();
    this.grace = grace ?? GRACE;
  }

  async open(model: MilpModel): Promise<MilpSession> {
    return new ThreadSession(this, this.sessions++, model);
  }

  async close(): Promise<void> {
    await this.drop();
  }

  /** The running thread, started if there is none. */
  async running(): Promise<SolverThread> {
    this.thread ??= new SolverThread(this.source, { ...(await highsThreadData()), flags: newFlags() }, this.grace);
    return this.thread;
  }

  get current(): SolverThread | null {
    return this.thread;
  }

  async drop(): Promise<void> {
    const { thread } = this;
    this.thread = null;
    await thread?.end();
  }
}

function newFlags(): Int32Array {
  return new Int32Array(new SharedArrayBuffer(4));
}

/** One worker and the requests that it has not answered. */
class SolverThread {
  private readonly worker: Worker;
  private readonly waiting = new Map<number, Waiting>();
  private sequence = 0;

  constructor(
    source: string,
    private readonly data: ThreadData,
    private readonly grace: number,
  ) {
    this.worker = new Worker(source, { eval: true, workerData: data });
    this.worker.unref();
    this.worker.on("message", (answer: ThreadAnswer) => this.take(answer));
    this.worker.on("error", (error) => this.fail(String(error)));
    this.worker.on("exit", () => this.fail("the solver thread ended"));
  }

  async ask(
    request: Omit<ThreadRequest, "sequence">,
    options: MilpRunOptions | null,
  ): Promise<ThreadResult | undefined> {
    const sequence = this.sequence++;
    Atomics.store(this.data.flags, 0, 0);
    this.worker.ref();
    const { signal, listener, timeLimit = Number.POSITIVE_INFINITY } = options ?? {};
    let timer: NodeJS.Timeout | undefined;
    const force = (seconds: number, why: string): void => {
      clearTimeout(timer);
      if (seconds < MOST_SECONDS) timer = setTimeout(() => this.fail(why), 1000 * seconds);
    };
    const interrupt = (): void => {
      Atomics.store(this.data.flags, 0, 1);
      force(this.grace, "the solver did not stop when interrupted");
    };
    force(timeLimit + this.grace, `the solver was not back ${this.grace} s after its time limit of ${timeLimit} s`);
    if (signal?.aborted) interrupt();
    else signal?.addEventListener("abort", interrupt, { once: true });
    try {
      return await new Promise((resolve, reject) => {
        this.waiting.set(sequence, { resolve, reject, listener });
        this.worker.postMessage({ ...request, sequence } satisfies ThreadRequest);
      });
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener("abort", interrupt);
      this.waiting.delete(sequence);
      if (this.waiting.size === 0) this.worker.unref();
    }
  }

  async end(): Promise<void> {
    this.fail("the solver thread was ended");
    await this.worker.terminate();
  }

  private take({ sequence, progress, error, result }: ThreadAnswer): void {
    const waiting = this.waiting.get(sequence);
    if (progress !== undefined) waiting?.listener?.(progress);
    else if (error !== undefined) waiting?.reject(new Error(error));
    else waiting?.resolve(result);
  }

  private fail(why: string): void {
    for (const { reject } of this.waiting.values()) reject(new Error(why));
  }
}

interface Waiting {
  readonly resolve: (result: ThreadResult | undefined) => void;
  readonly reject: (error: Error) => void;
  readonly listener: MilpRunOptions["listener"];
}

/** Longer delays overflow setTimeout, and HiGHS's interface refuses infinite ones. */
const MOST_SECONDS = 2e6;

class ThreadSession implements MilpSession {
  /** The thread that holds the model, and what of it that thread has. */
  private holder: SolverThread | null = null;
  private rows = 0;
  private columns = 0;
  private objective: MilpModel["objective"] | null = null;
  private lower = new Float64Array(0);
  private upper = new Float64Array(0);

  constructor(
    private readonly backend: ThreadBackend,
    private readonly session: number,
    private readonly model: MilpModel,
  ) {}

  async run(options: MilpRunOptions): Promise<MilpClaim> {
    try {
      const thread = await this.backend.running();
      const request = this.changes(thread, threadOptions(options));
      const result = await thread.ask(request, options);
      if (result === undefined) throw new Error("the solver thread gave no result");
      return claimOf(result, this.model, options);
    } catch (error) {
      this.holder = null;
      await this.backend.drop();
      return failedClaim(error instanceof Error ? error.message : String(error));
    }
  }

  async dispose(): Promise<void> {
    const { holder, session } = this;
    this.holder = null;
    if (holder === null || holder !== this.backend.current) return;
    const request = {
      session,
      kind: "dispose",
      model: null,
      rows: null,
      costs: null,
      bounds: null,
      options: null,
    } as const;
    await holder.ask(request, null).catch(() => undefined);
  }

  /** What the thread does not know yet. */
  private changes(thread: SolverThread, options: ThreadOptions): Omit<ThreadRequest, "sequence"> {
    const { model, session } = this;
    const isNew = this.holder !== thread || this.columns !== model.columns;
    const lower = Float64Array.from(model.columnLower);
    const upper = Float64Array.from(model.columnUpper);
    const costs = model.objectiveCosts();
    const offset = model.objective.constant;
    const integrality = Int32Array.from(model.isInteger, (flag) => (flag ? 1 : 0));
    if (isNew) this.rows = 0;
    const request = {
      session,
      kind: "run" as const,
      model: isNew ? { costs, offset, lower, upper, integrality, hessian: hessianOf(model) } : null,
      rows: this.rows < model.rows ? rowsFrom(model, this.rows) : null,
      costs: isNew || this.objective === model.objective ? null : { values: costs, offset },
      bounds: isNew || (isEqual(lower, this.lower) && isEqual(upper, this.upper)) ? null : { lower, upper },
      options,
    };
    this.holder = thread;
    this.columns = model.columns;
    this.rows = model.rows;
    this.objective = model.objective;
    this.lower = lower;
    this.upper = upper;
    return request;
  }
}

function isEqual(a: Float64Array, b: Float64Array): boolean {
  return a.length === b.length && a.every((value, k) => value === b[k]);
}

/** By columns. */
function hessianOf({ quadratic, columns }: MilpModel): ThreadHessian | null {
  if (quadratic === null) return null;
  const starts = new Int32Array(columns + 1);
  for (const column of quadratic.columns) starts[column + 1]++;
  for (let c = 0; c < columns; c++) starts[c + 1] += starts[c];
  return { starts, indices: Int32Array.from(quadratic.rows), values: Float64Array.from(quadratic.values) };
}

function rowsFrom(model: MilpModel, first: number) {
  const start = model.starts[first];
  return {
    lower: Float64Array.from(model.rowLower.slice(first)),
    upper: Float64Array.from(model.rowUpper.slice(first)),
    starts: Int32Array.from(model.starts.slice(first), (from) => from - start),
    indices: Int32Array.from(model.indices.slice(start)),
    values: Float64Array.from(model.values.slice(start)),
  };
}

function threadOptions(options: MilpRunOptions): ThreadOptions {
  const { timeLimit, relativeGap, absoluteGap, nodeLimit, isRelaxed, start, listener } = options;
  const settings: Record<string, boolean | number | string> = {
    time_limit: Math.min(timeLimit, MOST_SECONDS),
    mip_rel_gap: relativeGap,
    mip_abs_gap: absoluteGap,
    mip_max_nodes: Math.min(nodeLimit, 2 ** 31 - 1),
    solve_relaxation: isRelaxed,
  };
  return { settings, start, hasListener: listener !== undefined };
}

/** HiGHS's model statuses (kHighsModelStatus), those that are no failure. */
const STATUSES: ReadonlyMap<number, ClaimStatus> = new Map([
  [7, "optimal"],
  [8, "infeasible"],
  [10, "unbounded"],
  [13, "time-limit"],
  [16, "node-limit"],
  [17, "interrupted"],
]);
const INFEASIBLE_OR_UNBOUNDED = 9;

function claimOf(result: ThreadResult, model: MilpModel, { isRelaxed }: MilpRunOptions): MilpClaim {
  const { modelStatus, hasPoint, point, objective, bound, nodes, rowDuals } = result;
  const isBoxed = model.columnLower.every(Number.isFinite) && model.columnUpper.every(Number.isFinite);
  const isLinear = isRelaxed || !model.isInteger.includes(true);
  let status = STATUSES.get(modelStatus) ?? "failed";
  if (modelStatus === INFEASIBLE_OR_UNBOUNDED && isBoxed) status = "infeasible";
  return {
    status,
    message: `HiGHS model status ${modelStatus}`,
    point: hasPoint ? point : null,
    objective: hasPoint ? objective : Number.NaN,
    bound: isLinear ? (status === "optimal" ? objective : Number.NEGATIVE_INFINITY) : bound,
    nodes,
    rowDuals: isLinear && status === "optimal" ? rowDuals : null,
  };
}
