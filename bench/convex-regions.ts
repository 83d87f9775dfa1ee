/**
 * Convex regions, 10 to 10,000 of them in 2, 4, 6 and 10 dimensions: the reduced space against HiGHS, by the convex hull and by big M.
 *
 *     npm run build && npm run build:bench
 *     node build/convex-regions.js [--limit 60] [--inputs 2,4,6,10] [--regions 10,100,1000,10000] [--kinds one,two]
 *                                  [--engines reduced,hull,big-m] [--cells oblique] > FILE
 *
 * One process, one solve at a time; HiGHS in its thread, each warmed up by one solve that is not counted. Relative gap 1e-4. `one`: minimize a
 * model. `two`: minimize the sum of two models with different cells where sum x >= 0.2 n. Seconds of HiGHS include the writing of
 * the program. An engine that reached the limit is not run on more regions of the same dimension. CPU is that of the whole process.
 */
import { parseArgs } from "node:util";
import { RUN_DEFAULTS } from "../dist/fullspace/backend.js";
import { sweptBounds } from "../dist/fullspace/element-bounds.js";
import { DEFAULT_FORMULATION, type RegionsFormulation } from "../dist/fullspace/formulation.js";
import { programOf, written } from "../dist/fullspace/program.js";
import { ThreadBackend } from "../dist/fullspace/thread-backend.js";
import { Problem, solve } from "../dist/index.js";
import { type Row, table } from "./markdown.js";
import { regionsInstance } from "./regions-instances.js";

const { values } = parseArgs({
  options: {
    limit: { type: "string", default: "60" },
    inputs: { type: "string", default: "2,4,6,10" },
    regions: { type: "string", default: "10,100,1000,10000" },
    kinds: { type: "string", default: "one,two" },
    cells: { type: "string", default: "oblique" },
    engines: { type: "string", default: "reduced,hull,big-m" },
  },
});
const limit = Number(values.limit);
const numbers = (text: string): number[] => text.split(",").map(Number);
const backend = new ThreadBackend();

interface Measured {
  readonly seconds: number;
  readonly cpu?: number;
  readonly objective: number;
  readonly bound: number;
  readonly nodes: number;
}

function problemOf(kind: string, inputs: number, regions: number): Problem {
  const isOblique = values.cells === "oblique";
  const variables = [{ name: "x", size: inputs, lower: -1, upper: 1 }];
  const f = regionsInstance(inputs, regions, isOblique, 1);
  if (kind === "one") return new Problem({ name: kind, models: { f }, variables, minimize: "f(x)" });
  const g = regionsInstance(inputs, regions, isOblique, 2);
  const sum = Array.from({ length: inputs }, (_, j) => `x[${j}]`).join(" + ");
  const subjectTo = [`${sum} >= ${0.2 * inputs}`];
  return new Problem({ name: kind, models: { f, g }, variables, minimize: "f(x) + g(x)", subjectTo });
}

async function reduced(problem: Problem): Promise<Measured> {
  const { seconds, objective, bound, nodes } = await solve(problem, { relativeGap: 1e-4, timeLimit: limit });
  return { seconds, objective: objective ?? Number.NaN, bound, nodes };
}

async function byHighs(problem: Problem, regions: RegionsFormulation): Promise<Measured> {
  const started = performance.now();
  const program = programOf(problem, 1e-6);
  const bounds = sweptBounds(program.network, program.box, "interval");
  if (bounds === null) throw new Error("the model is not defined");
  const { model } = written(program, bounds, { ...DEFAULT_FORMULATION, regions });
  const session = await backend.open(model);
  const timeLimit = Math.max(1, limit - (performance.now() - started) / 1000);
  const { objective, bound, nodes } = await session.run({ ...RUN_DEFAULTS, relativeGap: 1e-4, timeLimit });
  await session.dispose();
  return { seconds: (performance.now() - started) / 1000, objective, bound, nodes };
}

const KNOWN: readonly [string, (problem: Problem) => Promise<Measured>][] = [
  ["reduced", reduced],
  ["hull", (problem) => byHighs(problem, "hull")],
  ["big-m", (problem) => byHighs(problem, "big-m")],
];
const ENGINES = KNOWN.filter(([name]) => values.engines.split(",").includes(name));

async function timed(run: (problem: Problem) => Promise<Measured>, problem: Problem): Promise<Measured> {
  const before = process.cpuUsage();
  const found = await run(problem);
  const { user, system } = process.cpuUsage(before);
  return { ...found, cpu: (user + system) / 1e6 };
}

function isSolved({ objective, bound }: Measured): boolean {
  return objective - bound <= 1.01e-4 * Math.max(Math.abs(objective), 1e-10) + 1e-9;
}

/** Seconds, or the gap at the limit. */
function cellsOf(found: Measured | null): (string | number | null)[] {
  if (found === null) return [null, null, null, null];
  const { objective, bound, seconds, cpu = null, nodes } = found;
  const gap = Number.isFinite(objective - bound)
    ? `gap ${((objective - bound) / Math.abs(objective)).toPrecision(2)}`
    : "no gap";
  return [isSolved(found) ? seconds : gap, cpu, nodes, Number.isFinite(objective) ? objective : null];
}

for (const [, run] of ENGINES) await run(problemOf("one", 2, 4));
const rows: Row[] = [];
for (const kind of values.kinds.split(",")) {
  for (const inputs of numbers(values.inputs)) {
    const isBeaten = new Set<string>();
    for (const regions of numbers(values.regions)) {
      const problem = problemOf(kind, inputs, regions);
      const all: (Measured | null)[] = [];
      for (const [name, run] of ENGINES) {
        const found = isBeaten.has(name) ? null : await timed(run, problem);
        if (found !== null && !isSolved(found)) isBeaten.add(name);
        all.push(found);
      }
      rows.push([kind, inputs, regions, ...all.flatMap(cellsOf)]);
      process.stderr.write(
        `${table(["", ...ENGINES.flatMap(([n]) => [n, "", "", ""])], [rows.at(-1) as Row])
          .split("\n")
          .at(-1)}\n`,
      );
    }
  }
}
await backend.close();
const head = [
  "problem",
  "inputs",
  "regions",
  ...ENGINES.flatMap(([name]) => [`${name}: s`, "CPU s", "nodes", "value"]),
];
console.log(table(head, rows));
