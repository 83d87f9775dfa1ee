/**
 * Global minima of the means of Gaussian processes over boxes: those of ../shared/trials/gaussian-process/inst (fits of test functions, 1 to 8
 * inputs, 20 to 1000 points) and of ../shared/peers/instances. Markdown on standard output; exit code 1 if one of the times below is missed,
 * or if nothing was solved.
 *
 *     npm run build && npm run build:bench && node build/gaussian-process.js [--methods auto] [--gap 1e-3] [--limit 60] [--only NAME]
 *
 * One process, one thread; the first instance is solved once more beforehand as a warm-up. `seconds` is the wall time from the definition to the
 * end of the search, norms and tables of the kernel included; `cpu` is the time of the whole process over the same span.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { GaussianProcessBounder } from "../dist/bounds/gaussian-process-bounder.js";
import { Random } from "../dist/numeric/random.js";
import { type KernelSumMethodName, kernelSumMethods } from "../dist/predictors/gaussian-process/bound/method.js";
import type { GaussianProcessDefinition } from "../dist/predictors/gaussian-process/definition.js";
import { GaussianProcess } from "../dist/predictors/gaussian-process/gaussian-process.js";
import { definitionOf } from "../dist/predictors/gaussian-process/json-definition.js";
import { checkGaussianProcessJson } from "../dist/predictors/gaussian-process/json-schema.js";
import { branchAndBound } from "../dist/search/branch-and-bound.js";
import { branchingRules } from "../dist/search/branching/table.js";
import { Multistart } from "../dist/search/incumbent/multistart.js";
import { DEFAULT_LIMITS } from "../dist/search/limits.js";
import { fromRoot } from "./box-solve.js";
import { type Row, table } from "./markdown.js";

interface Instance {
  readonly name: string;
  readonly definition: GaussianProcessDefinition;
  readonly lower: readonly number[];
  readonly upper: readonly number[];
}

/** A file of the trials: X flat, in input units; weights = alpha * s2. */
interface Trial {
  readonly d: number;
  readonly N: number;
  readonly kernel: keyof typeof TRIAL_KERNELS;
  readonly a: number;
  readonly s2: number;
  readonly noise: number;
  readonly ell: readonly number[];
  readonly X: readonly number[];
  readonly alpha: readonly number[];
  readonly lo: readonly number[];
  readonly hi: readonly number[];
}

const TRIAL_KERNELS = {
  se: "squared-exponential",
  m12: "matern12",
  m32: "matern32",
  m52: "matern52",
  rq: "rational-quadratic",
} as const;

/** Seconds that an instance may take, to gap 1e-3 by `auto`. */
const TARGETS: Readonly<Record<string, number>> = {
  gp_se_hart3_n100_mean: 0.2,
  gp_m52_hart3_n100_mean: 0.2,
  hart3_se_1000: 0.2,
  hart6_se_1000: 10,
  rosen8_se_100: 5,
};

const { values } = parseArgs({
  options: {
    methods: { type: "string", default: "auto" },
    gap: { type: "string", default: "1e-3" },
    limit: { type: "string", default: "60" },
    only: { type: "string", default: "" },
  },
});
const methods = values.methods.split(",") as KernelSumMethodName[];
const unknown = methods.filter((method) => !Object.hasOwn(kernelSumMethods, method));
if (unknown.length > 0) {
  console.error(`unknown methods ${unknown.join(", ")}; known: ${Object.keys(kernelSumMethods).join(", ")}`);
  process.exit(1);
}
const limits = { ...DEFAULT_LIMITS, relativeGap: Number(values.gap), timeLimit: Number(values.limit) };

const instances = [...trials(), ...peers()].filter(({ name }) => name.includes(values.only));
const missed: string[] = [];
const rows: Row[] = [];
if (instances.length > 0) await solve(instances[0], methods[0]);
for (const instance of instances) {
  for (const method of methods) {
    const { status, nodes, objective, gap, seconds, cpu } = await solve(instance, method);
    const { inputs, count, kernel } = instance.definition;
    rows.push([instance.name, inputs, count, kernel.name, method, status, objective, gap, nodes, seconds, cpu]);
    const target = method === "auto" && limits.relativeGap >= 1e-3 ? TARGETS[instance.name] : undefined;
    if (target !== undefined && !(seconds <= target && status === "optimal"))
      missed.push(`${instance.name}: ${seconds} s`);
  }
}
console.log(`## Means of Gaussian processes to relative gap ${values.gap}\n`);
const head = ["instance", "d", "N", "kernel", "method", "status", "minimum", "gap", "nodes", "seconds", "cpu"];
console.log(table(head, rows));
for (const line of missed) console.error(`missed its time: ${line}`);
if (missed.length > 0 || rows.length === 0) process.exitCode = 1;

async function solve({ definition, lower, upper }: Instance, method: KernelSumMethodName) {
  const started = performance.now();
  const before = process.cpuUsage();
  const model = new GaussianProcess(definition, false);
  const weights = Float64Array.of(1, 0, 0);
  const y = new Float64Array(3);
  const objective = {
    variables: model.inputs,
    evaluate(x: Float64Array) {
      model.evaluate(x, y);
      return y[0];
    },
    gradient: (x: Float64Array, out: Float64Array) => model.gradient(x, weights, out),
  };
  const outcome = await branchAndBound(
    { lower: Float64Array.from(lower), upper: Float64Array.from(upper) },
    {
      bounder: new GaussianProcessBounder(model.meanSum(weights[0], method)),
      objective,
      branching: branchingRules["relaxation-gap"](),
      finder: new Multistart(objective, new Random(1)),
      limits,
    },
  );
  const { user, system } = process.cpuUsage(before);
  const { incumbent, bound, status, nodes } = outcome;
  return {
    status,
    nodes,
    objective: incumbent,
    gap: (incumbent - bound) / Math.max(Math.abs(incumbent), 1e-10),
    seconds: (performance.now() - started) / 1000,
    cpu: (user + system) / 1e6,
  };
}

function trials(): Instance[] {
  const folder = fromRoot("../shared/trials/gaussian-process/inst");
  if (!existsSync(folder)) return [];
  return readdirSync(folder).map((file) => {
    const trial = JSON.parse(readFileSync(`${folder}/${file}`, "utf8")) as Trial;
    const json = checkGaussianProcessJson({
      "surety-gp": 1,
      kernel: TRIAL_KERNELS[trial.kernel],
      ...(trial.kernel === "rq" ? { alpha: trial.a } : {}),
      lengthScales: trial.ell,
      signalVariance: trial.s2,
      noiseVariance: trial.noise,
      X: Array.from({ length: trial.N }, (_, i) => trial.X.slice(i * trial.d, (i + 1) * trial.d)),
      weights: trial.alpha,
    });
    return {
      name: file.replace(".json", ""),
      definition: definitionOf(json).definition,
      lower: trial.lo,
      upper: trial.hi,
    };
  });
}

function peers(): Instance[] {
  const folder = fromRoot("../shared/peers/instances");
  if (!existsSync(folder)) return [];
  const files = readdirSync(folder).filter((file) => /^gp_.*_mean\.json$/.test(file));
  return files.map((file) => {
    const instance = JSON.parse(readFileSync(`${folder}/${file}`, "utf8"));
    const model = JSON.parse(readFileSync(`${folder}/${instance.model.replace(".npz", ".gp.json")}`, "utf8"));
    const { definition } = definitionOf(checkGaussianProcessJson(model));
    return { name: file.replace(".json", ""), definition, lower: instance.lb, upper: instance.ub };
  });
}
