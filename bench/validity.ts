/**
 * Validity domains: every kind on three problems (peaks with a hole in the data, 2-D; concrete mixture, 8-D; reformer, 2-D) in reduced space, beside the
 * problem without any; one-class support vector machines of growing size; membership in the hull of 5000 points and its agreement with a
 * linear program. Markdown on standard output; exit code 1 if hull and linear program disagree, or if nothing was solved.
 *
 *     npm run build && npm run build:bench && node build/validity.js [--limit 30] [--gap 1e-3] [--only PART_OF_NAME] [--parts kinds,sizes,hull]
 *
 * One process; a kind's seconds are those of the search, fits and norms of kernels apart. "valid" is the share of the variables' box that
 * satisfies the domain, from 5000 random points.
 */
import { existsSync } from "node:fs";
import { parseArgs } from "node:util";
import { loadPredictor, type Predictor, Problem, type ProblemDefinition, solve } from "../dist/index.js";
import { Random } from "../dist/numeric/random.js";
import type { FitOptions } from "../dist/problem/validity/kind.js";
import { fittedDomain, readDomainData } from "../dist/problem/validity/loading.js";
import type { ValidityDefinition } from "../dist/problem/validity/restriction.js";
import { validityKinds } from "../dist/problem/validity/table.js";
import { hullFigures } from "./hull-membership.js";
import { type Row, table } from "./markdown.js";

const { values } = parseArgs({
  options: {
    limit: { type: "string", default: "30" },
    gap: { type: "string", default: "1e-3" },
    only: { type: "string", default: "" },
    parts: { type: "string", default: "kinds,sizes,hull" },
  },
});
const options = { relativeGap: Number(values.gap), timeLimit: Number(values.limit) };
const SHARED = "../shared/models";
let solved = 0;
let contradictions = 0;

async function hull(): Promise<void> {
  contradictions = await hullFigures();
}

/** A problem with the data that its model was trained on, and further models for the domains that ask models. */
interface Case {
  readonly name: string;
  readonly definition: ProblemDefinition;
  readonly data: string;
  readonly columns: readonly string[];
  readonly forest: string;
  readonly process: string;
  readonly agreeing: readonly string[];
  readonly output?: number;
  /** Value of the true function at the optimum, where there is one. */
  readonly truth?: (x: readonly number[]) => number;
}

function peaks([a, b]: readonly number[]): number {
  return (
    3 * (1 - a) ** 2 * Math.exp(-(a ** 2) - (b + 1) ** 2) -
    10 * (a / 5 - a ** 3 - b ** 5) * Math.exp(-(a ** 2) - b ** 2) -
    Math.exp(-((a + 1) ** 2) - b ** 2) / 3
  );
}

function models(files: Readonly<Record<string, string>>): Record<string, Predictor> {
  return Object.fromEntries(Object.entries(files).map(([name, file]) => [name, loadPredictor(file)]));
}

function cases(): Case[] {
  const folder = "instances/validity/peaks-hole";
  const agreeing = ["net", "second", "third"];
  const first: Case = {
    name: "peaks with a hole",
    definition: {
      models: models({
        net: `${folder}-0.onnx`,
        second: `${folder}-1.onnx`,
        third: `${folder}-2.onnx`,
        forest: `${folder}-forest.onnx`,
        gp: `${folder}.gp.json`,
      }),
      variables: [{ name: "x", size: 2, lower: -3, upper: 3 }],
      minimize: "net(x)",
    },
    data: `${folder}.csv`,
    columns: ["a", "b"],
    forest: "forest",
    process: "gp",
    agreeing,
    truth: peaks,
  };
  if (!existsSync(SHARED)) return [first];
  const concrete: Case = {
    name: "concrete mixture",
    definition: {
      models: models({
        net: `${SHARED}/ann/concrete_tanh_20x20.onnx`,
        second: `${SHARED}/ann/concrete_softplus_ln_24x24.onnx`,
        third: `${SHARED}/ann/concrete_res_tanh_16x3.onnx`,
        forest: `${SHARED}/svm/concrete_isoforest_50.onnx`,
        gp: `${SHARED}/gp/concrete_m52_n100_f64_std.onnx`,
      }),
      variables: [
        {
          name: "x",
          size: 8,
          lower: [102, 0, 0, 121.8, 0, 801, 594, 1],
          upper: [540, 359.4, 200.1, 247, 32.2, 1145, 992.6, 365],
        },
      ],
      maximize: "net(x)",
    },
    data: `${SHARED}/data/concrete.csv`,
    columns: ["cement", "slag", "fly_ash", "water", "superplasticizer", "coarse_agg", "fine_agg", "age"],
    forest: "forest",
    process: "gp",
    agreeing,
  };
  const reformer: Case = {
    name: "reformer",
    definition: {
      models: models({
        net: `${SHARED}/ann/reformer_tanh_10x10.onnx`,
        second: `${SHARED}/ann/reformer_sigmoid_10x10x10x10.onnx`,
        third: `${SHARED}/ann/reformer_relu_10x10x10x10.onnx`,
        forest: `${SHARED}/svm/reformer_isoforest_20.onnx`,
        gp: `${SHARED}/gp/reformer_rbf_n100_h2_f64_std.onnx`,
      }),
      variables: [{ name: "x", size: 2, lower: [0, 0.7], upper: [0.9, 1.3] }],
      maximize: "net(x)[9]",
      subjectTo: ["net(x)[11] <= 0.34"],
    },
    data: `${SHARED}/data/reformer.csv`,
    columns: ["bypass_fraction", "ng_steam_ratio"],
    forest: "forest",
    process: "gp",
    agreeing,
    output: 9,
  };
  return [first, concrete, reformer];
}

