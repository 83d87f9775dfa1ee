/**
 * Every tree model of ../shared/models/trees, minimized and maximized over its sidecar's box to relative gap 1e-3: output 0, or the
 * first class's score or probability of classifiers. Markdown on standard output: agreement with the sidecar's values, nodes,
 * seconds, gap, status, or why the file is refused.
 *
 *     npm run build && npm run build:bench && node build/tree-models.js [--limit SECONDS] [--only PART_OF_NAME]
 *
 * One process; a bundled ensemble is solved beforehand as a warm-up. `error` is the largest difference from the values of the
 * sidecar at its points, those on thresholds and one float32 beside them included, relative to the largest value: from the file evaluated in
 * float64, or where there are no such values (and for classifiers, whose scores the reference evaluator adds in float32) from onnxruntime.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { loadPredictor } from "../dist/index.js";
import { fromRoot, type Sense, solveOverBox } from "./box-solve.js";
import { type Row, table } from "./markdown.js";
import { median } from "./statistics.js";

type Values = Readonly<Record<string, readonly (number | Readonly<Record<string, number>>)[]>>;

interface Points {
  readonly X: readonly (readonly (number | null)[])[];
  readonly graph_f64?: Values;
  readonly ort: Values;
}

interface Card {
  readonly kind: string;
  readonly box: readonly (readonly [number, number])[];
  readonly sizes: { readonly trees: number; readonly leaves: number };
  readonly outputs: readonly { readonly name: string }[];
  readonly test: Points;
  readonly edge?: Points;
}

const { values } = parseArgs({
  options: { limit: { type: "string", default: "60" }, only: { type: "string", default: "" } },
});
const timeLimit = Number(values.limit);
const FOLDER = fromRoot("../shared/models/trees");
const SENSES: readonly Sense[] = ["minimize", "maximize"];
const GAP = 1e-3;

/** Sidecars hold NaN and infinities, which JSON does not know: points with missing values, read as null. */
function readCard(name: string): Card {
  const text = readFileSync(`${FOLDER}/${name}.json`, "utf8");
  return JSON.parse(text.replace(/([[:,]\s*)(?:NaN|-?Infinity)\b/g, "$1null"));
}

/** Largest difference from the sidecar's values, relative to the largest of them. @throws where the model is refused */
async function worstError({ kind, outputs, test, edge }: Card, file: string): Promise<number> {
  const model = await loadPredictor(file);
  const y = new Float64Array(model.outputs);
  const isClassifier = kind === "tree_classifier";
  const name = outputs[isClassifier ? 1 : 0].name;
  let worst = 0;
  let largest = 0;
  for (const points of edge === undefined ? [test] : [test, edge]) {
    const expected = (isClassifier ? undefined : points.graph_f64?.[name]) ?? points.ort[name];
    points.X.forEach((x, k) => {
      model.evaluate(
        Float64Array.from(x, (value) => value ?? Number.NaN),
        y,
      );
      Object.values(expected[k]).forEach((value, o) => {
        worst = Math.max(worst, Math.abs(y[o] - value));
        largest = Math.max(largest, Math.abs(value));
      });
    });
  }
  return worst / largest;
}

await solveOverBox({
  file: fromRoot("models/tree-ensemble/friedman-boosted.onnx"),
  lower: Array(5).fill(0),
  upper: Array(5).fill(1),
  sense: "minimize",
  relativeGap: GAP,
  absoluteGap: 1e-9,
  timeLimit,
});

const names = readdirSync(FOLDER)
  .filter((name) => name.endsWith(".json") && existsSync(`${FOLDER}/${name.replace(/json$/, "onnx")}`))
  .map((name) => name.slice(0, -".json".length));
const rows: Row[] = [];
const seconds: number[] = [];
const refused = new Set<string>();
let open = 0;
for (const name of names.filter((candidate) => candidate.includes(values.only))) {
  const card = readCard(name);
  const file = `${FOLDER}/${name}.onnx`;
  const size = `${card.sizes.trees}, ${card.sizes.leaves}`;
  try {
    const error = (await worstError(card, file)).toExponential(1);
    for (const sense of SENSES) {
      const lower = card.box.map(([low]) => low);
      const upper = card.box.map(([, high]) => high);
      const before = process.cpuUsage();
      const outcome = await solveOverBox({ file, lower, upper, sense, relativeGap: GAP, absoluteGap: 1e-9, timeLimit });
      const { user, system } = process.cpuUsage(before);
      if (outcome.status === "optimal") seconds.push(outcome.seconds);
      else open++;
      const { objective, bound, nodes, gap, status } = outcome;
      rows.push([
        name,
        size,
        error,
        sense,
        objective,
        bound,
        nodes,
        outcome.seconds,
        (user + system) / 1e6,
        gap,
        status,
      ]);
      console.error(`${name} ${sense}: ${status}, ${nodes} nodes, ${outcome.seconds.toFixed(3)} s`);
    }
  } catch (error) {
    refused.add(name);
    const message = (error as Error).message.split("\n")[0].replaceAll(`${FOLDER}/`, "");
    rows.push([name, size, null, null, null, null, null, null, null, null, `refused: ${message}`]);
  }
}
console.log(`## Tree models of ../shared/models/trees: relative gap ${GAP}, limit ${timeLimit} s\n`);
const head = [
  "model",
  "trees, leaves",
  "error",
  "sense",
  "best value",
  "bound",
  "nodes",
  "s",
  "CPU s",
  "gap",
  "status",
];
console.log(table(head, rows));
console.log(`\n${seconds.length + open} runs: ${seconds.length} closed, ${open} open at the limit.`);
console.log(`Refused: ${refused.size} of the files.`);
if (seconds.length > 0)
  console.log(
    `Median of the closed ones ${median(seconds).toFixed(4)} s, longest ${Math.max(...seconds).toFixed(2)} s.`,
  );
if (seconds.length === 0) process.exitCode = 1;
