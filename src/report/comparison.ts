import type { Result } from "../search/result.js";
import { rough } from "./numbers.js";

/** What counts of a result; other programs know less of it than we do: what they do not say is NaN. */
export type RunResult = Pick<Result, "status" | "objective" | "bound" | "rootBound" | "nodes" | "seconds" | "gap"> &
  Partial<Pick<Result, "sense" | "milp">>;

/** One run of one engine on one instance; the result is null where the process gave none. */
export interface Run {
  readonly instance: string;
  readonly engine: string;
  readonly result: RunResult | null;
}

/** One engine on one instance: medians over its runs. */
export interface ComparedEngine {
  readonly engine: string;
  /** The worst status of the runs, "failed" where one gave no result. */
  readonly status: string;
  readonly seconds: number;
  /** Of all runs, in order. */
  readonly allSeconds: readonly number[];
  readonly rootBound: number;
  readonly nodes: number;
  readonly gap: number;
  readonly objective: number | null;
  readonly bound: number;
  readonly rows: number | null;
  readonly columns: number | null;
  readonly integers: number | null;
}

export interface ComparedInstance {
  readonly instance: string;
  readonly engines: readonly ComparedEngine[];
  /** Largest distance of two optima that were reached, relative; null with fewer than two of them. */
  readonly disagreement: number | null;
  /** No two optima differ by more than the gaps allow, and no engine's bound excludes another one's point. */
  readonly agrees: boolean;
}

/** One engine on all instances. */
export interface ComparedTotals {
  readonly engine: string;
  readonly solved: number;
  /** Shifted geometric mean of the median times by 1 s; unsolved ones count with the time limit. */
  readonly meanSeconds: number;
  /** Performance profile: which share of the instances was solved within each factor of the fastest engine's time. */
  readonly profile: readonly { readonly factor: number; readonly share: number }[];
}

export interface Comparison {
  readonly instances: readonly ComparedInstance[];
  readonly totals: readonly ComparedTotals[];
}

const FACTORS = [1, 1.5, 2, 3, 5, 10, 30, 100];
const SHIFT = 1;
/** By how much a value may lie below a bound, relative to 1 + |value|: rows may be violated by 1e-6, too. */
const TOLERANCE = 1e-4;

/**
 * Puts runs side by side (E. D. Dolan, J. J. More, Math. Programming 91 (2002) for the profile).
 * @param relativeGap the gap that was asked for: optima may differ by twice as much
 * @param timeLimit seconds
 */
export function comparisonOf(runs: readonly Run[], relativeGap: number, timeLimit: number): Comparison {
  const names = [...new Set(runs.map(({ instance }) => instance))];
  const engines = [...new Set(runs.map(({ engine }) => engine))];
  const instances = names.map((instance) => {
    const compared = engines.map((engine) =>
      comparedEngine(
        engine,
        runs.filter((run) => run.instance === instance && run.engine === engine).map(({ result }) => result),
      ),
    );
    const sense = runs.find((run) => run.instance === instance && run.result?.sense !== undefined)?.result?.sense;
    const { disagreement, agrees } = agreement(compared, relativeGap);
    return { instance, engines: compared, disagreement, agrees: agrees && !isExcluded(compared, sense) };
  });
  return { instances, totals: engines.map((engine) => totalsOf(engine, instances, timeLimit)) };
}

function comparedEngine(engine: string, results: readonly (RunResult | null)[]): ComparedEngine {
  const found = results.filter((result) => result !== null);
  const unsolved = found.find(({ status }) => status !== "optimal" && status !== "infeasible");
  const last = found.at(-1);
  return {
    engine,
    status: found.length < results.length || last === undefined ? "failed" : (unsolved ?? last).status,
    seconds: median(found.map(({ seconds }) => seconds)),
    allSeconds: found.map(({ seconds }) => seconds),
    rootBound: median(found.map(({ rootBound }) => rootBound)),
    nodes: median(found.map(({ nodes }) => nodes)),
    gap: median(found.map(({ gap }) => gap.relative ?? Number.POSITIVE_INFINITY)),
    objective: last?.objective ?? null,
    bound: last?.bound ?? Number.NaN,
    rows: last?.milp?.rows ?? null,
    columns: last?.milp?.columns ?? null,
    integers: last?.milp?.integers ?? null,
  };
}

