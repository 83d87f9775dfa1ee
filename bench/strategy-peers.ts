/**
 * SCIP on the families of bench/parametric-families.ts, draw by draw, beside Surety's own solver, and how many times longer it takes
 * than an answer from learned strategies (t_ratio). Markdown on standard output; exit code 1 if optima differ.
 *
 *     npm run build && npm run build:bench && node build/peers.js --setup
 *     node build/strategy-peers.js [--draws 10] [--gap 1e-4] [--limit 60] [--only PART_OF_NAME] [--strategies bench/results/strategies.md]
 *
 * Seconds are of SCIP's solve alone, presolve included, in a model of its own for each draw, on one thread; medians over the draws,
 * which no training has seen. The time of an online answer (mean, all stages, fastest learner) is that of the file given with --strategies, which
 * `node build/strategies.js` printed on the same machine.
 */
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { loadavg } from "node:os";
import { parseArgs } from "node:util";
import { ThreadBackend } from "../dist/fullspace/thread-backend.js";
import { instance, type ParametricProgram, type ProgramData } from "../dist/strategy/program/parametric-program.js";
import { drawNumber } from "../dist/strategy/sampling/exploration.js";
import { ParametricSolver } from "../dist/strategy/solver/parametric-solver.js";
import { fromRoot } from "./box-solve.js";
import { type Row, table } from "./markdown.js";
import { facilityLocation, hybridVehicle, portfolio, transportation } from "./parametric-families.js";
import { onlineMilliseconds } from "./recorded-strategies.js";
import { median } from "./statistics.js";

const { values } = parseArgs({
  options: {
    draws: { type: "string", default: "10" },
    gap: { type: "string", default: "1e-4" },
    limit: { type: "string", default: "60" },
    only: { type: "string", default: "" },
    strategies: { type: "string", default: fromRoot("bench/results/strategies.md") },
  },
});
const gap = Number(values.gap);
const limit = Number(values.limit);
/** Draws from here on are not sampled for training. */
const FIRST_UNSEEN = 60_000_000;
const SEED = 1;

/** The names are those of bench/strategies.ts. */
const PROBLEMS: readonly (readonly [string, () => ParametricProgram])[] = [
  ["transportation 20 20", () => transportation(20, 20, 1)],
  ["portfolio 10", () => portfolio(10, 1)],
  ...[
    [20, 10],
    [20, 20],
    [40, 20],
    [60, 30],
  ].map(([n, m]) => [`facility ${n} ${m}`, () => facilityLocation(n, m, 1)] as const),
  ...[10, 15, 20, 30, 40].map((T) => [`vehicle ${T}`, () => hybridVehicle(T)] as const),
];

interface ScipRun {
  readonly status: string;
  readonly objective: number | null;
  readonly nodes: number;
  readonly wall_s: number;
  readonly cpu_s: number;
}

/** Numbers as JSON holds them: infinities become null. */
function plain(numbers: ArrayLike<number>): (number | null)[] {
  return Array.from(numbers, (value) => (Number.isFinite(value) ? value : null));
}

function written(program: ParametricProgram, draws: readonly ProgramData[]): string {
  const { name, starts, indices, quadratic, lower, upper, isInteger } = program;
  const shape = { name, starts: [...starts], indices: [...indices], lower: plain(lower), upper: plain(upper) };
  const p = quadratic && {
    starts: [...quadratic.starts],
    indices: [...quadratic.indices],
    values: [...quadratic.values],
  };
  const numbers = draws.map(({ linear, constant, values, rowLower, rowUpper }) => ({
    linear: plain(linear),
    constant: plain(constant),
    values: plain(values),
    rowLower: plain(rowLower),
    rowUpper: plain(rowUpper),
  }));
  return JSON.stringify({ program: { ...shape, isInteger: [...isInteger], quadratic: p }, draws: numbers });
}

function scipRuns(program: ParametricProgram, draws: readonly ProgramData[]): ScipRun[] {
  mkdirSync(fromRoot("build/peers"), { recursive: true });
  const file = fromRoot("build/peers/draws.json");
  writeFileSync(file, written(program, draws));
  const script = [fromRoot("bench/peers/scip_strategies.py"), file, "--gap", values.gap, "--limit", values.limit];
  const text = execFileSync(fromRoot(".venv-peers/bin/python"), script, { encoding: "utf8" });
  return text
    .trim()
    .split("\n")
    .map((line): ScipRun => JSON.parse(line));
}

const recorded = onlineMilliseconds(readFileSync(values.strategies, "utf8"));
const rows: Row[] = [];
for (const [name, make] of PROBLEMS.filter(([candidate]) => candidate.includes(values.only))) {
  const program = make();
  const draws = Array.from({ length: Number(values.draws) }, (_, k) =>
    instance(program, drawNumber(program, SEED, FIRST_UNSEEN + k)),
  );
  const load = loadavg()[0];
  const runs = scipRuns(program, draws);
  const backend = new ThreadBackend();
  let worst = 0;
  const own: number[] = [];
  try {
    const solver = new ParametricSolver(program, backend, limit);
    for (const [k, draw] of draws.entries()) {
      const begun = performance.now();
      const { status, objective } = await solver.solve(draw, gap);
      own.push(performance.now() - begun);
      const { status: theirs, objective: claimed } = runs[k];
      const areClosed = status === "optimal" && (theirs === "optimal" || theirs === "gaplimit");
      if (areClosed) worst = Math.max(worst, Math.abs((claimed ?? Number.NaN) - objective) / Math.abs(objective));
    }
  } finally {
    await backend.close();
  }
  // Both stop at the gap; SCIP's feasibility tolerance adds to it.
  if (!(worst <= 2 * gap + 1e-4)) process.exitCode = 1;
  const closed = runs.filter(({ status }) => status === "optimal" || status === "gaplimit").length;
  const wall = 1000 * median(runs.map(({ wall_s }) => wall_s));
  const cpu = 1000 * median(runs.map(({ cpu_s }) => cpu_s));
  const online = recorded.get(name) ?? null;
  const nodes = median(runs.map((run) => run.nodes));
  const ratio = online === null ? null : Math.round(cpu / online);
  rows.push([name, `${closed} of ${runs.length}`, nodes, wall, cpu, median(own), worst, online, ratio, load]);
  console.error(`${name}: SCIP ${cpu} ms`);
}
const head = ["problem", "closed", "SCIP nodes", "SCIP ms", "SCIP CPU ms", "Surety's solver ms", "optima differ by"];
console.log(table([...head, "online ms", "t_ratio (CPU)", "load"], rows));
if (rows.length === 0) process.exitCode = 1;
