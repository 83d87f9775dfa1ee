/**
 * Ensembles of 100 and 300 trees, minimized over their boxes by Surety, by native HiGHS as Misic's MILP, and by Veritas. Markdown on
 * standard output; ends with exit code 1 if optima of solvers that closed differ. The ratios are of HiGHS's CPU seconds to Surety's.
 *
 *     .venv/bin/python models/ensembles.py build/ensembles diabetes-10-100-3 diabetes-10-300-3 friedman-5-100-5 friedman-5-300-4
 *     npm run build && npm run build:bench
 *     node build/tree-peers.js --python PYTHON [--gap 1e-4] [--limit 300] [--veritas 10] [--only PART_OF_NAME]
 *
 * PYTHON has highspy, scipy and dtai-veritas. Everything runs on one thread, one solver after the other. CPU seconds are those of
 * user and system of the whole process during the solve, so those of Surety hold the compilation by node and its garbage collection:
 * `cold` is the first solve of a fresh process, `warm` the median of the last five of ten. `--limit` is HiGHS's, in wall seconds,
 * `--veritas` that of Veritas, in CPU seconds.
 */
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { singleModel } from "../dist/bounds/single-model.js";
import { loadPredictor, Problem, solve } from "../dist/index.js";
import { Network } from "../dist/predictors/network/network.js";
import { TreeEnsemble } from "../dist/predictors/tree-ensemble/tree-ensemble.js";
import { fromRoot } from "./box-solve.js";
import { trainedEnsemble } from "./ensembles.js";
import { type Row, table } from "./markdown.js";
import { median } from "./statistics.js";

const { values } = parseArgs({
  options: {
    python: { type: "string", default: "python3" },
    gap: { type: "string", default: "1e-4" },
    limit: { type: "string", default: "300" },
    veritas: { type: "string", default: "10" },
    only: { type: "string", default: "" },
    alone: { type: "string" },
  },
});
const gap = Number(values.gap);
const CONCRETE = "concrete-gbt-100-d3";
const ENSEMBLES: readonly string[] = [
  CONCRETE,
  "diabetes-10-100-3",
  "friedman-5-100-5",
  "friedman-5-300-4",
  "diabetes-10-300-3",
];
const RUNS = 10;

interface Run {
  readonly objective: number;
  readonly bound: number;
  readonly nodes: number;
  readonly cpuSeconds: number;
}

/** What the Python programs print. */
interface PeerRun {
  readonly status: string;
  readonly value: number | null;
  readonly bound: number;
  readonly nodes?: number;
  readonly open?: number;
  readonly cpuSeconds: number;
  readonly size?: string;
}

/** Writes an ensemble of an ONNX file as models/ensembles.py does, for the others to read. */
async function writeConcrete(): Promise<void> {
  const file = fromRoot("../shared/models/trees/concrete_gbt_100_d3.onnx");
  if (!existsSync(file)) return;
  const card = JSON.parse(readFileSync(file.replace(/onnx$/, "json"), "utf8")) as { box: [number, number][] };
  const network = await loadPredictor(file);
  const model = network instanceof Network ? singleModel(network)?.model : null;
  if (!(model instanceof TreeEnsemble)) throw new Error(`${file}: not an ensemble alone`);
  const arrays = Object.entries(model.trees).map(([key, value]) => [
    key,
    ArrayBuffer.isView(value) ? [...(value as Float64Array)] : value,
  ]);
  const [lower, upper] = [0, 1].map((side) => card.box.map((ends) => ends[side]));
  mkdirSync(fromRoot("build/ensembles"), { recursive: true });
  writeFileSync(
    fromRoot(`build/ensembles/${CONCRETE}.json`),
    JSON.stringify({ lower, upper, trees: Object.fromEntries(arrays) }),
  );
}

