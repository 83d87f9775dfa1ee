/**
 * Parametric problems with trained models inside, solved from learned strategies and by a search that begins with nothing. Markdown on
 * standard output; exit code 1 if two answers contradict each other, or if nothing was measured.
 *
 *     npm run build && npm run build:bench && node build/model-strategies.js [--draws 200] [--unseen 50] [--only NAME,NAME] [--learner oct] [--json FILE]
 *
 * One process; both solve each unseen draw, in alternating order, after ten draws that are not counted; both compile the problem from
 * loaded models. Times are CPU seconds of the process.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { basename } from "node:path";
import { parseArgs } from "node:util";
import { learnerNamed } from "../dist/strategy/learners/table.js";
import { basinEstimate } from "../dist/strategy/model-problems/basins.js";
import { leafCount } from "../dist/strategy/model-problems/cover.js";
import { EXPLORATION_DEFAULTS, explore, newExploration } from "../dist/strategy/model-problems/exploration.js";
import { compared, type ModelEvaluation, summarized } from "../dist/strategy/model-problems/model-evaluation.js";
import { MODEL_TRAINING_DEFAULTS, trainedOn } from "../dist/strategy/model-problems/model-strategies.js";
import { loadParametricProblem } from "../dist/strategy/model-problems/problem-file.js";
import { type Row, table } from "./markdown.js";

const FILES = ["blend-prices", "experiment-prices", "plant-costs", "reactor-demand", "surface-prices"].map(
  (name) => `instances/strategy/${name}.json`,
);

const { values: given } = parseArgs({
  options: {
    draws: { type: "string", default: "200" },
    unseen: { type: "string", default: "50" },
    only: { type: "string", default: "" },
    learner: { type: "string", default: "oct" },
    json: { type: "string" },
  },
});

interface Measured {
  readonly name: string;
  readonly family: string;
  readonly variables: number;
  readonly parameters: number;
  readonly draws: number;
  readonly estimate: number;
  readonly strategies: number;
  readonly boxes: number;
  readonly accuracy: number;
  /** CPU seconds. */
  readonly sampling: number;
  readonly training: number;
  readonly evaluation: ModelEvaluation;
}

async function measured(path: string): Promise<Measured> {
  const problem = loadParametricProblem(path);
  const begun = cpuSeconds();
  const exploration = newExploration(1);
  await explore(problem, exploration, { ...EXPLORATION_DEFAULTS, mostDraws: Number(given.draws) });
  const sampled = cpuSeconds();
  const strategies = trainedOn(problem, exploration, [learnerNamed(given.learner)], MODEL_TRAINING_DEFAULTS);
  const trained = cpuSeconds();
  const [{ classifier, accuracy }] = strategies.classifiers;
  const comparisons = await compared(strategies, classifier, Number(given.unseen));
  const boxes = strategies.covers.map((cover) => (cover === null ? 0 : leafCount(cover.tree)));
  return {
    name: basename(path, ".json"),
    family: familyOf(path),
    variables: problem.size,
    parameters: problem.parameterCount,
    draws: exploration.draws.length,
    estimate: basinEstimate(problem, exploration, MODEL_TRAINING_DEFAULTS.relativeGap).estimate,
    strategies: strategies.basins.length,
    boxes: Math.max(...boxes),
    accuracy,
    sampling: sampled - begun,
    training: trained - sampled,
    evaluation: summarized(comparisons),
  };
}

function familyOf(path: string): string {
  const { models } = JSON.parse(readFileSync(path, "utf8")) as { models: Record<string, { file: string }> };
  return Object.values(models)
    .map(({ file }) => basename(file))
    .join(", ");
}

function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

function rowOf(one: Measured): Row {
  const { evaluation: e } = one;
  return [
    one.name,
    one.family,
    one.variables,
    one.parameters,
    one.draws,
    one.estimate,
    one.strategies,
    one.boxes,
    100 * one.accuracy,
    one.sampling,
    one.training,
    e.coldNodes,
    e.warmNodes,
    1e3 * e.coldSeconds,
    1e3 * e.warmSeconds,
    e.speedUp,
    e.totalSpeedUp,
    1e3 * e.firstSeconds,
    e.maxFirstLoss,
    100 * e.provedFirst,
    100 * e.agreeing,
  ];
}

const HEAD = [
  "problem",
  "model",
  "variables",
  "parameters",
  "N",
  "Good-Turing",
  "strategies",
  "boxes",
  "held-out accuracy %",
  "sampling CPU s",
  "training CPU s",
  "nodes cold",
  "nodes warm",
  "cold CPU ms",
  "warm CPU ms",
  "ratio",
  "ratio of sums",
  "first answer CPU ms",
  "first answer's largest loss",
  "proved at once %",
  "same answer %",
];

const wanted = given.only.split(",").filter((name) => name !== "");
const results: Measured[] = [];
for (const path of FILES) {
  if (wanted.length > 0 && !wanted.includes(basename(path, ".json"))) continue;
  const result = await measured(path);
  results.push(result);
  console.error(`${result.name}: ${result.evaluation.speedUp.toFixed(1)}`);
}
console.log(table(HEAD, results.map(rowOf)));
if (given.json !== undefined) writeFileSync(given.json, JSON.stringify(results, null, 1));
const isGood = results.length > 0 && results.every(({ evaluation }) => evaluation.agreeing === 1);
if (results.length === 0) console.error(`nothing was measured; --only takes names of ${FILES.join(", ")}`);
process.exitCode = isGood ? 0 : 1;
