/**
 * Rows on ensembles of trees beside an objective on another ensemble or on a network, 8-D concrete mixture of ../shared/models. Markdown on standard output:
 * nodes, CPU seconds in user mode and the gap.
 *
 *     npm run build && npm run build:bench && node build/tree-rows.js [--limit CPU_SECONDS] [--gap 1e-3] [--only PART_OF_NAME]
 *
 * One process; a solve is stopped when it has used its limit of CPU time.
 */
import { parseArgs } from "node:util";
import { loadPredictor, type Predictor, Problem, type ProblemDefinition, solve } from "../dist/index.js";
import { readDomainData } from "../dist/problem/validity/loading.js";
import { fromRoot } from "./box-solve.js";
import { type Row, table } from "./markdown.js";

const { values } = parseArgs({
  options: {
    limit: { type: "string", default: "20" },
    gap: { type: "string", default: "1e-3" },
    only: { type: "string", default: "" },
  },
});
const limit = Number(values.limit);
const SHARED = fromRoot("../shared/models");
const COLUMNS = ["cement", "slag", "fly_ash", "water", "superplasticizer", "coarse_agg", "fine_agg", "age"];

const FILES: Readonly<Record<string, string>> = {
  net: "ann/concrete_tanh_20x20",
  forest: "trees/concrete_rf_50_d8",
  boosted: "trees/concrete_gbt_100_d3",
  large: "trees/concrete_gbt_300_d5",
  xgb: "trees/concrete_xgb_100_d4",
};
const { points } = readDomainData({ path: `${SHARED}/data/concrete.csv`, columns: COLUMNS }).data;
const seen = Array.from({ length: points.length / 8 }, (_, i) => Array.from(points.subarray(8 * i, 8 * i + 8)));

const PROBLEMS: Readonly<Record<string, Omit<ProblemDefinition, "models" | "variables">>> = {
  "100 boosted trees, forest <= 40": { maximize: "boosted(x)", subjectTo: ["forest(x) <= 40"] },
  "100 boosted trees, forest <= 40, a sum <= 500": {
    maximize: "boosted(x)",
    subjectTo: ["forest(x) <= 40", "x[0] + x[1] + x[2] <= 500"],
  },
  "300 boosted trees, forest <= 40": { maximize: "large(x)", subjectTo: ["forest(x) <= 40"] },
  "two ensembles, forest <= 40": { maximize: "boosted(x) + xgb(x)", subjectTo: ["forest(x) <= 40"] },
  "network, xgb >= 60, a sum <= 500": {
    maximize: "net(x)",
    subjectTo: ["xgb(x) >= 60", "x[0] + x[1] + x[2] <= 500"],
  },
  "network, 80 % of the forest's trees >= 50": {
    maximize: "net(x)",
    validity: [{ kind: "tree-agreement", of: "x", parameters: { model: "forest", atLeast: 50, share: 0.8 } }],
  },
  "network, 5 points in every leaf of the forest": {
    maximize: "net(x)",
    validity: [{ kind: "leaf-support", of: "x", parameters: { model: "forest", points: seen, least: 5 } }],
  },
};

function problemOf(definition: Omit<ProblemDefinition, "models" | "variables">): Problem {
  const asked = [definition.maximize, ...(definition.subjectTo ?? [])].join(" ");
  const models: Record<string, Predictor> = {};
  for (const [name, file] of Object.entries(FILES)) {
    const isAsked = asked.includes(`${name}(`) || (name === "forest" && definition.validity !== undefined);
    if (isAsked) models[name] = loadPredictor(`${SHARED}/${file}.onnx`);
  }
  const lower = [102, 0, 0, 121.8, 0, 801, 594, 1];
  const upper = [540, 359.4, 200.1, 247, 32.2, 1145, 992.6, 365];
  return new Problem({ ...definition, models, variables: [{ name: "x", size: 8, lower, upper }] });
}

const rows: Row[] = [];
for (const [name, definition] of Object.entries(PROBLEMS)) {
  if (!name.includes(values.only)) continue;
  const problem = problemOf(definition);
  const begin = process.cpuUsage();
  const spent = () => process.cpuUsage(begin).user / 1e6;
  const stop = new AbortController();
  const { status, objective, bound, gap, nodes } = await solve(
    problem,
    { relativeGap: Number(values.gap) },
    { signal: stop.signal, listener: () => (spent() > limit ? stop.abort() : undefined) },
  );
  rows.push([name, status, objective, bound, gap.relative, nodes, spent()]);
  console.error(name, status, nodes, spent().toFixed(2));
}
console.log(`## Rows on trees, gap ${values.gap}, limit ${limit} CPU s\n`);
console.log(table(["problem", "status", "objective", "bound", "gap", "nodes", "CPU s"], rows));
