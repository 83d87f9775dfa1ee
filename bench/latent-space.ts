/**
 * Networks that see their inputs through fewer linear combinations of them: the search over those combinations beside the one over all inputs.
 * Random networks with tanh or relu (a narrow first layer; "pca": no function behind it), and the machine behind a principal component analysis of
 * ../shared/models/svm, if it is there. Markdown on standard output; exit code 1 if the two contradict each other.
 *
 *     npm run build && npm run build:bench && node build/latent-space.js [--limit 10] [--gap 1e-3]
 */
import { existsSync, readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { univariateFunction } from "../dist/functions/table.js";
import { loadPredictor, type Predictor, Problem, type ProblemDefinition, solve } from "../dist/index.js";
import { denseMatrix } from "../dist/numeric/matrix.js";
import { Random } from "../dist/numeric/random.js";
import { NetworkBuilder } from "../dist/predictors/network/builder.js";
import { branchAndBound } from "../dist/search/branch-and-bound.js";
import { branchingRules } from "../dist/search/branching/table.js";
import { completeOptions } from "../dist/search/options.js";
import { searchOf } from "../dist/search/solve.js";
import { type Row, table } from "./markdown.js";

const { values } = parseArgs({
  options: { limit: { type: "string", default: "10" }, gap: { type: "string", default: "1e-3" } },
});
const options = { relativeGap: Number(values.gap), timeLimit: Number(values.limit) };
const MACHINE = "../shared/models/svm/concrete_pca4_svr";
const SIZES: readonly (readonly [readonly number[], string])[] = [
  [[4, 3, 20, 20, 1], "tanh"],
  [[5, 4, 20, 20, 1], "tanh"],
  [[6, 3, 20, 20, 1], "tanh"],
  [[8, 4, 20, 20, 1], "tanh"],
  [[8, 5, 20, 20, 1], "tanh"],
  [[8, 6, 20, 20, 1], "tanh"],
  [[8, 4, 30, 30, 1], "relu"],
  [[8, 4, 20, 20, 1], "pca"],
  [[10, 3, 20, 20, 1], "pca"],
  [[20, 2, 20, 20, 1], "pca"],
];
let contradictions = 0;

function network(sizes: readonly number[], kind: string, seed: number): Predictor {
  const random = new Random(seed);
  const phi = univariateFunction(kind === "relu" ? "relu" : "tanh");
  const builder = new NetworkBuilder(sizes[0]);
  let x = builder.inputTensor();
  sizes.slice(1).forEach((size, k) => {
    const width = sizes[k];
    const weights = Float64Array.from({ length: size * width }, () => (1.6 * random.normal()) / Math.sqrt(width));
    const bias = Float64Array.from({ length: size }, () => 0.5 * random.normal());
    x = builder.affine([size], [{ x, matrix: denseMatrix(size, width, weights) }], { bias });
    const isLast = k === sizes.length - 2;
    if (!isLast && !(kind === "pca" && k === 0)) x = builder.apply(phi, x);
  });
  return builder.build(x);
}

/** Over all inputs, as if the network were any other. */
async function plain(problem: Problem) {
  const complete = completeOptions(options);
  const { bounder, finder, objective, isInteger } = searchOf(problem, complete);
  const branching = branchingRules[complete.branching](problem.size);
  const found = await branchAndBound(problem.box, {
    bounder,
    finder,
    objective,
    isInteger,
    branching,
    limits: complete,
  });
  const sign = problem.sense === "minimize" ? 1 : -1;
  return { ...found, objective: sign * found.incumbent, bound: sign * found.bound };
}

async function timed<T>(run: () => Promise<T>): Promise<T & { readonly cpu: number }> {
  const before = process.cpuUsage();
  const result = await run();
  const { user, system } = process.cpuUsage(before);
  return { ...result, cpu: (user + system) / 1e6 };
}

async function rowOf(name: string, definition: ProblemDefinition): Promise<Row> {
  const problem = new Problem(definition);
  const latent = await timed(() => solve(problem, options));
  const other = await timed(() => plain(problem));
  const sign = problem.sense === "minimize" ? 1 : -1;
  const best = Math.min(sign * (latent.objective ?? Number.NaN), sign * other.objective);
  if (sign * latent.bound > best + 1e-6 || sign * other.bound > best + 1e-6) contradictions++;
  const gapOf = (bound: number) => Math.abs(best - sign * bound) / Math.abs(best);
  return [
    name,
    problem.sense,
    latent.objective,
    latent.status,
    latent.nodes,
    latent.cpu,
    gapOf(latent.bound),
    other.status,
    other.nodes,
    other.cpu,
    gapOf(other.bound),
  ];
}

const rows: Row[] = [];
for (const [sizes, kind] of SIZES) {
  for (const seed of [1, 2]) {
    const variables = [{ name: "x", size: sizes[0], lower: -1, upper: 1 }];
    const definition = { models: { m: network(sizes, kind, seed) }, variables, minimize: "m(x)" };
    rows.push(await rowOf(`${sizes.join("-")} ${kind}, ${seed}`, definition));
  }
}
if (existsSync(`${MACHINE}.onnx`)) {
  const { box } = JSON.parse(readFileSync(`${MACHINE}.json`, "utf8")) as { box: [number, number][] };
  const variables = [
    { name: "x", size: box.length, lower: box.map(([low]) => low), upper: box.map(([, high]) => high) },
  ];
  for (const sense of ["minimize", "maximize"] as const) {
    const models = { m: loadPredictor(`${MACHINE}.onnx`) };
    const definition = { models, variables, ...(sense === "minimize" ? { minimize: "m(x)" } : { maximize: "m(x)" }) };
    rows.push(await rowOf("concrete_pca4_svr", definition));
  }
}
const head = [
  "network",
  "sense",
  "optimum",
  "over combinations",
  "nodes",
  "CPU s",
  "gap",
  "over all inputs",
  "nodes",
  "CPU s",
  "gap",
];
process.stdout.write(
  `## Networks behind fewer combinations of their inputs: relative gap ${values.gap}, limit ${values.limit} s\n\n`,
);
process.stdout.write(`${table(head, rows)}\n`);
if (contradictions > 0) process.exitCode = 1;
