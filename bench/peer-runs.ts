import { type Row, table } from "./markdown.js";
import { median } from "./statistics.js";

/** One solver on one instance: a line of JSONL. What is not known is null. */
export interface PeerRun {
  readonly instance: string;
  readonly solver: string;
  readonly version: string | null;
  readonly sense: "minimize" | "maximize";
  /** `heuristic`: a value without a proof; `refused`: the solver cannot read the instance, `note` says why; `failed`: it ended in an error. */
  readonly status: "optimal" | "limit" | "infeasible" | "heuristic" | "refused" | "failed";
  /** What the solver claims, in the instance's sense. */
  readonly objective: number | null;
  readonly bound: number | null;
  /** |objective - bound| / |objective| of what it claims. */
  readonly gap: number | null;
  readonly nodes: number | null;
  /** Of the solve alone. */
  readonly wall_s: number | null;
  readonly cpu_s: number | null;
  readonly threads: number;
  readonly gap_requested: number;
  /** Wall seconds. */
  readonly limit: number;
  readonly point: readonly number[] | null;
  /** The instance's objective and largest violation at `point`, evaluated by Surety in float64. */
  readonly value: number | null;
  readonly violation: number | null;
  /** The same by the translation that the peer was given; null of Surety. */
  readonly translated: number | null;
  readonly note: string | null;
  /** Load average of the machine when the run began. */
  readonly load: number;
}

export const OWN = "surety";
/** What tolerances of constraints and of LPs may move values by: relative, and absolute. */
const SLACK = [1e-5, 1e-6];
/** By how much float32 in one of two evaluations of a model may move its value. */
const TRANSLATION = 1e-6;
/** A claimed objective that is off by more is worth a remark. */
const CLAIM = 1e-4;
const FEASIBLE = 1e-6;
/** The rows of an MPS file of Surety's are wider by FEASIBLE, and solvers meet them within another; more is worth a remark. */
const VIOLATION = 2.5 * FEASIBLE;

function slackAt(value: number): number {
  return SLACK[0] * Math.abs(value) + SLACK[1];
}

export function gapOf(objective: number | null, bound: number | null): number | null {
  return objective === null || bound === null
    ? null
    : Math.abs(objective - bound) / Math.max(Math.abs(objective), 1e-10);
}

/** Repetitions of one run as one: the first with the median times. */
export function medianRun(runs: readonly PeerRun[]): PeerRun {
  const of = (key: "wall_s" | "cpu_s" | "load") => {
    const times = runs.map((run) => run[key]).filter((time) => time !== null);
    return times.length === 0 ? null : median(times);
  };
  return { ...runs[0], wall_s: of("wall_s"), cpu_s: of("cpu_s"), load: of("load") ?? 0 };
}

/** The last run of each solver on each instance, in the order of the first ones. */
export function latest(runs: readonly PeerRun[]): PeerRun[] {
  return [...new Map(runs.map((run) => [`${run.instance} ${run.solver}`, run])).values()];
}

/** What cannot both be true of Surety's run and a peer's on the same instance; each is the fault of one of them. */
export function contradictions(own: PeerRun, peer: PeerRun): string[] {
  const sign = own.sense === "minimize" ? 1 : -1;
  const found: string[] = [];
  const isBeyond = (better: number, worse: number) => sign * (worse - better) > slackAt(worse);
  if (peer.bound !== null && own.value !== null && isBeyond(own.value, peer.bound))
    found.push(`its bound ${peer.bound} excludes Surety's point of value ${own.value}`);
  if (peer.status === "infeasible" && own.value !== null) found.push("it calls infeasible what Surety has a point of");
  if (peer.value !== null && (peer.violation ?? Number.POSITIVE_INFINITY) <= FEASIBLE) {
    if (own.bound !== null && isBeyond(peer.value, own.bound))
      found.push(`its point has the value ${peer.value}, which Surety's bound ${own.bound} excludes`);
    if (own.status === "infeasible") found.push("it has a point of what Surety calls infeasible");
  }
  if (peer.translated !== null && peer.value !== null) {
    const difference = Math.abs(peer.translated - peer.value);
    if (difference > TRANSLATION * (1 + Math.abs(peer.value)))
      found.push(`the translation has the value ${peer.translated} at its point, Surety ${peer.value}`);
  }
  return found;
}

/** What a peer says that is not so at its own point: not a contradiction between bounds, but a reader has to know it. */
export function remarks({ objective, value, violation }: PeerRun): string[] {
  const found: string[] = [];
  if (violation !== null && violation > VIOLATION)
    found.push(`its point violates a constraint by ${violation.toPrecision(3)}`);
  if (objective !== null && value !== null && Math.abs(objective - value) > CLAIM * Math.abs(value) + SLACK[1])
    found.push(`it claims ${objective}, its point has the value ${value}`);
  return found;
}

/** Processor time and nodes, or the gap that is left, or why there is nothing. */
export function cellOf(run: PeerRun | undefined): string {
  if (run === undefined) return "";
  const { status, cpu_s, nodes } = run;
  const seconds = cpu_s === null ? "" : `${Number(cpu_s.toPrecision(3))} s`;
  if (status === "refused" || status === "failed") return status === "refused" ? "–" : "failed";
  if (status === "heuristic") return `(${seconds}) ${run.value?.toPrecision(7) ?? ""}`;
  if (status !== "limit") return `${seconds}, ${nodes} nodes`;
  const gap = gapOf(run.value, run.bound);
  return gap === null ? `open after ${seconds}` : `gap ${Number(gap.toPrecision(2))} after ${seconds}`;
}

/** One line per instance, one column per solver. */
export function summary(runs: readonly PeerRun[]): string {
  const solvers = distinct(runs.map(({ solver }) => solver));
  const rows = distinct(runs.map(({ instance }) => instance)).map((instance): Row => {
    const of = runs.filter((run) => run.instance === instance);
    return [instance, ...solvers.map((solver) => cellOf(of.find((run) => run.solver === solver)))];
  });
  return table(["instance", ...solvers], rows);
}

/** Every run that was made, with what it claims and what is true at its point. */
export function details(runs: readonly PeerRun[]): string {
  const head = ["instance", "solver", "status", "claimed", "bound", "gap", "value at its point"];
  const exact = (value: number | null) => (value === null ? null : String(Number(value.toPrecision(9))));
  const rows = runs
    .filter(({ status }) => status !== "refused")
    .map((run): Row => {
      const claims = [exact(run.objective), exact(run.bound), run.gap, exact(run.value)];
      return [run.instance, run.solver, run.status, ...claims, run.nodes, run.wall_s, run.cpu_s, run.load];
    });
  return table([...head, "nodes", "wall s", "CPU s", "load"], rows);
}

/** "- `scip`: SCIP has no erf (camel-gelu, camel-gelu-highest)", a line per solver and reason. */
export function refusals(runs: readonly PeerRun[]): string {
  const groups = new Map<string, string[]>();
  for (const { instance, solver, status, note } of runs) {
    if (status !== "refused" && status !== "failed") continue;
    const key = `\`${solver}\`: ${note?.replace(/^refused: /, "") ?? status}`;
    groups.set(key, [...(groups.get(key) ?? []), instance]);
  }
  return [...groups].map(([key, instances]) => `- ${key} (${instances.join(", ")})`).join("\n");
}

export function distinct(values: readonly string[]): string[] {
  return [...new Set(values)];
}
