/**
 * Surety beside MAiNGO, SCIP, HiGHS, Gurobi, OMLT, ENTMOOT and BoTorch on the same instance files: every comparison by one command.
 *
 *     npm run build && npm run build:bench
 *     node build/peers.js --setup [--python python3.11]   # makes .venv-peers and .venv-peers-torch (several GB, BoTorch) in the repository
 *     node build/peers.js [FILE.json ...] [--peers A,B] [--only PART_OF_NAME] [--gap 1e-3] [--limit 60] [--runs 1] [--jsonl build/peers.jsonl]
 *     node build/peers.js --from build/peers.jsonl        # the tables of runs that were made before: the last of each solver on each instance
 *
 * Without files: a choice of instances of every folder. One solver at a time, each run in a fresh process on one thread, the same relative gap and the same
 * limit in wall seconds, `--runs` times where the first run took under 20 s (medians). Times are of the solve alone; for Surety they hold the
 * compilation of its code by node. Lines are appended to the JSONL file as they come; Markdown on standard output. Every point is
 * evaluated again in Surety's models. Ends with exit code 1 if a bound of one solver excludes a point of another (and EXPLAINED below does
 * not say why), or if nothing was compared.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { appendFileSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import { loadavg } from "node:os";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { InputError, loadProblem, type Problem, solve } from "../dist/index.js";
import { fromRoot } from "./box-solve.js";
import {
  contradictions,
  details,
  distinct,
  gapOf,
  latest,
  medianRun,
  OWN,
  type PeerRun,
  refusals,
  remarks,
  summary,
} from "./peer-runs.js";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    setup: { type: "boolean", default: false },
    python: { type: "string", default: "python3.11" },
    peers: { type: "string", default: "maingo,maingo-no-starts,scip,highs,gurobi,omlt,omlt-partition,entmoot,botorch" },
    only: { type: "string", default: "" },
    gap: { type: "string", default: "1e-3" },
    limit: { type: "string", default: "60" },
    runs: { type: "string", default: "1" },
    jsonl: { type: "string", default: "build/peers.jsonl" },
    from: { type: "string" },
    alone: { type: "string" },
  },
});
const gap = Number(values.gap);
const limit = Number(values.limit);

/** A run that takes longer is not repeated. */
const LONG = 20;
/** Seconds for starting, building and ending on top of the limit, and by how much a solver may overrun its own limit. */
const [GRACE, OVERRUN] = [120, 3];

const INSTANCES: readonly string[] = [
  ...["peaks-tanh", "hartmann3-sigmoid", "goldstein-softplus", "camel-gelu", "camel-silu", "peaks-residual"],
  ...["cantilever-outputs", "styblinski4-tanh", "peaks-relu", "profile-convolution"],
]
  .map((name) => `network/${name}`)
  .concat(
    ["branin", "rastrigin-4d", "hartmann-6d", "haverly1", "himmelblau-constrained", "hs106", "st_e27"].map(
      (name) => `classic/${name}`,
    ),
    ["peaks-se-50-mean", "branin-m52-20-ei", "branin-m52-20-lcb", "hartmann3-m52-100-mean"].map(
      (name) => `gaussian-process/${name}`,
    ),
    ["friedman-boosted", "friedman-forest", "friedman-tree", "entmoot-like/entmoot-like"].map(
      (name) => `tree-ensemble/${name}`,
    ),
  )
  .map((name) => fromRoot(`instances/${name}.json`));

/** Contradictions whose cause is known, by instance and solver. */
const EXPLAINED: Readonly<Record<string, string>> = {};

const ENVIRONMENTS = [
  { folder: ".venv-peers", requirements: "requirements.txt" },
  { folder: ".venv-peers-torch", requirements: "botorch-requirements.txt" },
];

