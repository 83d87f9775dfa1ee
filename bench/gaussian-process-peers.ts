/**
 * Surety and MAiNGO on the same Gaussian processes of ../shared/peers/instances: medians of CPU seconds, Markdown on standard output.
 *
 *     npm run build && npm run build:bench
 *     node build/gaussian-process-peers.js --python .venv/bin/python [--gap 1e-3] [--limit 60] [--repeat 3] [--only PART_OF_NAME]
 *
 * MAiNGO runs by ../shared/peers/run_peer.py, in its default form for means and `form=explicit` for expected improvement (its best forms);
 * `--repeat` times where the first run took under 20 s, else once; --limit is in CPU seconds. Surety runs by repeated.js: in fresh processes
 * (cold: the first solve, which pays for compiling the solver's code), and ten times in one process (warm: the median of the last
 * five). CPU seconds are those of the solve on both sides, all threads included. One program at a time; the load average of the machine is printed
 * with each instance. Without --python only Surety runs. Ends with exit code 1 where Surety does not solve an instance, misses its goal, or the
 * two contradict each other.
 */
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { loadavg } from "node:os";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { fromRoot } from "./box-solve.js";
import { type Row, table } from "./markdown.js";
import { median } from "./statistics.js";

interface Case {
  readonly name: string;
  /** Of run_peer.py. */
  readonly form: readonly string[];
  /** What the warm CPU time must be below: a share of MAiNGO's, or seconds. */
  readonly goal: { readonly ratio: number } | { readonly seconds: number };
}

const CASES: readonly Case[] = [
  { name: "gp_se_peaks_n50_ei", form: ["form=explicit"], goal: { ratio: 50 } },
  { name: "gp_m52_peaks_n200_mean", form: [], goal: { ratio: 200 } },
  { name: "gp_se_hart3_n100_mean", form: [], goal: { seconds: 0.2 } },
  { name: "gp_m52_hart3_n100_mean", form: [], goal: { seconds: 0.2 } },
];
/** A peer's run that takes longer is not repeated. */
const LONG = 20;
const PEERS = fromRoot("../shared/peers");

const { values } = parseArgs({
  options: {
    python: { type: "string" },
    gap: { type: "string", default: "1e-3" },
    limit: { type: "string", default: "60" },
    repeat: { type: "string", default: "3" },
    only: { type: "string", default: "" },
  },
});

interface Run {
  readonly status: string;
  readonly objective: number;
  readonly bound: number;
  readonly nodes: number;
  readonly cpuSeconds: number;
}

function linesOf(program: string, args: readonly string[]): unknown[] {
  const text = execFileSync(program, args, { encoding: "utf8" });
  return text
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
}

function suretyRuns(name: string, runs: number): Run[] {
  const program = fileURLToPath(new URL("repeated.js", import.meta.url));
  const file = `${PEERS}/instances/${name}.surety.json`;
  return linesOf(process.execPath, [program, file, "--repeat", String(runs), "--gap", values.gap]) as Run[];
}

function maingoRun({ name, form }: Case, python: string): Run {
  const limits = ["--gap", values.gap, "--limit", values.limit];
  const script = [`${PEERS}/run_peer.py`, "--solver", "maingo", "--instance", `${PEERS}/instances/${name}.json`];
  const [line] = linesOf(python, [...script, ...limits, "--opt", ...form]) as Record<string, number & string>[];
  const { status, obj, bound, nodes, solve_cpu_s, error } = line;
  if (error !== undefined) throw new Error(`${name}: MAiNGO ended with ${error}`);
  return { status, objective: obj, bound, nodes, cpuSeconds: solve_cpu_s };
}

function maingoRuns(one: Case, python: string): Run[] {
  const runs = [maingoRun(one, python)];
  while (runs[0].cpuSeconds < LONG && runs.length < Number(values.repeat)) runs.push(maingoRun(one, python));
  return runs;
}

function cpuOf(runs: readonly Run[]): number {
  return median(runs.map(({ cpuSeconds }) => cpuSeconds));
}

const failures: string[] = [];

function check(name: string, holds: boolean, what: string): void {
  if (!holds) failures.push(`${name}: ${what}`);
}

const gapOf = ({ objective, bound }: Run) => Math.abs(objective - bound) / Math.abs(objective);

function compare(one: Case): Row {
  const { name, goal } = one;
  const load = loadavg()[0];
  const cold = Array.from({ length: Number(values.repeat) }, () => suretyRuns(name, 1)[0]);
  const warm = suretyRuns(name, 10).slice(-5);
  const own = warm[0];
  const all = [...cold, ...warm];
  check(
    name,
    all.every(({ status }) => status === "optimal"),
    "not solved",
  );
  if ("seconds" in goal) check(name, cpuOf(warm) < goal.seconds, `takes ${cpuOf(warm)} s, not under ${goal.seconds}`);
  const ours = [own.nodes, own.objective.toPrecision(8), own.bound.toPrecision(8), cpuOf(cold), cpuOf(warm)];
  if (values.python === undefined) return [name, ...ours, "", "", "", "", "", "", load];
  const others = maingoRuns(one, values.python);
  const [peer] = others;
  const ratio = cpuOf(others) / cpuOf(warm);
  if ("ratio" in goal) check(name, ratio >= goal.ratio, `only ${ratio.toFixed(1)} times less CPU than MAiNGO`);
  // Neither value may lie beyond the other's bound.
  const sign = own.bound <= own.objective ? 1 : -1;
  const slack = 1e-5 * Math.abs(own.objective);
  check(
    name,
    sign * (peer.objective - own.bound) >= -slack,
    `bound ${own.bound} contradicts the value ${peer.objective}`,
  );
  check(
    name,
    sign * (own.objective - peer.bound) >= -slack,
    `value ${own.objective} contradicts MAiNGO's ${peer.bound}`,
  );
  const isSolved = peer.status === "GLOBALLY_OPTIMAL";
  const cpu = isSolved ? cpuOf(others) : `open after ${cpuOf(others).toPrecision(4)}`;
  const theirs = [peer.nodes, peer.objective.toPrecision(8), gapOf(peer), cpu];
  return [name, ...ours, ...theirs, cpuOf(others) / cpuOf(cold), ratio, load];
}

const HEAD = [
  "instance",
  ...["nodes", "value", "bound", "cold s", "warm s"],
  ...["MAiNGO nodes", "value", "gap", "s"],
  ...["ratio cold", "ratio warm", "load"],
];

if (!existsSync(PEERS)) console.log("Skipped: ../shared/peers is not there.");
else {
  const rows = CASES.filter(({ name }) => name.includes(values.only)).map(compare);
  check("nothing", rows.length > 0, `was compared: no instance's name contains ${values.only}`);
  console.log(table(HEAD, rows));
  for (const failure of failures) console.error(failure);
  process.exitCode = failures.length > 0 ? 1 : 0;
}
