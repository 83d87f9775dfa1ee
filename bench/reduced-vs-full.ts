/**
 * The same problems in reduced space and as mixed-integer linear programs: ReLU networks and boosted trees made from seeds, with
 * and without a linear row and integers. Every run is a process of its own, engines alternate in order.
 *
 *     npm run build && npm run build:bench
 *     node build/reduced-vs-full.js [--limit 10] [--gap 1e-4] [--repeat 1] [--jobs 1] [--only PART_OF_NAME] [--shard 1/4]
 *         [--runs FILE.jsonl,...] [--figure FILE.svg] [--json FILE.json]
 *
 * --jobs: so many instances at once, for a machine with idle cores. With --runs, finished runs are appended to the first file and not
 * repeated, and those of all the files count: shards are put together by a last call with all their files. `seconds` is the time of the solve, without the start
 * of node and without making the instance; compiling HiGHS is inside. Ends with exit code 1 if optima disagree.
 */
import { execFile } from "node:child_process";
import { appendFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs, promisify } from "node:util";
import { resultFrom } from "../dist/cli/contender.js";
import { solveInFullSpace } from "../dist/fullspace/solve.js";
import { ThreadBackend } from "../dist/fullspace/thread-backend.js";
import { type Comparison, comparisonOf, comparisonTable, type Run } from "../dist/report/comparison.js";
import { solve } from "../dist/search/solve.js";
import { type Row, table } from "./markdown.js";
import { type RandomInstance, type Rows, reluInstance, treeInstance } from "./random-problems.js";
import { scatterPlot } from "./scatter.js";
import { inParallel, shardOf, storedLines } from "./shards.js";
import { shiftedGeometricMean } from "./statistics.js";

const { values } = parseArgs({
  options: {
    limit: { type: "string", default: "10" },
    gap: { type: "string", default: "1e-4" },
    repeat: { type: "string", default: "1" },
    jobs: { type: "string", default: "1" },
    only: { type: "string", default: "" },
    shard: { type: "string" },
    runs: { type: "string" },
    one: { type: "string" },
    engine: { type: "string", default: "reduced" },
    figure: { type: "string" },
    json: { type: "string" },
  },
});
const timeLimit = Number(values.limit);
const relativeGap = Number(values.gap);
const ENGINES = ["reduced", "highs"];
const KINDS: Rows[] = ["free", "linear", "integer"];

function library(): RandomInstance[] {
  const instances: RandomInstance[] = [];
  const shapes: [number, number][] = [
    [1, 10],
    [1, 25],
    [1, 50],
    [1, 100],
    [2, 10],
    [2, 25],
    [2, 50],
    [3, 10],
  ];
  [2, 4, 6, 8, 10, 16, 32].forEach((inputs, a) => {
    shapes.forEach(([layers, width], b) => {
      instances.push(reluInstance(inputs, Array<number>(layers).fill(width), KINDS[(a + b) % 3], 1));
    });
  });
  [4, 8, 20].forEach((inputs, a) => {
    [10, 30, 100, 300].forEach((trees, b) => {
      instances.push(treeInstance(inputs, trees, 3, KINDS[(a + b) % 3], 1));
      if (trees <= 100) instances.push(treeInstance(inputs, trees, 5, KINDS[(a + b + 1) % 3], 1));
    });
  });
  const chosen = instances.filter(({ name }) => name.includes(values.only));
  return shardOf(chosen, values.shard);
}

/** What one process does. */
async function solveOne(name: string): Promise<void> {
  const instance = library().find((candidate) => candidate.name === name) as RandomInstance;
  const problem = instance.make();
  const options = { timeLimit, relativeGap };
  if (values.engine === "reduced") {
    console.log(JSON.stringify(await solve(problem, options)));
    return;
  }
  const backend = new ThreadBackend();
  console.log(JSON.stringify(await solveInFullSpace(problem, backend, options)));
  await backend.close();
}

async function runApart(instance: string, engine: string): Promise<Run> {
  const self = fileURLToPath(import.meta.url);
  const limits = ["--limit", values.limit, "--gap", values.gap];
  try {
    const args = [self, "--one", instance, "--engine", engine, ...limits];
    const { stdout } = await promisify(execFile)(process.execPath, args, { timeout: 1000 * (timeLimit + 60) });
    return { instance, engine, result: resultFrom(stdout) };
  } catch (error) {
    console.error(`${instance}, ${engine}: ${String((error as { stderr?: unknown }).stderr ?? error).slice(0, 500)}`);
    return { instance, engine, result: null };
  }
}

