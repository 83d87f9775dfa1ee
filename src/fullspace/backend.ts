import type { MilpModel } from "./milp-model.js";

/** How a solver says that it ended. "failed": it threw, was stopped by force, or says something that makes no sense. */
export type ClaimStatus =
  | "optimal"
  | "infeasible"
  | "unbounded"
  | "time-limit"
  | "node-limit"
  | "interrupted"
  | "failed";

/** What a solver says about a model. None of it is believed: see claim.ts. */
export interface MilpClaim {
  readonly status: ClaimStatus;
  /** In the solver's words, for the report of a failure. */
  readonly message: string;
  /** Values of the columns; null if there are none. */
  readonly point: Float64Array | null;
  /** Objective at the point, NaN without one. */
  readonly objective: number;
  /** Lower bound of the minimum; -Infinity if there is none. */
  readonly bound: number;
  readonly nodes: number;
  /** Of a linear program: multipliers of the rows, at least 0 for lower sides and at most 0 for upper ones. */
  readonly rowDuals: Float64Array | null;
}

/** Where a running solver stands. */
export interface MilpProgress {
  readonly nodes: number;
  readonly bound: number;
  readonly objective: number;
  /** A new point, where there is one. */
  readonly point: Float64Array | null;
}

export interface MilpRunOptions {
  /** Seconds; Infinity for none. A backend that is not back soon after is stopped by force. */
  readonly timeLimit: number;
  readonly relativeGap: number;
  readonly absoluteGap: number;
  readonly nodeLimit: number;
  /** Integrality is ignored: the linear program. */
  readonly isRelaxed: boolean;
  /** A point to start from. */
  readonly start: Float64Array | null;
  readonly signal?: AbortSignal | undefined;
  readonly listener?: ((progress: MilpProgress) => void) | undefined;
}

/** A model inside a solver. */
export interface MilpSession {
  /**
   * Solves the model as it is now: rows that were added to it, another objective and other bounds of its columns are taken
   * over. Never throws for what the solver does: that is a claim of status "failed".
   */
  run(options: MilpRunOptions): Promise<MilpClaim>;
  dispose(): Promise<void>;
}

/** A solver of mixed-integer linear programs. */
export interface MilpBackend {
  readonly name: string;
  /** Whether it solves programs with whole numbers and a quadratic objective; every one solves those without whole numbers. */
  readonly takesQuadratics: boolean;
  open(model: MilpModel): Promise<MilpSession>;
  /** Ends what runs; the backend is of no use afterwards. */
  close(): Promise<void>;
}

export const RUN_DEFAULTS: MilpRunOptions = {
  timeLimit: Number.POSITIVE_INFINITY,
  relativeGap: 0,
  absoluteGap: 1e-9,
  nodeLimit: Number.POSITIVE_INFINITY,
  isRelaxed: false,
  start: null,
};

/** A claim that claims nothing. */
export function failedClaim(message: string, status: ClaimStatus = "failed"): MilpClaim {
  return {
    status,
    message,
    point: null,
    objective: Number.NaN,
    bound: Number.NEGATIVE_INFINITY,
    nodes: 0,
    rowDuals: null,
  };
}
