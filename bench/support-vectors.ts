/**
 * Support vector machines. `files`: what becomes of every file of ../shared/models/svm (skipped where that folder is absent). `sizes`: the point nearest (in l1)
 * to the middle of a hole in the data that a one-class machine with exactly 10, 50, 200, 500, 2000 support vectors allows, in reduced space and as a
 * mixed-integer linear program with enclosed kernels in HiGHS. Markdown on standard output; exit code 1 if the two contradict each other.
 *
 *     npm run build && npm run build:bench
 *     node build/support-vectors.js [--parts files,sizes] [--limit 60] [--inputs 2,4] [--vectors 10,50,200,500,2000] [--engines reduced,highs]
 *
 * One process, one solve at a time, each after a warm-up on 10 support vectors; relative gap 1e-3. `CPU` is that of the whole process during the solve.
 */
import { parseArgs } from "node:util";
import { solveInFullSpace } from "../dist/fullspace/solve.js";
import { ThreadBackend } from "../dist/fullspace/thread-backend.js";
import { Problem, type Result, solve } from "../dist/index.js";
import { Random } from "../dist/numeric/random.js";
import { validityKinds } from "../dist/problem/validity/table.js";
import { type Row, table } from "./markdown.js";
import { svmFiles } from "./svm-files.js";

const { values } = parseArgs({
  options: {
    parts: { type: "string", default: "files,sizes" },
    limit: { type: "string", default: "60" },
    inputs: { type: "string", default: "2,4" },
    vectors: { type: "string", default: "10,50,200,500,2000" },
    engines: { type: "string", default: "reduced,highs" },
  },
});
const options = { relativeGap: 1e-3, timeLimit: Number(values.limit) };
const numbers = (text: string): number[] => text.split(",").map(Number);
const backend = new ThreadBackend();
const SPAN = 3;
const CENTRE = [0.4, -0.5, 0.3, -0.2];
/** Of the hole: about a fifth of the box in 2-D and in 4-D. */
const RADIUS: Readonly<Record<number, number>> = { 2: 1.5, 4: 2.7 };
/** Of the kernel, in coordinates scaled to ranges of 1: narrow enough that the machine sees the hole. */
const GAMMA: Readonly<Record<number, number>> = { 2: 20, 4: 12 };
const MOST_TRIALS = 200;

interface Machine {
  readonly weights: readonly number[];
}

/** Points of the box outside the hole. */
function dataWithHole(inputs: number, count: number, seed: number) {
  const random = new Random(seed);
  const rows: number[] = [];
  while (rows.length < count * inputs) {
    const row = Array.from({ length: inputs }, () => random.between(-SPAN, SPAN));
    if (Math.hypot(...row.map((value, j) => value - CENTRE[j])) > RADIUS[inputs]) rows.push(...row);
  }
  return { dimension: inputs, count, points: Float64Array.from(rows) };
}

/** A machine with exactly so many support vectors: of half of the data, whose number is changed until it fits. */
function machineOf(inputs: number, vectors: number): Machine {
  let count = Math.round(1.7 * vectors);
  for (let trial = 0; trial < MOST_TRIALS; trial++) {
    const data = dataWithHole(inputs, count, 1000 * vectors + trial);
    const machine = validityKinds["one-class-svm"].fit?.(data, { coverage: 0.5, gamma: GAMMA[inputs] }) as Machine;
    const off = vectors - machine.weights.length;
    if (off === 0) return machine;
    count = Math.max(2, count + Math.round(1.7 * off));
  }
  throw new Error(`no machine with exactly ${vectors} support vectors was found`);
}

function problemOf(inputs: number, vectors: number): Problem {
  const distance = Array.from({ length: inputs }, (_, j) => `abs(x[${j}] - (${CENTRE[j]}))`).join(" + ");
  return new Problem({
    name: `${vectors} support vectors`,
    variables: [{ name: "x", size: inputs, lower: -SPAN, upper: SPAN }],
    minimize: distance,
    validity: [{ kind: "one-class-svm", of: "x", parameters: machineOf(inputs, vectors) }],
  });
}

const ENGINES: Readonly<Record<string, (problem: Problem) => Promise<Result>>> = {
  reduced: (problem) => solve(problem, options),
  highs: (problem) => solveInFullSpace(problem, backend, options),
};

async function sizes(): Promise<boolean> {
  const rows: Row[] = [];
  let isContradicted = false;
  for (const inputs of numbers(values.inputs)) {
    for (const run of values.engines.split(",")) await ENGINES[run](problemOf(inputs, 10));
    for (const vectors of numbers(values.vectors)) {
      const problem = problemOf(inputs, vectors);
      const results: Result[] = [];
      for (const engine of values.engines.split(",")) {
        const before = process.cpuUsage();
        const result = await ENGINES[engine](problem);
        const { user, system } = process.cpuUsage(before);
        results.push(result);
        const { status, objective, bound, gap, nodes, seconds, milp } = result;
        const size = milp === undefined ? [] : [`${milp.integers} binaries, ${milp.rounds} rounds`];
        const row: Row = [
          inputs,
          vectors,
          engine,
          status,
          objective,
          bound,
          gap.relative,
          nodes,
          seconds,
          (user + system) / 1e6,
          size.join(),
        ];
        rows.push(row);
        process.stderr.write(`${table([], [row]).split("\n").at(-1)}\n`);
      }
      const best = Math.min(...results.map(({ objective }) => objective ?? Number.POSITIVE_INFINITY));
      if (results.some(({ bound }) => bound > best + 1e-5 * (1 + best))) isContradicted = true;
    }
  }
  const head = ["inputs", "vectors", "engine", "status", "objective", "bound", "gap", "nodes", "s", "CPU s", "program"];
  console.log(`\n## One-class machines by size, ${values.limit} s\n\n${table(head, rows)}`);
  return isContradicted;
}

console.log("# Support vector machines");
if (values.parts.includes("files")) console.log(svmFiles());
if (values.parts.includes("sizes") && (await sizes())) process.exitCode = 1;
await backend.close();