function setUp(): void {
  for (const { folder, requirements } of ENVIRONMENTS) {
    const run = (program: string, ...args: string[]) => execFileSync(program, args, { stdio: "inherit" });
    if (!existsSync(fromRoot(folder))) run(values.python, "-m", "venv", fromRoot(folder));
    run(fromRoot(`${folder}/bin/pip`), "install", "-r", fromRoot(`bench/peers/${requirements}`));
    run(fromRoot(`${folder}/bin/python`), fromRoot("bench/peers/run.py"), "--self-test");
  }
}

/** In this process, which has solved nothing before; the point as all scalar variables in order. */
async function solveAlone(file: string): Promise<void> {
  const problem = loadProblem(file);
  const before = process.cpuUsage();
  const result = await solve(problem, { relativeGap: gap, absoluteGap: 1e-9, timeLimit: limit });
  const { user, system } = process.cpuUsage(before);
  const point = result.x === null ? null : problem.variables.flatMap(({ name }) => result.x?.[name] ?? []);
  const { status, objective, nodes, seconds: wall_s } = result;
  const isOpen = status !== "optimal" && status !== "infeasible";
  const bound = Number.isFinite(result.bound) ? result.bound : null;
  const cpu_s = (user + system) / 1e6;
  console.log(JSON.stringify({ status: isOpen ? "limit" : status, objective, bound, nodes, wall_s, cpu_s, point }));
}

/** The last line of a program's output, or why there is none. */
function lastLine(program: string, args: readonly string[], seconds: number): Record<string, unknown> {
  const { stdout, stderr, error, status } = spawnSync(program, args, { encoding: "utf8", timeout: 1000 * seconds });
  const line = stdout?.trim().split("\n").at(-1) ?? "";
  if (error === undefined && status === 0 && line.startsWith("{")) return JSON.parse(line);
  const reason = error?.message ?? `exit code ${status}: ${stderr.trim().split("\n").at(-1)}`;
  return { status: "failed", note: reason };
}

/** The instance as MPS where that is exact. */
function encoded(file: string): readonly string[] {
  mkdirSync(fromRoot("build/peers"), { recursive: true });
  const output = fromRoot(`build/peers/${basename(file, ".json")}.mps`);
  const run = spawnSync(process.execPath, [fromRoot("dist/cli/main.js"), "encode", file, "-o", output], {
    encoding: "utf8",
  });
  const said = run.stderr.trim().split("\n").at(-1) ?? "";
  if (run.status === 0 && said.includes("exact up to rounding")) return ["--mps", output];
  const isRelaxation = run.status === 0;
  return ["--why-no-mps", isRelaxation ? "as a MILP it is only a relaxation" : said.replace(/^surety: /, "")];
}

/** By how much a point leaves the variables' bounds, or a whole number is none. */
function outside({ box, isInteger }: Problem, x: Float64Array): number {
  let most = 0;
  x.forEach((value, j) => {
    most = Math.max(
      most,
      box.lower[j] - value,
      value - box.upper[j],
      isInteger[j] ? Math.abs(value - Math.round(value)) : 0,
    );
  });
  return most;
}

function runOnce(file: string, solver: string, mps: readonly string[]): PeerRun {
  const problem = loadProblem(file);
  const load = loadavg()[0];
  const numbers = ["--gap", values.gap, "--limit", values.limit];
  const isOwn = solver === OWN;
  const python = fromRoot(`${ENVIRONMENTS[solver === "botorch" ? 1 : 0].folder}/bin/python`);
  const [program, args] = isOwn
    ? [process.execPath, [fileURLToPath(import.meta.url), "--alone", file, ...numbers]]
    : [python, [fromRoot("bench/peers/run.py"), solver, file, ...numbers, ...mps]];
  const isSetUp = isOwn || existsSync(python);
  const line = isSetUp
    ? lastLine(program, args, OVERRUN * limit + GRACE)
    : { status: "refused", note: "refused: its environment is not set up, see --setup" };
  const { objective, bound, point } = line as Partial<PeerRun>;
  const x = point ? Float64Array.from(point) : null;
  return {
    ...{ version: null, nodes: null, wall_s: null, cpu_s: null, note: null },
    ...(line as Partial<PeerRun>),
    ...{ instance: basename(file, ".json"), solver, sense: problem.sense, status: line["status"] as PeerRun["status"] },
    objective: objective ?? null,
    bound: bound ?? null,
    gap: gapOf(objective ?? null, bound ?? null),
    ...{ threads: 1, gap_requested: gap, limit, point: point ?? null, load },
    value: x === null ? null : problem.evaluate(x),
    violation: x === null ? null : Math.max(problem.violation(x), outside(problem, x)),
    translated: (line["value"] as number | null | undefined) ?? null,
  };
}

