import { readFileSync } from "node:fs";

/** What one solver reported on one instance; non-finite where it found or proved nothing. */
export interface PublishedRun {
  /** For example "eago_envelope_100s". */
  readonly solver: string;
  readonly status: string;
  readonly bound: number;
  readonly objective: number;
  readonly seconds: number;
}

function decimal(text: string): number {
  if (text === "Inf") return Number.POSITIVE_INFINITY;
  if (text === "-Inf") return Number.NEGATIVE_INFINITY;
  return text === "" ? Number.NaN : Number(text);
}

/** published.csv of the 400 networks of Wilhelm, Wang and Stuber (J. Global Optimization, 2023), by instance. */
export function readPublished(path: string): Map<string, PublishedRun[]> {
  const [head, ...lines] = readFileSync(path, "utf8").trim().split(/\r?\n/);
  const columns = head.split(",");
  const solvers = columns
    .filter((column) => column.endsWith("_status"))
    .map((column) => column.slice(0, -"_status".length));
  const runs = new Map<string, PublishedRun[]>();
  for (const line of lines) {
    const cells = line.split(",");
    const value = (column: string) => cells[columns.indexOf(column)];
    runs.set(
      value("instance"),
      solvers.map((solver) => ({
        solver,
        status: value(`${solver}_status`),
        bound: decimal(value(`${solver}_bound`)),
        objective: decimal(value(`${solver}_objective`)),
        seconds: decimal(value(`${solver}_seconds`)),
      })),
    );
  }
  return runs;
}

/**
 * Runs whose figures say something about the network: those called infeasible (a wrongly bounded epigraph variable in the
 * original file), not called at all, or with an infinite placeholder (1e20 and beyond) do not.
 */
export function isInformative(run: PublishedRun): boolean {
  return run.status !== "INFEASIBLE" && run.status !== "OPTIMIZE_NOT_CALLED";
}
