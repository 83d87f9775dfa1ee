/**
 * Surety and MAiNGO on the same design problems of ../shared/models/hybrid: medians of CPU seconds, Markdown on standard output.
 *
 *     npm run build && npm run build:bench
 *     node build/constrained-peers.js --python .venv-peers/bin/python [--gap 1e-3] [--limit 300] [--repeat 3] [--only PART_OF_NAME]
 *
 * MAiNGO (peers/hybrid.py) runs with its defaults and with PRE_maxLocalSearches=0; the better median counts. Surety runs in
 * fresh processes (cold: the first solve, which pays for compiling the solver's code) and once ten times in one process
 * (warm: the median of the last five). CPU seconds are those of the solve on both sides, all threads included. One program at a time; the load
 * average of the machine is printed with each problem. Without --python only Surety runs. Ends with exit code 1 unless everything is solved,
 * the optima agree within the gap and MAiNGO takes at least GOAL times the CPU of a warm solve.
 */
import { execFileSync } from "node:child_process";
import { loadavg } from "node:os";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { solve } from "../dist/index.js";
import { MODELS, problemOf, readHybrid } from "./hybrid-problem.js";
import { type Row, table } from "./markdown.js";
import { median } from "./statistics.js";

const PROBLEMS = ["concrete_cost_tanh", "concrete_cost_tanh_intage", "airfoil_relu_lift"];
const GOAL = 10;
const SETTINGS = [[], ["--option", "PRE_maxLocalSearches=0"]];

const { values } = parseArgs({
  options: {
    python: { type: "string" },
    gap: { type: "string", default: "1e-3" },
    limit: { type: "string", default: "300" },
    repeat: { type: "string", default: "3" },
    only: { type: "string", default: "" },
    /** Used by this program itself: solve the problem `--runs` times and print a line each. */
    solve: { type: "string" },
    runs: { type: "string", default: "1" },
  },
});

interface Run {
  readonly status: string;
  readonly objective: number;
  readonly bound: number;
  readonly nodes: number;
  readonly cpuSeconds: number;
}

async function solveHere(name: string, runs: number): Promise<void> {
  const problem = problemOf(readHybrid(name));
  for (let run = 0; run < runs; run++) {
    const start = process.cpuUsage();
    const result = await solve(problem, { relativeGap: Number(values.gap), timeLimit: Number(values.limit) });
    const { user, system } = process.cpuUsage(start);
    const { status, objective, bound, nodes } = result;
    console.log(JSON.stringify({ status, objective, bound, nodes, cpuSeconds: (user + system) / 1e6 }));
  }
}

function linesOf(program: string, args: readonly string[]): Run[] {
  const text = execFileSync(program, args, { encoding: "utf8" });
  return text
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Run);
}

function suretyRuns(name: string, runs: number): Run[] {
  const self = fileURLToPath(import.meta.url);
  return linesOf(process.execPath, [self, "--solve", name, "--runs", String(runs), "--gap", values.gap]);
}

/** The runs of the better setting. */
function maingoRuns(name: string, python: string): Run[] {
  const script = fileURLToPath(new URL("../bench/peers/hybrid.py", import.meta.url));
  const file = `${MODELS}/hybrid/${name}.json`;
  const options = ["--gap", values.gap, "--time-limit", values.limit, "--repeat", values.repeat];
  const [plain, quick] = SETTINGS.map((setting) => linesOf(python, [script, file, ...options, ...setting]));
  return cpuOf(plain) <= cpuOf(quick) ? plain : quick;
}

function cpuOf(runs: readonly Run[]): number {
  return median(runs.map(({ cpuSeconds }) => cpuSeconds));
}

const failures: string[] = [];

function check(name: string, holds: boolean, what: string): void {
  if (!holds) failures.push(`${name}: ${what}`);
}

function compare(name: string): Row {
  const load = loadavg()[0];
  const cold = Array.from({ length: Number(values.repeat) }, () => suretyRuns(name, 1)[0]);
  const warm = suretyRuns(name, 10).slice(-5);
  const own = warm[0];
  check(
    name,
    [...cold, ...warm].every(({ status }) => status === "optimal"),
    "not solved",
  );
  const ours = [own.nodes, own.objective.toPrecision(9), cpuOf(cold), cpuOf(warm)];
  if (values.python === undefined) return [name, ...ours, "", "", "", "", "", load];
  const other = maingoRuns(name, values.python);
  const [first] = other;
  const isSolved = first.status === "optimal";
  const ratio = cpuOf(other) / cpuOf(warm);
  check(name, ratio >= GOAL, `only ${ratio.toFixed(1)} times less CPU than MAiNGO`);
  if (isSolved) {
    const apart = Math.abs(first.objective - own.objective) / Math.abs(own.objective);
    check(name, apart <= 1.1 * Number(values.gap), `objectives ${own.objective} and ${first.objective}`);
    check(name, own.bound <= first.objective * (1 + 1e-5), `bound ${own.bound} above MAiNGO's ${first.objective}`);
  }
  const cpu = isSolved ? cpuOf(other) : `> ${cpuOf(other).toPrecision(4)}`;
  const theirs = [first.nodes, isSolved ? first.objective.toPrecision(9) : first.status, cpu];
  return [name, ...ours, ...theirs, cpuOf(other) / cpuOf(cold), ratio, load];
}

const HEAD = [
  "problem",
  ...["nodes", "objective", "cold s", "warm s"],
  ...["MAiNGO nodes", "objective", "s"],
  ...["ratio cold", "ratio warm", "load"],
];

if (values.solve !== undefined) await solveHere(values.solve, Number(values.runs));
else {
  const rows = PROBLEMS.filter((name) => name.includes(values.only)).map(compare);
  check("nothing", rows.length > 0, `was compared: no problem's name contains ${values.only}`);
  console.log(table(HEAD, rows));
  for (const failure of failures) console.error(failure);
  process.exitCode = failures.length > 0 ? 1 : 0;
}
