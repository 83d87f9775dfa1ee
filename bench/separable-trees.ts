/**
 * Ensembles beside costs, penalties and rewards of single variables, and beside the distance to the nearest of 60 random points: by the search
 * on cells, which takes them into its messages, and by the bounds of any problem, for which a row is added that always holds. Markdown on
 * standard output.
 *
 *     .venv/bin/python models/ensembles.py build/ensembles
 *     npm run build && npm run build:bench
 *     node build/separable-trees.js [--limit SECONDS] [--only PART_OF_NAME]
 *
 * One process, one thread, relative gap 1e-4; CPU seconds of the whole solve in user mode, after one solve of the first problem.
 */
import { parseArgs } from "node:util";
import { Problem, solve } from "../dist/index.js";
import type { Box } from "../dist/numeric/box.js";
import { Random } from "../dist/numeric/random.js";
import { TreeEnsemble } from "../dist/predictors/tree-ensemble/tree-ensemble.js";
import { trainedEnsemble } from "./ensembles.js";
import { type Row, table } from "./markdown.js";

const { values } = parseArgs({
  options: { limit: { type: "string", default: "60" }, only: { type: "string", default: "" } },
});

interface Example {
  readonly name: string;
  readonly ensembles: readonly string[];
  /** Of the ensembles m and n, variables x (scaled to [0, 1] in u) and the middle of the box. */
  readonly minimize: (features: number) => string;
  /** Weight of the distance to the nearest point, in units of the box's edges. */
  readonly distance?: { readonly norm: "l1" | "l2-squared"; readonly weight: number };
}

const POINTS = 60;
/** Of a unit of distance, by ensemble: of the size of its values. */
const WEIGHTS: Readonly<Record<string, number>> = {
  "friedman-5-300-4": 10,
  "concrete-8-300-5": 30,
  "diabetes-10-100-3": 200,
};

const sum = (features: number, term: (j: number) => string) =>
  Array.from({ length: features }, (_, j) => term(j)).join(" + ");

const EXAMPLES: Example[] = [
  {
    name: "squared distance to a point",
    ensembles: ["friedman-5-300-4"],
    minimize: (features) => `m(x) + 8*(${sum(features, (j) => `(x[${j}] - 0.6)^2`)})`,
  },
  {
    name: "l1 distance to a point",
    ensembles: ["friedman-5-300-4"],
    minimize: (features) => `m(x) + 4*(${sum(features, (j) => `abs(x[${j}] - 0.6)`)})`,
  },
  {
    name: "costs, one convex, one concave, one wavy",
    ensembles: ["concrete-8-300-5"],
    minimize: () => "m(x) + 0.05*x[0] + exp(0.02*x[1]) - 0.001*x[2]^2 + 3*sin(0.1*x[3])",
  },
  {
    name: "reward for distance, which is concave",
    ensembles: ["diabetes-10-100-3"],
    minimize: (features) => `m(x) - 2000*(${sum(features, (j) => `(x[${j}] - 0.01)^2`)})`,
  },
  {
    name: "two ensembles and a price",
    ensembles: ["friedman-5-100-5", "friedman-5-300-4"],
    minimize: () => "m(x) + 0.5*n(x[4], x[3], x[2], x[1], x[0]) + 2*x[0]*exp(x[0])",
  },
];

for (const [ensemble, size] of Object.entries(WEIGHTS)) {
  for (const sign of [1, -1]) {
    for (const norm of ["l1", "l2-squared"] as const) {
      const weight = sign * size * (norm === "l1" ? 0.3 : 1);
      const name = `${sign > 0 ? "cost" : "reward"} of the distance to the nearest point, ${norm}`;
      EXAMPLES.push({ name, ensembles: [ensemble], minimize: () => "m(x)", distance: { norm, weight } });
    }
  }
}

function validityOf({ distance }: Example, { lower, upper }: Box) {
  if (distance === undefined) return [];
  const random = new Random(4);
  const points = Array.from({ length: POINTS * lower.length }, () => Math.round(1000 * random.uniform()) / 1000);
  const factor = Array.from(lower, (low, j) => 1 / (upper[j] - low));
  const { norm, weight } = distance;
  const parameters = { offset: [...lower], factor, points, norm, neighbours: 1, limit: 1 };
  return [{ kind: "distance", of: "x", weight, parameters }];
}

const rows: Row[] = [];
let isWarm = false;
for (const example of EXAMPLES) {
  const { name, ensembles, minimize } = example;
  if (!`${name}, ${ensembles}`.includes(values.only)) continue;
  const [m, n] = ensembles.map(trainedEnsemble);
  if (m === null || n === null) {
    console.error(`${name}: train its ensembles first`);
    continue;
  }
  const { lower, upper } = m.box;
  const variables = [{ name: "x", size: lower.length, lower: [...lower], upper: [...upper] }];
  const models = { m: new TreeEnsemble(m.trees), ...(n && { n: new TreeEnsemble(n.trees) }) };
  const run = async (subjectTo: readonly string[]) => {
    const problem = new Problem({
      name,
      models,
      variables,
      minimize: minimize(lower.length),
      validity: validityOf(example, m.box),
      subjectTo: [...subjectTo],
    });
    const before = process.cpuUsage();
    const result = await solve(problem, { relativeGap: 1e-4, timeLimit: Number(values.limit) });
    return { ...result, seconds: process.cpuUsage(before).user / 1e6 };
  };
  if (!isWarm) await run([]);
  isWarm = true;
  for (const [path, subjectTo] of [
    ["cells", []],
    ["any problem", ["x[0]*x[1] <= 1e9"]],
  ] as const) {
    const { status, objective, bound, nodes, seconds } = await run(subjectTo);
    console.error(`${name}, ${path}: ${status} ${objective} ${nodes} ${seconds}`);
    rows.push([
      name,
      ensembles.join(", "),
      path,
      status,
      objective?.toPrecision(9) ?? null,
      bound.toPrecision(9),
      nodes,
      seconds,
    ]);
  }
}
console.log("## Ensembles beside functions of single variables, gap 1e-4\n");
console.log(table(["objective", "ensembles", "bounds", "status", "objective", "bound", "nodes", "CPU s"], rows));