/** Kinds with the options by which they are fitted. */
const FITS: readonly (readonly [string, Partial<FitOptions>])[] = [
  ["box", {}],
  ["convex-hull", {}],
  ["clustered-hull", { clusters: 6 }],
  ["ellipsoid", {}],
  ["ellipsoid", { robust: true }],
  ["pca", {}],
  ["distance", {}],
  ["distance", { norm: "l1", neighbours: 3 }],
  ["distance", { clusters: 20 }],
  ["kde", {}],
  ["one-class-svm", {}],
  ["one-class-svm", { kernel: "linear" }],
  ["gaussian-mixture", { clusters: 4 }],
];

/** Least value that 95 % of the data exceed (share 0.05), of a model at the data. */
function quantile(model: Predictor, output: number, points: Float64Array, share: number): number {
  const y = new Float64Array(model.outputs);
  const found = Float64Array.from({ length: points.length / model.inputs }, (_, i) => {
    model.evaluate(points.slice(i * model.inputs, (i + 1) * model.inputs), y);
    return y[output];
  }).sort();
  return found[Math.floor(share * (found.length - 1))];
}

/** For every point the place halfway to the nearest other one. */
function betweenNeighbours(points: Float64Array, dimension: number): Float64Array {
  const count = points.length / dimension;
  const out = new Float64Array(points.length);
  for (let i = 0; i < count; i++) {
    let best = Number.POSITIVE_INFINITY;
    for (let k = 0; k < count; k++) {
      let square = 0;
      for (let j = 0; j < dimension; j++) square += (points[i * dimension + j] - points[k * dimension + j]) ** 2;
      if (square === 0 || square >= best) continue;
      best = square;
      for (let j = 0; j < dimension; j++) {
        out[i * dimension + j] = 0.5 * (points[i * dimension + j] + points[k * dimension + j]);
      }
    }
  }
  return out;
}

function spreadAt(problem: Case, points: Float64Array): number {
  const nets = problem.agreeing.map((name) => problem.definition.models?.[name] as Predictor);
  const dimension = nets[0].inputs;
  const spreads = Float64Array.from({ length: points.length / dimension }, (_, i) => {
    const at = nets.map((net) => {
      const y = new Float64Array(net.outputs);
      net.evaluate(points.slice(i * dimension, (i + 1) * dimension), y);
      return y[problem.output ?? 0];
    });
    return Math.max(...at) - Math.min(...at);
  }).sort();
  return spreads[Math.floor(0.95 * (spreads.length - 1))];
}

function domainsOf(problem: Case): (readonly [string, () => ValidityDefinition | null])[] {
  const { data, columns, definition } = problem;
  const { points } = readDomainData({ path: data, columns }).data;
  const fits = FITS.map(([kind, more]) => {
    const label = [kind, ...Object.entries(more).map(([name, value]) => `${name} ${value}`)].join(", ");
    const make = () => ({
      of: "x",
      ...fittedDomain(kind, data, columns, { coverage: 0.95, ...more }).domain,
    });
    return [label, make] as const;
  });
  const asked = (kind: string, parameters: () => object) =>
    [kind, () => ({ kind, of: "x", parameters: parameters() })] as const;
  const model = (name: string) => definition.models?.[name] as Predictor;
  return [
    ["none", () => null],
    ...fits,
    asked("isolation-forest", () => ({
      model: problem.forest,
      threshold: quantile(model(problem.forest), 0, points, 0.05),
    })),
    asked("gp-variance", () => ({
      model: problem.process,
      // At the data themselves it is little more than the noise.
      deviation: quantile(model(problem.process), 2, betweenNeighbours(points, columns.length), 0.95),
    })),
    asked("ensemble-agreement", () => ({
      models: problem.agreeing,
      ...(problem.output !== undefined && { output: problem.output }),
      spread: spreadAt(problem, points),
    })),
  ];
}

