/**
 * Minima of sums of trees over the boxes of their training points, by branch and bound with dual messages. Markdown on
 * standard output: the solves, and the root bounds of the three methods.
 *
 *     .venv/bin/python models/ensembles.py build/ensembles
 *     npm run build && npm run build:bench
 *     node build/tree-ensemble.js [--limit CPU_SECONDS] [--only PART_OF_NAME]
 *
 * One process, one thread, relative gap 1e-4; CPU seconds of the whole solve in user mode, preparation and incumbents included. The
 * smallest Friedman ensemble is solved once beforehand, so that all run compiled code. `gap left` is that of a solve that ended at
 * the limit, as a share of the gap at the root. `expected` is what the trials of the method needed on the same ensembles,
 * except that the random numbers of scikit-learn's forests may differ between versions.
 */
import { parseArgs } from "node:util";
import { EnsembleBound, type EnsembleMethod } from "../dist/predictors/tree-ensemble/bound/ensemble-bound.js";
import { minimizeEnsemble, trainedEnsemble } from "./ensembles.js";
import { type Row, table } from "./markdown.js";

const { values } = parseArgs({
  options: { limit: { type: "string", default: "120" }, only: { type: "string", default: "" } },
});
const limit = Number(values.limit);

/** Nodes and CPU seconds of the trials; null: not closed. */
const EXPECTED: Readonly<Record<string, readonly [number, number] | null>> = {
  "friedman-5-100-5": [14, 0.38],
  "friedman-5-300-4": [26, 0.38],
  "friedman-5-1000-5": [58, 0.86],
  "rastrigin-8-1000-5": [164, 2.6],
  "diabetes-10-100-3": [110, 0.31],
  "diabetes-10-300-3": [478, 0.69],
  "diabetes-10-1000-3": [2241, 3.9],
  "concrete-8-300-5": [155, 0.8],
  "concrete-8-1000-5": [1758, 6.8],
  "concrete-8-300-8": [571, 4.4],
  "concrete-forest-100-8": [20, 0.6],
  "concrete-forest-500-8": [14, 2.0],
  "concrete-forest-100-full": [0, 0.6],
  "diabetes-10-1000-5": null,
  "rotated-8-1000-4": null,
  "friedman-20-300-5": null,
  "rotated-15-300-5": null,
};
const METHODS: readonly EnsembleMethod[] = ["minima", "slices", "messages"];
const ONE = Float64Array.of(1);
const MESSAGES = { method: "messages" } as const;

const warmUp = trainedEnsemble("friedman-5-100-5");
if (warmUp !== null) await minimizeEnsemble(warmUp, MESSAGES, limit);
const solves: Row[] = [];
const roots: Row[] = [];
let failures = 0;
for (const [name, expected] of Object.entries(EXPECTED)) {
  if (!name.includes(values.only)) continue;
  const ensemble = trainedEnsemble(name);
  if (ensemble === null) {
    console.error(`${name}: build/ensembles/${name}.json is missing, see models/ensembles.py`);
    continue;
  }
  const { status, incumbent, bound, rootBound, nodes, cpu } = await minimizeEnsemble(ensemble, MESSAGES, limit);
  const left = status === "optimal" ? null : (incumbent - bound) / (incumbent - rootBound);
  const leaves = ensemble.trees.feature.filter((j) => j < 0).length;
  solves.push([name, leaves, status, incumbent, bound, left, nodes, cpu, expected?.[0] ?? null, expected?.[1] ?? null]);
  const rootBounds = METHODS.map((method) =>
    new EnsembleBound(ensemble.trees, ONE, { method }).run(ensemble.box, Number.POSITIVE_INFINITY, null),
  );
  roots.push([name, incumbent, ...rootBounds]);
  if (expected !== null && (status !== "optimal" || !(nodes <= 1.3 * expected[0] + 2))) failures++;
  console.error(`${name}: ${status}, ${nodes} nodes, ${cpu.toFixed(2)} s`);
}

console.log("## Solves\n");
const head = ["features-trees-depth", "leaves", "status", "best value", "bound", "gap left"];
console.log(table([...head, "nodes", "CPU s", "expected nodes", "expected CPU s"], solves));
console.log("\n## Root bounds\n");
console.log(table(["features-trees-depth", "best value", ...METHODS], roots));
process.exitCode = solves.length === 0 || failures > 0 ? 1 : 0;
