/**
 * Every network of ../shared/models/ann (with odd/ and zoo/), minimized and maximized over its sidecar's box to relative gap
 * 1e-3. Markdown on standard output: nodes, seconds, gap, status, or why the file is refused.
 *
 *     npm run build && npm run build:bench && node build/zoo.js [--limit SECONDS] [--only PART_OF_NAME]
 *
 * One process; a bundled network is solved beforehand as a warm-up. Output 0 where there are several.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { fromRoot, type Sense, solveOverBox } from "./box-solve.js";
import { type Row, table } from "./markdown.js";
import { median } from "./statistics.js";

const { values } = parseArgs({
  options: { limit: { type: "string", default: "30" }, only: { type: "string", default: "" } },
});
const timeLimit = Number(values.limit);
const FOLDER = fromRoot("../shared/models/ann");
const SENSES: readonly Sense[] = ["minimize", "maximize"];
const GAP = 1e-3;

const warmUp = fromRoot("models/network/peaks-tanh.onnx");
await solveOverBox({
  file: warmUp,
  lower: [-3, -3],
  upper: [3, 3],
  sense: "minimize",
  relativeGap: GAP,
  absoluteGap: 1e-9,
  timeLimit,
});

const names = ["", "odd/", "zoo/"].flatMap((part) =>
  readdirSync(`${FOLDER}/${part}`)
    .filter((name) => name.endsWith(".json") && existsSync(`${FOLDER}/${part}${name.replace(/json$/, "onnx")}`))
    .map((name) => part + name.slice(0, -".json".length)),
);
const rows: Row[] = [];
const seconds: number[] = [];
let refused = 0;
let open = 0;
for (const name of names.filter((candidate) => candidate.includes(values.only))) {
  const card = JSON.parse(readFileSync(`${FOLDER}/${name}.json`, "utf8")) as { box: [number, number][] };
  const lower = card.box.map(([low]) => low);
  const upper = card.box.map(([, high]) => high);
  for (const sense of SENSES) {
    const problem = {
      file: `${FOLDER}/${name}.onnx`,
      lower,
      upper,
      sense,
      relativeGap: GAP,
      absoluteGap: 1e-9,
      timeLimit,
    };
    try {
      const outcome = await solveOverBox(problem);
      if (outcome.status !== "optimal") open++;
      else seconds.push(outcome.seconds);
      rows.push([name, sense, outcome.nodes, outcome.seconds, outcome.gap, outcome.status]);
    } catch (error) {
      refused++;
      const message = (error as Error).message.split("\n")[0].replaceAll(`${FOLDER}/`, "");
      rows.push([name, sense, null, null, null, `refused: ${message}`]);
    }
  }
}
console.log(`## Networks of ../shared/models/ann: relative gap ${GAP}, limit ${timeLimit} s\n`);
console.log(table(["network", "sense", "nodes", "s", "gap", "status"], rows));
console.log(`\n${rows.length} runs: ${seconds.length} closed, ${open} open at the limit, ${refused} refused.`);
if (seconds.length > 0)
  console.log(
    `Median of the closed ones ${median(seconds).toFixed(4)} s, longest ${Math.max(...seconds).toFixed(2)} s.`,
  );
if (rows.length === 0) process.exitCode = 1;