async function allRuns(instances: readonly RandomInstance[]): Promise<Run[]> {
  const names = new Set(instances.map(({ name }) => name));
  const stored = storedLines<Run>(values.runs).filter(({ instance }) => names.has(instance));
  // Infinite numbers are null in a file.
  const runs = stored.map((run) => ({ ...run, result: run.result && resultFrom(JSON.stringify(run.result)) }));
  const [target] = values.runs?.split(",") ?? [];
  await inParallel(instances, Number(values.jobs), async ({ name }, k) => {
    for (let repeat = 0; repeat < Number(values.repeat); repeat++) {
      const order = (k + repeat) % 2 === 0 ? ENGINES : [...ENGINES].reverse();
      for (const engine of order) {
        const done = runs.filter((run) => run.instance === name && run.engine === engine).length;
        if (done > repeat) continue;
        const run = await runApart(name, engine);
        runs.push(run);
        if (target !== undefined) appendFileSync(target, `${JSON.stringify(run)}\n`);
        console.error(`${name}, ${engine}: ${run.result?.status ?? "failed"} in ${run.result?.seconds ?? "?"} s`);
      }
    }
  });
  return runs;
}

/** Per group of instances: how many each engine solved and won, and the shifted mean times by 0.1 s. */
function groups(
  { instances }: Comparison,
  all: readonly RandomInstance[],
  groupOf: (i: RandomInstance) => string,
): Row[] {
  const names = [...new Set(all.map(groupOf))].sort((a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10));
  return names.map((group) => {
    const members = instances.filter(({ instance }) => {
      const made = all.find(({ name }) => name === instance) as RandomInstance;
      return groupOf(made) === group;
    });
    const isSolved = ({ status }: { status: string }) => status === "optimal" || status === "infeasible";
    const time = (k: number) =>
      members.map(({ engines }) => (isSolved(engines[k]) ? engines[k].seconds : Number.POSITIVE_INFINITY));
    const [own, other] = [time(0), time(1)];
    const mean = (times: readonly number[]) =>
      shiftedGeometricMean(
        times.map((t) => Math.min(t, timeLimit)),
        0.1,
      );
    return [
      group,
      members.length,
      own.filter(Number.isFinite).length,
      other.filter(Number.isFinite).length,
      own.filter((seconds, k) => seconds < other[k]).length,
      own.filter((seconds, k) => seconds > other[k]).length,
      mean(own),
      mean(other),
    ];
  });
}

if (values.one !== undefined) await solveOne(values.one);
else {
  const all = library();
  const comparison = comparisonOf(await allRuns(all), relativeGap, timeLimit);
  if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(comparison)}\n`);
  console.log(`${all.length} instances, gap ${relativeGap}, ${timeLimit} s for each run\n`);
  const head = [
    "",
    "instances",
    "reduced solved",
    "highs solved",
    "reduced faster",
    "highs faster",
    "reduced s",
    "highs s",
  ];
  const nets = all.filter(({ family }) => family === "relu");
  const trees = all.filter(({ family }) => family === "trees");
  const part = (members: readonly RandomInstance[]): Comparison => ({
    ...comparison,
    instances: comparison.instances.filter(({ instance }) => members.some(({ name }) => name === instance)),
  });
  for (const [title, members, groupOf] of [
    ["ReLU networks by inputs", nets, (i: RandomInstance) => `${i.inputs} inputs`],
    ["ReLU networks by hidden neurons", nets, (i: RandomInstance) => `${i.size} neurons`],
    ["Boosted trees by features", trees, (i: RandomInstance) => `${i.inputs} features`],
    ["Boosted trees by trees", trees, (i: RandomInstance) => `${i.size} trees`],
  ] as const) {
    if (members.length > 0) console.log(`## ${title}\n\n${table(head, groups(part(members), members, groupOf))}\n`);
  }
  console.log(`## All instances\n\n${comparisonTable(comparison)}`);
  if (values.figure !== undefined) {
    const solvedIn = ({ status, seconds }: { status: string; seconds: number }) =>
      status === "optimal" ? seconds : null;
    const points = comparison.instances.map(({ instance, engines: [own, other] }) => {
      const { family, inputs } = all.find(({ name }) => name === instance) as RandomInstance;
      const kind =
        family === "trees" ? "boosted trees" : `ReLU, ${inputs <= 4 ? "2-4" : inputs <= 10 ? "6-10" : "16-32"} inputs`;
      return { x: solvedIn(own), y: solvedIn(other), kind };
    });
    writeFileSync(values.figure, scatterPlot(points, ["reduced space, seconds", "HiGHS, seconds"], timeLimit));
  }
  if (all.length === 0 || !comparison.instances.every(({ agrees }) => agrees)) process.exitCode = 1;
}
