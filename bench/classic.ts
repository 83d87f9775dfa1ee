/**
 * The classic global test problems of instances/classic. Markdown on standard output: nodes, seconds, gap, and the published optimum.
 *
 *     npm run build && npm run build:bench && node build/classic.js [--limit SECONDS] [--gap 1e-4] [--bounds METHOD] [--only PART_OF_NAME]
 *
 * One process; every problem is solved twice, the second time counts. Ends with exit code 1 if an optimum is not reached within the
 * gap, or if a bound passes it by more than what the tolerance of constraints may explain.
 */
import { readdirSync } from "node:fs";
import { parseArgs } from "node:util";
import { loadProblem, type SolveOptions, solve } from "../dist/index.js";
import { fromRoot } from "./box-solve.js";
import { type Row, table } from "./markdown.js";

const { values } = parseArgs({
  options: {
    limit: { type: "string", default: "60" },
    gap: { type: "string", default: "1e-4" },
    bounds: { type: "string", default: "auto" },
    only: { type: "string", default: "" },
  },
});
const FOLDER = fromRoot("instances/classic");
const options: SolveOptions = {
  relativeGap: Number(values.gap),
  timeLimit: Number(values.limit),
  bounds: values.bounds as NonNullable<SolveOptions["bounds"]>,
};

/** What published digits and points within the tolerance of 1e-6 may differ by, relative to 1 + |optimum|. */
const PUBLISHED = 1e-5;

const rows: Row[] = [];
let failures = 0;
for (const name of readdirSync(FOLDER).sort()) {
  if (!name.endsWith(".json") || !name.includes(values.only)) continue;
  const problem = loadProblem(`${FOLDER}/${name}`);
  await solve(problem, options);
  const { status, objective, bound, gap, nodes, seconds } = await solve(problem, options);
  const known = problem.known?.objective ?? Number.NaN;
  const slack = PUBLISHED * (1 + Math.abs(known));
  const isReached = Math.abs((objective ?? Number.NaN) - known) <= Number(values.gap) * Math.abs(known) + slack;
  if (status !== "optimal" || !isReached || !(bound <= known + slack)) failures++;
  const exact = (value: number | null) => (value ?? Number.NaN).toPrecision(9);
  const size = `${problem.size} / ${problem.constraints.length}`;
  rows.push([problem.name, size, status, nodes, seconds, exact(objective), exact(bound), gap.relative, exact(known)]);
}
console.log(`## Classic problems, gap ${values.gap}, bounds ${values.bounds}\n`);
console.log(table(["problem", "variables / rows", "status", "nodes", "s", "objective", "bound", "gap", "known"], rows));
if (failures > 0 || rows.length === 0) {
  console.error(`${failures} of ${rows.length} problems failed`);
  process.exitCode = 1;
}
