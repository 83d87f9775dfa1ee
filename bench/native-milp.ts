/**
 * The same 20 mixed-integer linear programs in HiGHS as WebAssembly and in native HiGHS (highspy), to the same gap from the same
 * options and without a start, each on one thread.
 *
 *     npm run build && npm run build:bench
 *     node build/native-milp.js --python PYTHON [--limit 30] [--gap 1e-4] [--only PART_OF_NAME]
 *
 * Every WASM run has a thread of its own, whose code was compiled before and which has solved one small program; `cpu` is the
 * processor time of the whole process meanwhile, the engine's compiler included. Ends with exit code 1 if optima differ.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { RUN_DEFAULTS } from "../dist/fullspace/backend.js";
import { elementBoundsOf } from "../dist/fullspace/bound-tightening.js";
import { DEFAULT_FORMULATION } from "../dist/fullspace/formulation.js";
import type { MilpModel } from "../dist/fullspace/milp-model.js";
import { mpsText } from "../dist/fullspace/mps.js";
import { programOf, written } from "../dist/fullspace/program.js";
import { ThreadBackend } from "../dist/fullspace/thread-backend.js";
import { type Row, table } from "./markdown.js";
import { type RandomInstance, reluInstance, treeInstance } from "./random-problems.js";
import { median } from "./statistics.js";

const { values } = parseArgs({
  options: {
    python: { type: "string", default: "python3" },
    limit: { type: "string", default: "30" },
    gap: { type: "string", default: "1e-4" },
    only: { type: "string", default: "" },
  },
});
const timeLimit = Number(values.limit);
const relativeGap = Number(values.gap);

const library: RandomInstance[] = [
  ...[1, 2, 3, 4].map((seed) => reluInstance(2, [10, 10], "free", seed)),
  ...[1, 2, 3].map((seed) => reluInstance(4, [12], "linear", seed)),
  ...[1, 2, 3].map((seed) => reluInstance(2, [25], "free", seed)),
  ...[1, 2, 3].map((seed) => reluInstance(6, [15], "integer", seed)),
  ...[1, 2, 3].map((seed) => treeInstance(4, 20, 3, "free", seed)),
  ...[1, 2].map((seed) => treeInstance(8, 20, 3, "linear", seed)),
  ...[1, 2].map((seed) => treeInstance(4, 10, 4, "integer", seed)),
];
const instances = library.filter(({ name }) => name.includes(values.only));

async function modelOf(instance: RandomInstance): Promise<MilpModel> {
  const program = programOf(instance.make(), 1e-6);
  const backend = new ThreadBackend();
  const bounds = await elementBoundsOf(program, DEFAULT_FORMULATION, backend, { timeLimit: 10 });
  if (bounds === null) throw new Error(`${instance.name}: not defined`);
  return written(program, bounds, DEFAULT_FORMULATION).model;
}

async function inWasm(model: MilpModel, warmUp: MilpModel) {
  const backend = new ThreadBackend();
  const options = { ...RUN_DEFAULTS, timeLimit, relativeGap };
  await (await backend.open(warmUp)).run(options);
  const session = await backend.open(model);
  const before = process.cpuUsage();
  const start = performance.now();
  const claim = await session.run(options);
  const seconds = (performance.now() - start) / 1000;
  const { user, system } = process.cpuUsage(before);
  await backend.close();
  return { ...claim, seconds, cpuSeconds: (user + system) / 1e6 };
}

const folder = mkdtempSync(join(tmpdir(), "surety-bench-"));
const warmUp = await modelOf(reluInstance(2, [6], "free", 9));
const rows: Row[] = [];
const ratios: { seconds: number; cpu: number }[] = [];
try {
  for (const instance of instances) {
    const model = await modelOf(instance);
    const file = join(folder, "model.mps");
    writeFileSync(file, mpsText(model));
    const own = await inWasm(model, warmUp);
    const command = ["bench/peers/milp.py", file, "--gap", values.gap, "--time-limit", values.limit];
    const native = JSON.parse(String(execFileSync(values.python, command)));
    ratios.push({ seconds: own.seconds / native.seconds, cpu: own.cpuSeconds / native.cpuSeconds });
    const { rows: height, columns, integers } = model.size;
    const size = `${height} x ${columns}, ${integers} integer`;
    const { seconds, cpu } = ratios[ratios.length - 1];
    const isSame = Math.abs(own.objective - native.objective) <= 2 * relativeGap * Math.abs(native.objective) + 1e-6;
    if (own.status === "optimal" && native.status === "Optimal" && !isSame) process.exitCode = 1;
    const nodes = `${own.nodes}, ${native.nodes}`;
    rows.push([
      instance.name,
      size,
      own.seconds,
      native.seconds,
      seconds,
      own.cpuSeconds,
      native.cpuSeconds,
      cpu,
      nodes,
    ]);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
console.log(table(["MILP", "size", "WASM s", "native s", "ratio", "WASM cpu", "native cpu", "ratio", "nodes"], rows));
console.log(
  `\nmedian ratio: ${median(ratios.map((r) => r.seconds)).toFixed(2)} in time, ${median(ratios.map((r) => r.cpu)).toFixed(2)} in processor time`,
);