function runAll(): PeerRun[] {
  const runs: PeerRun[] = [];
  const files = (positionals.length > 0 ? positionals : INSTANCES).filter((file) =>
    basename(file).includes(values.only),
  );
  for (const file of files) {
    const mps = encoded(file);
    for (const solver of [OWN, ...values.peers.split(",")]) {
      const repeated = [runOnce(file, solver, mps)];
      const isShort = repeated[0].wall_s !== null && repeated[0].wall_s < LONG;
      while (isShort && repeated.length < Number(values.runs)) repeated.push(runOnce(file, solver, mps));
      const run = medianRun(repeated);
      appendFileSync(values.jsonl, `${JSON.stringify(run)}\n`);
      console.error(
        `${run.instance}, ${solver}: ${run.status} ${run.value ?? ""} in ${run.wall_s ?? "–"} s ${run.note ?? ""}`,
      );
      runs.push(run);
    }
  }
  return runs;
}

/** Prints what there is to know. @returns how many contradictions nobody has explained */
function report(runs: readonly PeerRun[]): number {
  let unexplained = 0;
  const notes: string[] = [];
  for (const run of runs) {
    const own = runs.find(({ instance, solver }) => solver === OWN && instance === run.instance);
    if (own === undefined || run === own) continue;
    const name = `${run.instance}, ${run.solver}`;
    for (const what of contradictions(own, run)) {
      const why = EXPLAINED[`${run.instance} ${run.solver}`];
      if (why === undefined) unexplained++;
      notes.push(`- **${name}**: ${what}. ${why ?? "Not explained."}`);
    }
    notes.push(...remarks(run).map((remark) => `- ${name}: ${remark}.`));
  }
  const loads = runs.map(({ load }) => load);
  const versions = distinct(runs.flatMap(({ version }) => version ?? []));
  const [first] = runs;
  console.log(
    `Gap ${first.gap_requested}, limit ${first.limit} s, load ${Math.min(...loads)} to ${Math.max(...loads)}. ${versions.join("; ")}.\n`,
  );
  console.log(`${summary(runs)}\n\n### Contradictions and remarks\n\n${notes.join("\n") || "None."}\n`);
  console.log(`### Refused and failed\n\n${refusals(runs) || "None."}\n\n### Every run\n\n${details(runs)}`);
  return unexplained;
}

function compare(): void {
  const stored = values.from === undefined ? null : readFileSync(values.from, "utf8").trim().split("\n");
  const runs = stored === null ? runAll() : latest(stored.map((line): PeerRun => JSON.parse(line)));
  const isCompared = runs.some(({ solver, status }) => solver !== OWN && status !== "refused");
  if (!isCompared) console.error("nothing was compared");
  if ((runs.length > 0 ? report(runs) : 1) > 0 || !isCompared) process.exitCode = 1;
}

try {
  if (values.setup) setUp();
  else if (values.alone !== undefined) await solveAlone(values.alone);
  else compare();
} catch (error) {
  if (!(error instanceof InputError)) throw error;
  for (const line of error.problems) console.error(line);
  process.exitCode = 2;
}