/** In this process, which has solved nothing before. */
async function solveAlone(name: string): Promise<void> {
  const ensemble = trainedEnsemble(name);
  if (ensemble === null) throw new Error(`${name}: missing`);
  const { trees, box } = ensemble;
  const variables = [{ name: "x", size: trees.features, lower: [...box.lower], upper: [...box.upper] }];
  const runs: Run[] = [];
  for (let k = 0; k < RUNS; k++) {
    const problem = new Problem({ name, models: { m: new TreeEnsemble(trees) }, variables, minimize: "m(x)" });
    const before = process.cpuUsage();
    const { objective, bound, nodes } = await solve(problem, { relativeGap: gap, absoluteGap: 1e-9 });
    const { user, system } = process.cpuUsage(before);
    runs.push({ objective: objective ?? Number.NaN, bound, nodes, cpuSeconds: (user + system) / 1e6 });
  }
  console.log(JSON.stringify(runs));
}

function peer(program: string, ...options: readonly string[]): PeerRun {
  return JSON.parse(String(execFileSync(values.python, [fromRoot(`bench/peers/${program}`), ...options])));
}

function compare(name: string): { readonly row: Row; readonly isHeld: boolean } {
  const file = fromRoot(`build/ensembles/${name}.json`);
  const self = [fileURLToPath(import.meta.url), "--alone", name, "--gap", values.gap];
  const own = JSON.parse(String(execFileSync(process.execPath, self))) as Run[];
  const cold = own[0];
  const warm = median(own.slice(RUNS / 2).map((run) => run.cpuSeconds));
  console.error(`${name}: ${cold.objective}, ${cold.cpuSeconds} s cold, ${warm} s warm`);
  const options = [file, "--gap", values.gap, "--time-limit", values.limit];
  const isSame = (value: number | null) =>
    value !== null && Math.abs(value - cold.objective) <= 2 * gap * Math.max(1, Math.abs(cold.objective));
  let highs = peer("misic.py", ...options);
  let presolve = "on";
  // HiGHS's presolve has been seen to lose the optimum of such a program.
  if (highs.status === "Optimal" && !isSame(highs.value)) {
    console.error(`${name}: with presolve HiGHS calls ${highs.value} optimal`);
    presolve = `off (on: ${highs.value})`;
    highs = peer("misic.py", ...options, "--no-presolve");
  }
  console.error(`${name}: HiGHS ${JSON.stringify(highs)}`);
  const veritas = peer("veritas_ensemble.py", file, "--time-limit", values.veritas);
  console.error(`${name}: Veritas ${JSON.stringify(veritas)}`);
  const closed = [highs, veritas].filter(({ status }) => status === "Optimal");
  const ratio = highs.cpuSeconds / cold.cpuSeconds;
  const isHeld = closed.every(({ value }) => isSame(value));
  const row = [
    name,
    highs.size ?? null,
    cold.objective.toPrecision(10),
    highs.value?.toPrecision(10) ?? null,
    cold.nodes,
    highs.nodes ?? null,
    cold.cpuSeconds,
    warm,
    highs.cpuSeconds,
    Math.round(ratio),
    Math.round(highs.cpuSeconds / warm),
    highs.status,
    presolve,
    `${veritas.status}, ${veritas.cpuSeconds.toFixed(1)} s, bound ${veritas.bound.toPrecision(5)}, value ${veritas.value ?? "none"}`,
  ];
  return { row, isHeld };
}

if (values.alone !== undefined) await solveAlone(values.alone);
else {
  await writeConcrete();
  const rows: Row[] = [];
  let isHeld = true;
  for (const name of ENSEMBLES.filter((candidate) => candidate.includes(values.only))) {
    if (!existsSync(fromRoot(`build/ensembles/${name}.json`))) {
      console.error(`${name}: build/ensembles/${name}.json is missing, see models/ensembles.py`);
      continue;
    }
    const result = compare(name);
    rows.push(result.row);
    isHeld &&= result.isHeld;
  }
  const head = [
    "features-trees-depth",
    "MILP",
    "Surety",
    "HiGHS",
    "nodes",
    "HiGHS",
    "CPU s cold",
    "warm",
    "HiGHS CPU s",
  ];
  console.log(table([...head, "ratio cold", "warm", "HiGHS status", "presolve", "Veritas"], rows));
  if (rows.length === 0 || !isHeld) process.exitCode = 1;
}
