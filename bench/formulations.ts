/**
 * Linear relaxations of ReLU networks: root bound and time of big-M with interval, backward and LP-based bounds, of partitions
 * into 2 and 4 parts, and of ideal cuts, one table.
 *
 *     npm run build && npm run build:bench
 *     node build/formulations.js [--seeds 3] [--limit 60] [--only 2-20-20] [--shard 1/4] [--runs FILE.jsonl,...]
 *
 * One process; HiGHS in its thread, warmed up by one solve that is not counted. With --runs, what is measured is appended to the first
 * file and not measured again, and that of all the files is put together; a shard is every n-th network. `seconds` is the time of bounding the neurons,
 * writing the program and solving its relaxation (with cuts: all rounds); root gap is relative to the best value known.
 */
import { appendFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { elementBoundsOf } from "../dist/fullspace/bound-tightening.js";
import { DEFAULT_FORMULATION, type Formulation } from "../dist/fullspace/formulation.js";
import { programOf, written } from "../dist/fullspace/program.js";
import { solveRootRelaxation } from "../dist/fullspace/root-relaxation.js";
import { ThreadBackend } from "../dist/fullspace/thread-backend.js";
import { solve } from "../dist/search/solve.js";
import { type Row, table } from "./markdown.js";
import { type RandomInstance, reluInstance } from "./random-problems.js";
import { shardOf, storedLines } from "./shards.js";
import { median } from "./statistics.js";

const { values } = parseArgs({
  options: {
    seeds: { type: "string", default: "3" },
    limit: { type: "string", default: "60" },
    only: { type: "string", default: "" },
    shard: { type: "string" },
    runs: { type: "string" },
  },
});
const limit = Number(values.limit);

const SHAPES: [number, number[]][] = [
  [2, [20, 20]],
  [2, [50, 50]],
  [4, [50, 50]],
  [10, [100]],
];

const FORMULATIONS: [string, Partial<Formulation>][] = [
  ["big-M, interval", { elementBounds: "interval" }],
  ["big-M, backward", { elementBounds: "backward" }],
  ["big-M, LP", { elementBounds: "lp" }],
  ["partition 2, backward", { relu: "partition", parts: 2 }],
  ["partition 4, backward", { relu: "partition", parts: 4 }],
  ["ideal cuts, backward", { relu: "ideal" }],
  ["partition 4, LP", { relu: "partition", parts: 4, elementBounds: "lp" }],
  ["ideal cuts, LP", { relu: "ideal", elementBounds: "lp" }],
];

const backend = new ThreadBackend();

interface Measured {
  readonly network: string;
  readonly seed: number;
  readonly formulation: string;
  /** Value known best. */
  readonly best: number;
  readonly claimed: number;
  readonly proved: number;
  readonly seconds: number;
  readonly cuts: number;
  readonly integers: number;
}

async function measured(instance: RandomInstance, chosen: Partial<Formulation>) {
  const program = programOf(instance.make(), 1e-6);
  const formulation = { ...DEFAULT_FORMULATION, ...chosen };
  const started = performance.now();
  const bounds = await elementBoundsOf(program, formulation, backend, { timeLimit: limit });
  if (bounds === null) throw new Error("the network is not defined");
  const { model, encoding } = written(program, bounds, formulation);
  const session = await backend.open(model);
  const root = await solveRootRelaxation(session, model, encoding.assembly, { timeLimit: limit });
  await session.dispose();
  const seconds = (performance.now() - started) / 1000;
  return { claimed: root.claimed, proved: root.proved, seconds, cuts: root.cuts, integers: model.size.integers };
}

const networks = SHAPES.map(([inputs, widths]) => ({ name: [inputs, ...widths].join("-"), inputs, widths }));
const chosen = networks.filter(({ name }) => name.includes(values.only));
const seeds = Array.from({ length: Number(values.seeds) }, (_, k) => k + 1);
const tasks = chosen.flatMap((network) => seeds.map((seed) => ({ ...network, seed })));
const all = storedLines<Measured>(values.runs);
const [target] = values.runs?.split(",") ?? [];
await measured(reluInstance(2, [10], "free", 0), {});
for (const { name: network, inputs, widths, seed } of shardOf(tasks, values.shard)) {
  if (all.some((one) => one.network === network && one.seed === seed)) continue;
  const instance = reluInstance(inputs, widths, "free", seed);
  const { objective } = await solve(instance.make(), { timeLimit: 10 });
  const lines: Measured[] = [];
  for (const [formulation, changes] of FORMULATIONS) {
    const figures = await measured(instance, changes);
    lines.push({ network, seed, formulation, best: objective ?? Number.NaN, ...figures });
  }
  all.push(...lines);
  if (target !== undefined) appendFileSync(target, lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
}
await backend.close();
const rows: Row[] = [];
for (const { name } of chosen) {
  for (const [formulation] of FORMULATIONS) {
    const own = all.filter((one) => one.network === name && one.formulation === formulation);
    if (own.length === 0) continue;
    rows.push([
      name,
      formulation,
      median(own.map(({ claimed }) => claimed)),
      median(own.map(({ best, claimed }) => (best - claimed) / Math.abs(best))),
      median(own.map(({ seconds }) => seconds)),
      median(own.map(({ integers }) => integers)),
      median(own.map(({ cuts }) => cuts)),
      Math.max(...own.map(({ claimed, proved }) => (claimed - proved) / Math.abs(claimed))),
    ]);
  }
}
const head = [
  "network",
  "formulation",
  "root bound",
  "root gap",
  "seconds",
  "binaries",
  "cuts",
  "proved below claimed by",
];
console.log(table(head, rows));
