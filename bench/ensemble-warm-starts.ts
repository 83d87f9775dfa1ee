/**
 * What a solve of an ensemble saves that begins where the solve of the one before it, which was trained on two rows less, has ended:
 * five steps of a loop that trains all trees anew, and of two that add ten trees (boosted, and a forest). Then bounds of parts of ensembles. Markdown on
 * standard output.
 *
 *     .venv/bin/python models/ensembles.py build/ensembles
 *     npm run build && npm run build:bench
 *     node build/ensemble-warm-starts.js [--repeat TIMES]
 *
 * One process, one thread; CPU seconds in user mode, the median of the repeats.
 */
import { parseArgs } from "node:util";
import type { Coarseness } from "../dist/predictors/tree-ensemble/bound/coarse-trees.js";
import { refinedBounds } from "../dist/predictors/tree-ensemble/bound/refinement.js";
import type { EnsembleWarmStart } from "../dist/search/ensemble-search.js";
import { cpuSeconds, minimizeEnsemble, trainedEnsemble } from "./ensembles.js";
import { type Row, table } from "./markdown.js";

const { values } = parseArgs({ options: { repeat: { type: "string", default: "3" } } });
const repeats = Number(values.repeat);
const STEPS = 5;
const LIMIT = 600;

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[numbers.length >> 1];
}

async function solveStep(name: string, warmStart: EnsembleWarmStart | null) {
  const ensemble = trainedEnsemble(name);
  if (ensemble === null) throw new Error(`build/ensembles/${name}.json is missing, see models/ensembles.py`);
  const seconds: number[] = [];
  for (let k = 1; k < repeats; k++) {
    seconds.push((await minimizeEnsemble(ensemble, { method: "messages", warmStart }, LIMIT)).cpu);
  }
  const outcome = await minimizeEnsemble(ensemble, { method: "messages", warmStart }, LIMIT);
  return { ...outcome, cpu: median([...seconds, outcome.cpu]) };
}

async function loop(kind: string): Promise<Row[]> {
  const rows: Row[] = [];
  let { warmStart } = await solveStep(`${kind}-0`, null);
  for (let step = 1; step <= STEPS; step++) {
    const cold = await solveStep(`${kind}-${step}`, null);
    const warm = await solveStep(`${kind}-${step}`, warmStart);
    warmStart = warm.warmStart;
    rows.push([`${kind}-${step}`, cold.incumbent, warm.incumbent, cold.nodes, warm.nodes, cold.cpu, warm.cpu]);
  }
  return rows;
}

const COARSE: readonly Coarseness[] = [{ depth: 2 }, { depth: 3 }, { depth: 4 }, { trees: 100 }, { trees: 200 }];

/** What asking a part first changes. */
async function coarseFirst(name: string): Promise<Row[]> {
  const ensemble = trainedEnsemble(name);
  if (ensemble === null) return [];
  const rows: Row[] = [];
  for (const coarse of [null, ...COARSE]) {
    const { nodes, cpu } = await minimizeEnsemble(ensemble, { method: "messages", coarse }, LIMIT);
    rows.push([name, coarse === null ? "none" : describe(coarse), nodes, cpu]);
  }
  return rows;
}

const REFINEMENTS: readonly (readonly Coarseness[])[] = [
  [{}],
  [{ depth: 1 }, { depth: 2 }, { depth: 3 }, { depth: 4 }, { depth: 6 }, {}],
  [{ trees: 50 }, { trees: 100 }, { trees: 200 }, {}],
];

function refinements(name: string): Row[] {
  const ensemble = trainedEnsemble(name);
  if (ensemble === null) return [];
  const rows: Row[] = [];
  for (const steps of REFINEMENTS) {
    const started = cpuSeconds();
    let step = 0;
    for (const bound of refinedBounds(ensemble.trees, Float64Array.of(1), ensemble.box, steps)) {
      rows.push([name, describe(steps[step++]), bound, cpuSeconds() - started]);
    }
  }
  return rows;
}

function describe({ depth, trees }: Coarseness): string {
  return depth !== undefined ? `depth ${depth}` : trees !== undefined ? `${trees} trees` : "all";
}

console.log("## Warm starts\n");
const head = ["ensemble", "value cold", "value warm", "nodes cold", "nodes warm", "CPU s cold", "CPU s warm"];
console.log(table(head, [...(await loop("retrained")), ...(await loop("extended")), ...(await loop("forest"))]));
console.log("\n## A part of the ensemble first, in every box\n");
const coarseRows = [...(await coarseFirst("diabetes-10-300-3")), ...(await coarseFirst("concrete-8-300-8"))];
console.log(table(["ensemble", "part", "nodes", "CPU s"], coarseRows));
console.log("\n## Bounds of the whole box, from coarse to fine\n");
const refined = ["diabetes-10-300-3", "concrete-8-300-8", "concrete-forest-500-8"].flatMap(refinements);
console.log(table(["ensemble", "up to", "bound", "CPU s so far"], refined));