function isSolved({ status }: ComparedEngine): boolean {
  return status === "optimal" || status === "infeasible";
}

function agreement(engines: readonly ComparedEngine[], relativeGap: number) {
  const solved = engines.filter(isSolved);
  if (solved.length < 2) return { disagreement: null, agrees: true };
  const feasible = solved.filter(({ objective }) => objective !== null).map(({ objective }) => objective as number);
  if (feasible.length < solved.length) return { disagreement: null, agrees: feasible.length === 0 };
  const [least, most] = [Math.min(...feasible), Math.max(...feasible)];
  const size = Math.max(Math.abs(least), Math.abs(most), 1e-10);
  const agrees = most - least <= 2 * relativeGap * size + 1e-6;
  return { disagreement: (most - least) / size, agrees };
}

/** Whether some engine's bound excludes the point that another one found, by more than tolerances of rows and evaluation. */
function isExcluded(engines: readonly ComparedEngine[], sense: Result["sense"] | undefined): boolean {
  if (sense === undefined) return false;
  const sign = sense === "minimize" ? 1 : -1;
  return engines.some(({ bound }) =>
    engines.some(
      ({ objective }) => objective !== null && sign * (bound - objective) > TOLERANCE * (1 + Math.abs(objective)),
    ),
  );
}

function totalsOf(engine: string, instances: readonly ComparedInstance[], timeLimit: number): ComparedTotals {
  const own = instances.map((instance) => instance.engines.find((e) => e.engine === engine) as ComparedEngine);
  const fastest = instances.map(({ engines }) => Math.min(...engines.filter(isSolved).map(({ seconds }) => seconds)));
  const logs = own.map((e) => Math.log((isSolved(e) ? e.seconds : timeLimit) + SHIFT));
  return {
    engine,
    solved: own.filter(isSolved).length,
    meanSeconds: Math.exp(logs.reduce((sum, value) => sum + value, 0) / logs.length) - SHIFT,
    profile: FACTORS.map((factor) => {
      const within = own.filter((e, k) => isSolved(e) && e.seconds <= factor * fastest[k]);
      return { factor, share: within.length / instances.length };
    }),
  };
}

/** The middle value, the mean of the two middle ones of an even number, NaN of none. */
function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  if (sorted.length === 0) return Number.NaN;
  return sorted.length % 2 === 1 ? sorted[half] : 0.5 * (sorted[half - 1] + sorted[half]);
}

/** The comparison as Markdown. */
export function comparisonTable({ instances, totals }: Comparison): string {
  const head = ["instance", "engine", "status", "seconds", "root bound", "nodes", "gap", "objective", "MILP", "agrees"];
  const rows = instances.flatMap(({ instance, engines, agrees, disagreement }) =>
    engines.map((e) => [
      instance,
      e.engine,
      e.status,
      known(e.seconds),
      known(e.rootBound),
      Number.isNaN(e.nodes) ? "" : String(e.nodes),
      known(e.gap),
      e.objective === null ? "none" : String(Number(e.objective.toPrecision(8))),
      e.rows === null ? "" : `${e.rows} x ${e.columns}, ${e.integers} integer`,
      disagreement === null && agrees ? "" : agrees ? "yes" : "NO",
    ]),
  );
  const profileHead = ["engine", "solved", "shifted mean s", ...FACTORS.map((factor) => `within x${factor}`)];
  const profile = totals.map(({ engine, solved, meanSeconds, profile: shares }) => [
    engine,
    `${solved} of ${instances.length}`,
    rough(meanSeconds),
    ...shares.map(({ share }) => `${Math.round(100 * share)} %`),
  ]);
  return `${markdown(head, rows)}\n\n${markdown(profileHead, profile)}\n`;
}

function known(value: number): string {
  return Number.isNaN(value) ? "" : rough(value);
}

function markdown(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}
