/**
 * Exact minimum and maximum of output 0 of the ACAS Xu networks in ../shared/models/acas over the input boxes of properties 1
 * to 4, to 1e-3 of the output's range over the box. Markdown on standard output; exit code 1 if fewer than nine in ten are
 * closed within the target time.
 *
 *     npm run build && npm run build:bench && node build/acas.js [--limit SECONDS] [--target SECONDS]
 *
 * One process; the first problem is solved once more beforehand as a warm-up. The range is taken from 20,000 points, so the
 * gap that is asked for is, if anything, smaller than 1e-3 of the true range.
 */
import { readdirSync, readFileSync } from "node:fs";
import { basename } from "node:path";
import { parseArgs } from "node:util";
import { fromRoot, type Sense, sampledRange, solveOverBox } from "./box-solve.js";
import { type Row, table } from "./markdown.js";
import { inputBox } from "./vnnlib.js";

const { values } = parseArgs({
  options: { limit: { type: "string", default: "30" }, target: { type: "string", default: "5" } },
});
const timeLimit = Number(values.limit);
const target = Number(values.target);
const FOLDER = fromRoot("../shared/models/acas");
const SENSES: readonly Sense[] = ["minimize", "maximize"];

const files = readdirSync(FOLDER).filter((name) => name.endsWith(".onnx"));
const rows: Row[] = [];
let fast = 0;
let isFirst = true;
for (const name of files) {
  const file = `${FOLDER}/${name}`;
  for (const property of [1, 2, 3, 4]) {
    const { lower, upper } = inputBox(readFileSync(`${FOLDER}/prop_${property}.vnnlib`, "utf8"));
    const range = await sampledRange(file, lower, upper);
    for (const sense of SENSES) {
      const problem = { file, lower, upper, sense, relativeGap: 0, absoluteGap: 1e-3 * range, timeLimit };
      if (isFirst) await solveOverBox(problem);
      isFirst = false;
      const { status, objective, bound, nodes, seconds } = await solveOverBox(problem);
      if (status === "optimal" && seconds <= target) fast++;
      const share = Math.abs(objective - bound) / range;
      rows.push([
        basename(name, ".onnx"),
        property,
        sense,
        status,
        nodes,
        seconds,
        objective.toPrecision(8),
        bound.toPrecision(8),
        share,
      ]);
    }
  }
}
console.log(`## ACAS Xu: output 0 over the boxes of properties 1 to 4, gap 1e-3 of the range\n`);
console.log(table(["network", "property", "sense", "status", "nodes", "s", "objective", "bound", "gap / range"], rows));
console.log(`\nClosed within ${target} s: ${fast} of ${rows.length}.`);
if (rows.length === 0 || fast < 0.9 * rows.length) process.exitCode = 1;
