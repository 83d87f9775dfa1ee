/**
 * Linear relaxations of ReLU networks: root bound and time of big-M with interval, backward and LP-based bounds, of partitions
 * into 2 and 4 parts, and of ideal cuts, one table.
 *
 *     npm run build && npm run build:bench
 *     node build/formulations.js [--seeds 3] [--limit 60]
 *
 * One process; HiGHS in its thread, warmed up by one solve that is not counted. `seconds` is the time of bounding the neurons,
 * writing the program and solving its relaxation (with cuts: all rounds); root gap is relative to the best value known.
 */
import { parseArgs } from "node:util";
import { elementBoundsOf } from "../dist/fullspace/bound-tightening.js";
import { DEFAULT_FORMULATION, type Formulation } from "../dist/fullspace/formulation.js";
import { programOf, written } from "../dist/fullspace/program.js";
import { solveRootRelaxation } from "../dist/fullspace/root-relaxation.js";
import { ThreadBackend } from "../dist/fullspace/thread-backend.js";
import { solve } from "../dist/search/solve.js";
import { type Row, table } from "./markdown.js";
import { type RandomInstance, reluInstance } from "./random-problems.js";
import { median } from "./statistics.js";

const { values } = parseArgs({
  options: { seeds: { type: "string", default: "3" }, limit: { type: "string", default: "60" } },
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
  readonly claimed: number;
  readonly proved: number;
  readonly seconds: number;
  readonly cuts: number;
  readonly integers: number;
}

async function measured(instance: RandomInstance, chosen: Partial<Formulation>): Promise<Measured> {
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

await measured(reluInstance(2, [10], "free", 0), {});
const rows: Row[] = [];
for (const [inputs, widths] of SHAPES) {
  const instances = Array.from({ length: Number(values.seeds) }, (_, k) => reluInstance(inputs, widths, "free", k + 1));
  const best: number[] = [];
  for (const instance of instances) {
    const { objective } = await solve(instance.make(), { timeLimit: 10 });
    best.push(objective ?? Number.NaN);
  }
  for (const [name, chosen] of FORMULATIONS) {
    const all: Measured[] = [];
    for (const instance of instances) all.push(await measured(instance, chosen));
    rows.push([
      [inputs, ...widths].join("-"),
      name,
      median(all.map(({ claimed }) => claimed)),
      median(all.map(({ claimed }, k) => (best[k] - claimed) / Math.abs(best[k]))),
      median(all.map(({ seconds }) => seconds)),
      median(all.map(({ integers }) => integers)),
      median(all.map(({ cuts }) => cuts)),
      Math.max(...all.map(({ claimed, proved }) => (claimed - proved) / Math.abs(claimed))),
    ]);
  }
}
await backend.close();
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