/** Share of the box that satisfies the domain. */
function validShare(problem: Problem): number {
  const { box } = problem;
  const random = new Random(1);
  const count = 5000;
  let inside = 0;
  for (let k = 0; k < count; k++) {
    const x = box.lower.map((least, j) => random.between(least, box.upper[j]));
    if (problem.violation(x) <= 1e-6) inside++;
  }
  return inside / count;
}

async function kindRows(problem: Case): Promise<Row[]> {
  const rows: Row[] = [];
  for (const [label, make] of domainsOf(problem)) {
    if (!`${problem.name} ${label}`.includes(values.only)) continue;
    try {
      const begin = performance.now();
      const domain = make();
      const fit = (performance.now() - begin) / 1000;
      const validity = domain === null ? [] : [domain];
      // Without the problem's own rows, so that the share is that of the domain.
      const alone = new Problem({ ...problem.definition, subjectTo: [], validity });
      const made = new Problem({ ...problem.definition, validity });
      const result = await solve(made, options);
      if (result.status === "optimal") solved++;
      const x = result.x === null ? null : (result.x["x"] as readonly number[]);
      console.error(problem.name, label, result.status, result.nodes, result.seconds);
      rows.push([
        label,
        result.status,
        result.objective,
        result.bound,
        result.gap.relative,
        ...(problem.truth === undefined ? [] : [x === null ? null : problem.truth(x)]),
        x === null ? null : x.map((value) => Number(value.toPrecision(3))).join(", "),
        result.nodes,
        result.seconds,
        fit,
        100 * validShare(alone),
      ]);
    } catch (error) {
      rows.push([label, (error as Error).message]);
    }
  }
  return rows;
}

async function kinds(): Promise<void> {
  for (const problem of cases()) {
    const truth = problem.truth === undefined ? [] : ["true value"];
    const head = ["domain", "status", "objective", "bound", "gap", ...truth, "at", "nodes", "s", "fit s", "valid %"];
    console.log(`\n## ${problem.name}\n\n${table(head, await kindRows(problem))}`);
  }
}

/**
 * Machines with about so many support vectors, most of half of the points, of data with a hole where the network has its minimum, so that the domain
 * is active.
 */
async function sizes(): Promise<void> {
  const rows: Row[] = [];
  const nets = [
    [2, loadPredictor("models/network/peaks-tanh.onnx"), 3, [0.23, -1.62], 1.2],
    [4, loadPredictor("models/network/styblinski4-tanh.onnx"), 5, [-2.9, -2.9, -2.9, -2.9], 3],
  ] as const;
  for (const [dimension, net, span, centre, radius] of nets) {
    for (const count of [10, 50, 200, 500, 2000]) {
      const random = new Random(count);
      const rowsOfData: number[] = [];
      const points = Math.round(1.6 * count);
      while (rowsOfData.length < points * dimension) {
        const row = Array.from({ length: dimension }, () => random.between(-span, span));
        if (Math.hypot(...row.map((value, j) => value - centre[j])) > radius) rowsOfData.push(...row);
      }
      const data = { dimension, count: points, points: Float64Array.from(rowsOfData) };
      const parameters = validityKinds["one-class-svm"].fit?.(data, { coverage: 0.5 }) as { weights: number[] };
      const problem = new Problem({
        models: { net },
        variables: [{ name: "x", size: dimension, lower: -span, upper: span }],
        minimize: "net(x)",
        validity: [{ kind: "one-class-svm", of: "x", parameters }],
      });
      const result = await solve(problem, options);
      if (result.status === "optimal") solved++;
      const { status, objective, gap, nodes, seconds } = result;
      rows.push([dimension, parameters.weights.length, status, objective, gap.relative, nodes, seconds]);
    }
  }
  const head = ["inputs", "support vectors", "status", "objective", "gap", "nodes", "s"];
  console.log(`\n## One-class machines by size\n\n${table(head, rows)}`);
}

const parts: Readonly<Record<string, () => Promise<void>>> = { kinds, sizes, hull };
console.log(`# Validity domains\n\nRelative gap ${values.gap}, limit ${values.limit} s, coverage 0.95.`);
for (const part of values.parts.split(",")) await parts[part]();
if (contradictions > 0 || (solved === 0 && values.parts !== "hull")) process.exitCode = 1;
